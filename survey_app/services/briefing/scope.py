"""A briefing as somebody of a few units may read it: the totals, and of the units their own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from analysis.answer import Answer, Cell, EstimateAnswer
from analysis.briefing.facts import BriefingFacts, GroupFacts, ItemFacts
from questionnaires.model import ChoiceQuestion, Questionnaire
from survey_app.services.analysing.group_levels import GROUP
from survey_app.services.analysing.survey_columns import UNIT

Units = frozenset[str] | None
TEST = "?"
"""What stands between variable and group in the id of a test (see `survey_plan.test_id`)."""


def unit_columns(questionnaire: Questionnaire) -> frozenset[str]:
    """The columns whose classes are units: that of the collector, and groups that name units."""
    groups = (getattr(item, "tag", None) for item in _of_units(questionnaire))
    return frozenset({UNIT, *(f"{GROUP}{group}" for group in groups if group)})


def _of_units(questionnaire: Questionnaire) -> list[ChoiceQuestion]:
    return [
        item
        for item in questionnaire.items
        if isinstance(item, ChoiceQuestion) and item.choices_from
    ]


def facts_within(
    facts: BriefingFacts, questionnaire: Questionnaire, units: Units, own: Mapping[str, str]
) -> BriefingFacts:
    """The facts without any number of a unit outside `units`; None leaves them as they are.

    `own` are the names of units by code. Tests over all units go with their tables.
    """
    if units is None:
        return facts
    columns = unit_columns(questionnaire)
    labels = {group.label for group in questionnaire.groups if f"{GROUP}{group.id}" in columns}
    places = {item.id for item in _of_units(questionnaire)}
    names = {name for code, name in own.items() if code in units}
    return replace(
        facts,
        fieldwork=replace(
            facts.fieldwork, units=tuple(u for u in facts.fieldwork.units if u.name in names)
        ),
        margins=tuple(
            replace(margin, rows=tuple(row for row in margin.rows if row.code in units))
            if margin.label in labels
            else margin
            for margin in facts.margins
        ),
        items=tuple(_item(item, columns, places, units) for item in facts.items),
    )


def _item(
    item: ItemFacts, columns: frozenset[str], places: set[str], units: frozenset[str]
) -> ItemFacts:
    groups = tuple(_group(g, units) if g.column in columns else g for g in item.groups)
    kept = replace(item, groups=tuple(group for group in groups if group.cells))
    if item.id not in places:
        return kept
    return replace(
        kept,
        cells=tuple(cell for cell in item.cells if cell.category in units),
        choices=tuple(choice for choice in item.choices if choice.code in units),
        groups=(),
    )


def _group(group: GroupFacts, units: frozenset[str]) -> GroupFacts:
    return replace(
        group,
        levels=tuple(level for level in group.levels if level.code in units),
        cells=tuple(cell for cell in group.cells if cell.by.get(group.column) in units),
        tests=(),
    )


def answer_within(answer: Answer, questionnaire: Questionnaire, units: Units) -> Answer:
    """The analysis answer without any cell of a unit outside `units`; None leaves it as it is."""
    if units is None:
        return answer
    columns = unit_columns(questionnaire)
    places = {item.id for item in _of_units(questionnaire)}

    def is_own(cell: Cell) -> bool:
        bound = [level for column, level in cell["by"].items() if column in columns]
        item_id, _, choice = str(cell["variable"]).partition(".")
        is_place = item_id in places
        return all(level in units for level in bound) and (
            not is_place or (choice or cell["category"]) in units
        )

    estimates = [
        cast("EstimateAnswer", {**estimate, "cells": [c for c in estimate["cells"] if is_own(c)]})
        for estimate in answer["estimates"]
        if estimate["id"].partition(TEST)[2] not in columns
    ]
    weights = {
        **answer["weights"],
        "margins": [m for m in answer["weights"]["margins"] if m["variable"] not in columns],
    }
    return cast("Answer", {**answer, "estimates": estimates, "weights": weights})
