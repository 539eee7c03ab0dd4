"""The words of printed matter, by language; Vietnamese where a language has none."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypedDict


class NoticeWords(TypedDict):
    """Section [notice] of a catalogue."""

    everywhere: str
    invitation: str
    hangs_at: str
    demonstration: str
    qr_text: str
    address: str
    code: str
    steps_title: str
    steps: list[str]
    facts_title: str
    conductor: str
    contact: str
    until: str
    until_told: str
    privacy: dict[str, str]


class Words(TypedDict):
    """One catalogue."""

    kinds: dict[str, str]
    notice: NoticeWords


@cache
def read_words(language: str) -> Words:
    """The catalogue of a language, Vietnamese if there is none."""
    folder = files(__name__)
    names = [file.name for file in folder.iterdir()]
    name = f"{language}.toml" if f"{language}.toml" in names else "vi.toml"
    words: Words = tomllib.loads((folder / name).read_text("utf-8"))  # type: ignore[assignment]  # tests check the keys
    return words
