"""The order in which Vietnamese people are listed: by the given name, then by the whole name."""

import unicodedata

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""huyền, hỏi, ngã, sắc, nặng: the order of the dictionaries, after no tone at all."""

Key = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def name_key(name: str) -> Key:
    """The key to sort a name by: `Lò Thị Anh` before `Bùi Văn Ánh` before `Lê Ân`.

    A word counts by its letters and then by its tone, before the next word does.
    """
    words = name.casefold().split()
    ordered = [*words[-1:], *words[:-1]]
    return tuple((_ranks(word), _tones(word)) for word in ordered)


def _ranks(word: str) -> tuple[int, ...]:
    """The places of the letters without their tones; ă, â, đ, ê, ô, ơ and ư have their own."""
    apart = unicodedata.normalize("NFD", word)
    letters = unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES))
    return tuple(_rank(letter) for letter in letters)


def _tones(word: str) -> tuple[int, ...]:
    return tuple(TONES.index(c) + 1 for c in unicodedata.normalize("NFD", word) if c in TONES)


def _rank(letter: str) -> int:
    place = LETTERS.find(letter)
    return place if place >= 0 else 100 + ord(letter)
