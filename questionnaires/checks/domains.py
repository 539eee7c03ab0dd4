"""The few values of an answer that can make a difference to given expressions.

A choice that no expression mentions acts like any other such choice, and a number between two
mentioned numbers like any other between them: so a handful of values stands for all.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import TypeAlias, cast

from questionnaires.expression import Tree, Value
from questionnaires.model import (
    AnyItem,
    DecimalItem,
    IntegerItem,
    MultipleItem,
    Questionnaire,
    RankingItem,
)

Values: TypeAlias = list[Value | None]
ORDERED = frozenset({"<", "<=", ">", ">="})
MAX_MENTIONED = 6
MAX_OTHERS = 50


def constants(trees: Iterable[Tree]) -> frozenset[str | float]:
    """Collect the texts and numbers that the trees mention."""
    return frozenset(value for tree in trees for value in _constants(tree))


def is_exact(tree: Tree) -> bool:
    """Tell whether the values of `values_of` stand for all in this tree.

    They do not under arithmetic, lengths, and texts (such as dates) compared by order.
    """
    word = tree[0]
    if word in {"+", "-", "*", "/", "neg", "len"}:
        return False
    parts = [part for part in tree[1:] if isinstance(part, list) and part]
    if word in ORDERED and any(part[0] == "text" for part in parts):
        return False
    if word in {"in", "not in"}:
        parts = parts[:1]
    return all(is_exact(part) for part in parts)


def values_of(
    questionnaire: Questionnaire, item: AnyItem, mentioned: frozenset[str | float]
) -> Values:
    """Give the telling values of an item's answer (of a grid: of each row), None (no answer) first.

    Raises OverflowError where they are too many to be tried.
    """
    if isinstance(item, MultipleItem | RankingItem):
        return [None, *_selections(questionnaire, item, mentioned)]
    if isinstance(item, IntegerItem | DecimalItem):
        return [None, *_numbers(item, mentioned)]
    texts = sorted(value for value in mentioned if isinstance(value, str))
    choices = questionnaire.choices_of(item)
    if not choices:
        return [None, *texts, "\x00"]
    codes = [choice.code for choice in choices]
    rest = [code for code in codes if code not in mentioned]
    return [None, *(code for code in codes if code in mentioned), *rest[:1]]


def _constants(tree: Tree) -> Iterator[str | float]:
    if tree[0] in {"text", "number"}:
        yield cast(str | float, tree[1])
    elif tree[0] == "has":
        yield cast(str, tree[2])
    for index, part in enumerate(tree[1:], start=1):
        if isinstance(part, list) and tree[0] in {"in", "not in"} and index == 2:
            yield from (value for value in part if isinstance(value, str | int | float))
        elif isinstance(part, list) and part:
            yield from _constants(part)


def _numbers(item: IntegerItem | DecimalItem, mentioned: frozenset[str | float]) -> Iterator[float]:
    marks = {float(value) for value in mentioned if not isinstance(value, str)} | {0.0, 1.0}
    marks |= {float(bound) for bound in (item.min, item.max) if bound is not None}
    steps = (-1.0, 0.0, 1.0) if isinstance(item, IntegerItem) else (-1.0, -0.5, 0.0, 0.5, 1.0)
    for value in sorted({mark + step for mark in marks for step in steps}):
        inside = (item.min is None or value >= item.min) and (item.max is None or value <= item.max)
        if inside and (isinstance(item, DecimalItem) or value.is_integer()):
            yield value


def _selections(
    questionnaire: Questionnaire,
    item: MultipleItem | RankingItem,
    mentioned: frozenset[str | float],
) -> Iterator[tuple[str, ...]]:
    choices = questionnaire.choices_of(item)
    exclusive = {choice.code for choice in choices if choice.exclusive}
    telling = [choice.code for choice in choices if choice.code in mentioned]
    rest = [c.code for c in choices if c.code not in mentioned and c.code not in exclusive]
    if len(telling) > MAX_MENTIONED or len(rest) > MAX_OTHERS:
        raise OverflowError
    yield from ((code,) for code in sorted(exclusive))
    for size in range(len(telling) + 1):
        for chosen in itertools.combinations(telling, size):
            for fill in range(len(rest) + 1):
                selection = (*chosen, *rest[:fill])
                if _allowed(item, selection, exclusive):
                    yield selection


def _allowed(
    item: MultipleItem | RankingItem, selection: tuple[str, ...], exclusive: set[str]
) -> bool:
    if not selection or exclusive.intersection(selection):
        return False
    return (item.min or 1) <= len(selection) <= (item.max or len(selection))
