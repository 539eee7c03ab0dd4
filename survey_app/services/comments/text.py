"""The words of a comment: cleaned for showing, folded for search, covered where they tell who.

Everything here is plain text in and out; offsets are positions of Python characters.
"""

import unicodedata
from collections.abc import Iterable

MASK = "[đã che]"
"""What stands in place of words that a reviewer covered; it is text of the comment, not mark-up."""

KEPT_CONTROLS = "\n"
MOST_BREAKS = 2
Span = tuple[int, int]


def clean(text: str) -> str:
    """A text as it may be shown: NFC, line breaks as \\n, nothing invisible that reorders it.

    Answers are checked for such characters when they come in; this holds for whatever came by
    another way. Example: `clean("a\\u202eb\\r\\nc")` is `"ab\\nc"`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c in KEPT_CONTROLS or _is_visible(c))
    return _short_gaps(unicodedata.normalize("NFC", kept)).strip()


def _is_visible(character: str) -> bool:
    """Whether a character is no control, no direction mark and no half of a pair."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _short_gaps(text: str) -> str:
    """The text with at most one empty line between two that hold something."""
    lines, gap = [], 0
    for line in text.split("\n"):
        gap = 0 if line.strip() else gap + 1
        if gap < MOST_BREAKS:
            lines.append(line.rstrip())
    return "\n".join(lines)


def fold(text: str) -> str:
    """A text without diacritics, case and double spaces, for search: `Đường xấu` is `duong xau`."""
    small = unicodedata.normalize("NFKD", text).casefold()  # letters in other shapes first
    apart = unicodedata.normalize("NFKD", small.replace("đ", "d"))
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(plain.split())


def cover(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by `[đã che]`; spans that touch become one.

    Spans reach from a start up to an end that is no part of them. Raises ValueError for one that
    is empty or lies outside the text. Example: `cover("gọi Lan", [(4, 7)])` is `"gọi [đã che]"`.
    """
    parts: list[str] = []
    after = 0
    for start, end in _joined(text, spans):
        parts += [text[after:start], MASK]
        after = end
    return "".join([*parts, text[after:]])


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no part of the text: {start} to {end}")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def find_phrase(text: str, phrase: str) -> tuple[Span, ...]:
    """Every place of a phrase in a text, case aside; none for an empty phrase.

    Where lower case changes the length of the text only exact matches count.
    """
    wanted = clean(phrase)
    if not wanted:
        return ()
    low, sought = text.lower(), wanted.lower()
    if len(low) != len(text):
        low, sought = text, wanted
    spans: list[Span] = []
    start = low.find(sought)
    while start >= 0:
        spans.append((start, start + len(sought)))
        start = low.find(sought, start + len(sought))
    return tuple(spans)
