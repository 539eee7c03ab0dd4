"""What a language is called by those who speak it."""

from babel import Locale, UnknownLocaleError


def language_name(code: str) -> str:
    """`vi` → Tiếng Việt; the code itself where nobody knows it."""
    try:
        name = Locale.parse(code, sep="-").get_language_name(code)
    except (UnknownLocaleError, ValueError):
        return code
    return name[:1].upper() + name[1:] if name else code
