"""How a place is called: 'phường Tân Phong'."""

from survey_app.printing.wording import read_words


def name_unit(kind: str, name: str, *, language: str = "vi") -> str:
    """('phuong', 'Tân Phong') -> 'phường Tân Phong'; in English 'Tân Phong ward'."""
    word = read_words(language)["kinds"][kind]
    return f"{name} {word}" if language == "en" else f"{word} {name}"


def begin_sentence(text: str) -> str:
    """The text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]
