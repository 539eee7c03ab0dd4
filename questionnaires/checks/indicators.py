"""Indicators: each measures an item that can be measured so."""

from collections.abc import Iterator

from questionnaires.model import (
    ChoiceQuestion,
    GridItem,
    Indicator,
    Questionnaire,
    ScaleItem,
    SingleItem,
)
from questionnaires.problem import Problem, make_problem

MEASURED = {"top_box": (SingleItem, ScaleItem), "mean_top_box": (GridItem,)}


def check_indicators(questionnaire: Questionnaire) -> list[Problem]:
    """Find indicators of no item, of an item of the wrong type, or without a top box."""
    return [
        problem
        for indicator in questionnaire.indicators
        for problem in _problems_of(questionnaire, indicator)
    ]


def _problems_of(questionnaire: Questionnaire, indicator: Indicator) -> Iterator[Problem]:
    where = f"indicators.{indicator.id}.item"
    item = questionnaire.find_item(indicator.item)
    if item is None:
        yield make_problem("indicator_unknown_item", where, item=indicator.item)
    elif not isinstance(item, MEASURED[indicator.measure]):
        yield make_problem(
            "indicator_wrong_item",
            where,
            item=item.id,
            type=item.type,
            measure=indicator.measure,
            types=", ".join(_types(indicator.measure)),
        )
    elif isinstance(item, ChoiceQuestion) and not item.top_box:
        yield make_problem("indicator_without_top_box", where, item=item.id)


def _types(measure: str) -> list[str]:
    return [kind.__name__.removesuffix("Item").lower() for kind in MEASURED[measure]]
