"""The sentences of charts and briefings, kept in `<language>.toml` beside this file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DEFAULT = "vi"


class WordingError(KeyError):
    """A sentence is asked for that the catalogue does not hold."""


@cache
def catalogue(language: str = DEFAULT) -> Mapping[str, str]:
    """All sentences of a language by dotted key; an unknown language gives the Vietnamese ones."""
    path = Path(__file__).with_name(f"{language}.toml")
    if not path.is_file():
        path = Path(__file__).with_name(f"{DEFAULT}.toml")
    with path.open("rb") as file:
        return dict(_flatten(tomllib.load(file), ""))


def _flatten(table: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            found.extend(_flatten(value, f"{prefix}{key}."))
        else:
            found.append((f"{prefix}{key}", str(value)))
    return found


def say(key: str, **values: object) -> str:
    """The Vietnamese sentence under `key` with its blanks filled; WordingError if there is none.

    >>> say("number.day", day="03/07/2026")
    'ngày 03/07/2026'
    """
    try:
        sentence = catalogue()[key]
    except KeyError as error:
        raise WordingError(key) from error
    return sentence.format_map(values) if values else sentence


def has(key: str) -> bool:
    """Whether the catalogue holds a sentence under this key."""
    return key in catalogue()
