"""Bounds: the least is not above the most, and there are as many choices as may be asked for."""

from collections.abc import Iterator

from questionnaires.model import (
    AnyItem,
    DateItem,
    DecimalItem,
    IntegerItem,
    MultipleItem,
    Questionnaire,
    RankingItem,
)
from questionnaires.problem import Problem, make_problem


def check_bounds(questionnaire: Questionnaire) -> list[Problem]:
    """Find `min` above `max`, and counts of choices that the list cannot fill."""
    return [problem for item in questionnaire.items for problem in _of(questionnaire, item)]


def _of(questionnaire: Questionnaire, item: AnyItem) -> Iterator[Problem]:
    where = f"items.{item.id}"
    bounded = IntegerItem | DecimalItem | DateItem | MultipleItem | RankingItem
    if isinstance(item, bounded) and _crossed(item.min, item.max):
        yield make_problem("min_above_max", f"{where}.min", minimum=item.min, maximum=item.max)
    if not isinstance(item, MultipleItem | RankingItem):
        return
    choices = questionnaire.choices_of(item)
    for key in ("min", "max"):
        bound = getattr(item, key)
        if choices and bound is not None and bound > len(choices):
            yield make_problem(
                "more_than_choices", f"{where}.{key}", bound=bound, count=len(choices)
            )


def _crossed(least: object, most: object) -> bool:
    return least is not None and most is not None and bool(least > most)  # type: ignore[operator]  # both of one type
