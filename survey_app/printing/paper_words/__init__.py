"""The words of the paper form, by language; Vietnamese where a language has none."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypedDict


class ConditionWords(TypedDict):
    """Section [condition]: sentences by key, comparisons in sections of their own."""

    number: dict[str, str]
    count: dict[str, str]
    date: dict[str, str]
    general: dict[str, str]
    arithmetic: dict[str, str]


class PaperWords(TypedDict):
    """One catalogue."""

    condition: ConditionWords
    rule: dict[str, str]
    form: dict[str, str]


@cache
def read_paper_words(language: str) -> PaperWords:
    """The catalogue of a language, Vietnamese if there is none."""
    folder = files(__name__)
    names = [file.name for file in folder.iterdir()]
    name = f"{language}.toml" if f"{language}.toml" in names else "vi.toml"
    words: PaperWords = tomllib.loads((folder / name).read_text("utf-8"))  # type: ignore[assignment]  # tests check the keys
    return words


def condition_words(language: str) -> dict[str, str]:
    """The sentences of section [condition] that are no comparisons."""
    section = read_paper_words(language)["condition"]
    return {key: text for key, text in section.items() if isinstance(text, str)}


def privacy_sentence(language: str, mode: str, least: int) -> str:
    """What a paper sheet promises in a privacy mode; `least` people make a published figure."""
    section: dict[str, str] = read_paper_words(language)["form"]["privacy"]  # type: ignore[assignment]  # a section of its own
    return section[mode].format(least=least)
