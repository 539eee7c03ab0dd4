"""Which parts of a comment may tell who wrote it or whom it is about: shown, never acted on.

Each pattern looks at bounded stretches only, so that a long or malicious text costs a time that
grows with its length and no faster.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey_app.services.comments.text import MASK, Span


class Kind(StrEnum):
    """What a stretch of text looks like."""

    EMAIL = "email"
    IDENTITY = "identity"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stretch of a text that a reviewer may want to cover: from `start` up to `end`."""

    start: int
    end: int
    kind: Kind
    text: str

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end


_GAP = r"[ .\-\u00a0]{0,2}"
_WORD = r"[^\W\d_]{1,20}"
_TITLES = "ông|bà|anh|chị|cô|chú|bác|thầy|em|cháu|đồng chí|đ/c"
_NUMBERED = "số nhà|nhà số|ngõ|ngách|hẻm|kiệt"

PATTERNS: Mapping[Kind, re.Pattern[str]] = {
    Kind.EMAIL: re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    Kind.IDENTITY: re.compile(
        rf"(?<!\d)(?:\d(?:{_GAP}\d){{11}}|\d{{3}}(?:{_GAP}\d{{3}}){{2}})(?!\d)"
        r"(?! ?(?:đ|vnđ|vnd|đồng)\b)",
        re.IGNORECASE,
    ),
    Kind.PHONE: re.compile(rf"(?<![\d+])(?:\+?84|0){_GAP}[2-9](?:{_GAP}\d){{8,9}}(?!\d)"),
    Kind.ADDRESS: re.compile(
        rf"(?<!\w)(?:{_NUMBERED})[ :\u00a0]{{1,3}}\d{{1,5}}\w{{0,2}}(?:[/\-]\d{{1,4}}\w?){{0,3}}"
        r"(?!\w)",
        re.IGNORECASE,
    ),
}
NAMED = re.compile(rf"(?<!\w)(?:{_TITLES})[ \u00a0]{{1,2}}", re.IGNORECASE)
NAME_WORD = re.compile(rf"({_WORD})(?!\w)[ \u00a0]?")
MOST_NAME_WORDS = 4
MOST_SUGGESTIONS = 50
TITLE_WORDS = frozenset(word for title in _TITLES.split("|") for word in title.split())


def suggest(text: str) -> tuple[Suggestion, ...]:
    """Phone and identity numbers, e-mail addresses, house numbers, names after a title.

    In the order of the text, none inside another, at most fifty. The title itself stays, so that
    a reader still sees that somebody was meant. Example: `suggest("gọi 0912 345 678")` finds one
    phone number.
    """
    found = [
        Suggestion(match.start(), match.end(), kind, match.group())
        for kind, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]
    return _apart([*found, *_names(text)])[:MOST_SUGGESTIONS]


def _names(text: str) -> list[Suggestion]:
    """Capitalised words after a title: `bà Lò Thị Mai` gives `Lò Thị Mai`."""
    found = []
    for title in NAMED.finditer(text):
        end = start = title.end()
        place = start
        for _ in range(MOST_NAME_WORDS):
            word = NAME_WORD.match(text, place)
            if word is None or not word.group(1)[0].isupper():
                break
            if word.group(1).lower() in TITLE_WORDS:
                break
            end, place = word.end(1), word.end()
        if end > start:
            found.append(Suggestion(start, end, Kind.NAME, text[start:end]))
    return found


def _apart(found: list[Suggestion]) -> tuple[Suggestion, ...]:
    """Those that overlap none before them; of two at one place the longer, then the stricter."""
    strict = list(Kind)
    kept: list[Suggestion] = []
    after = 0
    for one in sorted(found, key=lambda s: (s.start, -s.end, strict.index(s.kind))):
        if one.start >= after and MASK not in one.text:
            kept.append(one)
            after = one.end
    return tuple(kept)
