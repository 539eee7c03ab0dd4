"""The order in which choices and rows are shown: a handful of variants, fixed for good."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from questionnaires.model import Choice, GridItem, Questionnaire, Row
from questionnaires.model.items import AnyItem, ChoiceQuestion

VARIANTS = 8

Part = TypeVar("Part", Choice, Row)


def order_choices(questionnaire: Questionnaire, item: AnyItem, variant: int) -> tuple[Choice, ...]:
    """Give an item's choices in the order of a variant, 0 to 7.

    `random` shuffles, `flip` turns the order round in odd variants; choices pinned `first` or
    `last` stay there, and so do, last, those that are `missing`, `exclusive` or `other`. The
    choices of a grid are its columns: they are only ever flipped, its rows are shuffled.
    """
    choices = questionnaire.choices_of(item)
    order = item.order if isinstance(item, ChoiceQuestion) else "fixed"
    first = [choice for choice in choices if _pin(choice) == "first"]
    last = [choice for choice in choices if _pin(choice) == "last"]
    free = [choice for choice in choices if _pin(choice) is None]
    if order == "random" and not isinstance(item, GridItem):
        return (*first, *_shuffled(free, f"{questionnaire.id}/{item.id}/{variant}"), *last)
    if order == "flip" and variant % 2:
        return (*first, *reversed(free), *last)
    return choices


def order_rows(questionnaire: Questionnaire, item: GridItem, variant: int) -> tuple[Row, ...]:
    """Give a grid's rows in the order of a variant, 0 to 7."""
    if item.order != "random":
        return item.rows
    return tuple(_shuffled(item.rows, f"{questionnaire.id}/{item.id}/{variant}"))


def _pin(choice: Choice) -> str | None:
    if choice.pin is None and (choice.missing or choice.exclusive or choice.other):
        return "last"
    return choice.pin


def _shuffled(parts: Sequence[Part], seed: str) -> list[Part]:
    """Sort by a hash: the same order on every machine and in every release."""
    return sorted(parts, key=lambda part: hashlib.sha256(f"{seed}/{part.code}".encode()).digest())
