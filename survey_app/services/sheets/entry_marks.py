"""The short marks that stand beside the boxes of a paper sheet and are typed by who keys it in."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from questionnaires.model import Choice, Questionnaire
from questionnaires.model.items import AnyItem

LONGEST_MARK = 2
NO_ANSWER = frozenset({"-", "–", "—"})
"""Typed where the paper holds no answer, to show that it was looked at."""
SEPARATORS = str.maketrans(",;/", "   ")


def entry_marks(questionnaire: Questionnaire, item: AnyItem) -> dict[str, str]:
    """The mark of each choice by its code, in the questionnaire's order.

    Codes of one or two signs are their own marks; where one is longer, the choices are numbered
    from 1, unless a code looks like the number of another choice: then codes are typed after all.
    Example: codes `1 2 3 0` give `1 2 3 0`; `nong_dan cong_nhan` give `1 2`.
    """
    return dict(_marks(questionnaire.choices_of(item)))


@lru_cache(maxsize=512)
def _marks(choices: tuple[Choice, ...]) -> tuple[tuple[str, str], ...]:
    codes = [choice.code for choice in choices]
    numbers = {code: str(place) for place, code in enumerate(codes, start=1)}
    is_short = all(len(code) <= LONGEST_MARK for code in codes)
    taken = set(numbers.values())
    is_clash = any(code in taken and numbers[code] != code for code in codes)
    return tuple((code, code if is_short or is_clash else numbers[code]) for code in codes)


def read_mark(marks: Mapping[str, str], typed: str) -> str:
    """The code that somebody typed by its mark or in full; what is neither comes back as typed.

    Upper and lower case are the same where that tells no two choices apart.
    """
    by_mark = {mark: code for code, mark in marks.items()}
    if typed in by_mark:
        return by_mark[typed]
    if typed in marks:
        return typed
    folded = typed.casefold()
    close = {code for code, mark in marks.items() if folded in (mark.casefold(), code.casefold())}
    return close.pop() if len(close) == 1 else typed


def read_marks(marks: Mapping[str, str], typed: str) -> tuple[str, ...]:
    """The codes of several marks: `1 3`, `1,3`, `1;3`; also `13` where every mark is one sign."""
    codes: list[str] = []
    for word in typed.split():
        parts = [word] if read_mark(marks, word) in marks else word.translate(SEPARATORS).split()
        for part in parts:
            codes += _split(marks, part)
    return tuple(codes)


def _split(marks: Mapping[str, str], word: str) -> Sequence[str]:
    code = read_mark(marks, word)
    is_run = code not in marks and all(len(mark) == 1 for mark in marks.values())
    return [read_mark(marks, sign) for sign in word] if is_run else [code]


def is_blank(typed: str) -> bool:
    """Whether nothing was typed, or the sign for no answer."""
    return not typed.strip() or typed.strip() in NO_ANSWER
