"""A problem found in a questionnaire or in an answer: a value, worded from the catalogues."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDING = Path(__file__).parent / "wording"
DEFAULT_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (`code`), `where` (field or path of keys), and what to do (`detail`)."""

    code: str
    where: str
    detail: str
    line: int | None = None
    file: str | None = None


@cache
def wording(language: str) -> Mapping[str, str]:
    """Give the messages of a language by code; a language without a catalogue has none.

    The sections of a catalogue only group the messages by room: codes are unique over all of them.
    """
    path = WORDING / f"{language}.toml"
    if not language.isalpha() or not path.is_file():
        return {}
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: text for section in sections.values() for code, text in section.items()}


def detail_of(code: str, values: Mapping[str, object], language: str = DEFAULT_LANGUAGE) -> str:
    """Give the message of `code` in `language`, or in Vietnamese where that language lacks it.

    `values` fill the `{names}` of the message. Raises KeyError for a code without any wording.
    """
    message = wording(language).get(code) or wording(DEFAULT_LANGUAGE)[code]
    return message.format_map(values) if values else message


def make_problem(
    code: str,
    where: str,
    *,
    language: str = DEFAULT_LANGUAGE,
    line: int | None = None,
    **values: object,
) -> Problem:
    """Make the problem `code` with its message, the `values` put into it (see `detail_of`)."""
    return Problem(code, where, detail_of(code, values, language), line)
