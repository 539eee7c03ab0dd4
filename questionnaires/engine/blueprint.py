"""A questionnaire made ready for answering, once: trees parsed, names indexed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from questionnaires.engine.answers import OTHER
from questionnaires.engine.step import Step
from questionnaires.engine.types import BEHAVIOURS
from questionnaires.engine.types.behaviour import Behaviour
from questionnaires.expression import ExpressionError, Tree, parse
from questionnaires.model import GridItem, Question, Questionnaire
from questionnaires.model.items import AnyItem, CalculateItem

MEMORY_KEY = "blueprint"
NEVER: Tree = ["unknown"]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The steps of a questionnaire in order, and by the names that lead to them."""

    language: str
    steps: tuple[Step, ...]
    by_id: Mapping[str, Step]
    by_field: Mapping[str, Step]
    """By every form field: `q1`, `q1.other`, `q4.thai_do`, `ranking.choice`."""


def blueprint_of(questionnaire: Questionnaire) -> Blueprint:
    """Give the blueprint of a questionnaire, kept on it after the first call."""
    made = questionnaire.memory.get(MEMORY_KEY)
    if made is None:
        made = questionnaire.memory[MEMORY_KEY] = _make(questionnaire)
    return cast(Blueprint, made)


def behaviour_of(step: Step) -> Behaviour:
    """Give what the type of an item does."""
    return BEHAVIOURS[step.item.type]


def _make(questionnaire: Questionnaire) -> Blueprint:
    steps = tuple(
        _make_step(questionnaire, item)
        for item in questionnaire.items
        if questionnaire.item(item.id) is item
    )
    fields = {name: step for step in steps for name in step.form_fields}
    return Blueprint(questionnaire.language, steps, {step.id: step for step in steps}, fields)


def _make_step(questionnaire: Questionnaire, item: AnyItem) -> Step:
    """Prepare an item. An expression that does not parse (the checker refuses it) is unknown."""
    choices = {choice.code: choice for choice in questionnaire.choices_of(item)}
    behaviour = BEHAVIOURS[item.type]
    rows = tuple(row.code for row in item.rows) if isinstance(item, GridItem) else ()
    other = next((c for c in choices.values() if c.other), None) if behaviour.opens_text else None
    other_field = f"{item.id}.{OTHER}" if other else None
    added = (other_field,) if other_field else ()
    check = item.check if isinstance(item, Question) else None
    return Step(
        id=item.id,
        item=item,
        show_if=_parse(item.show_if),
        check=_parse(check.expression if check else None),
        calculation=_parse(item.expression if isinstance(item, CalculateItem) else None),
        choices=choices,
        rows=rows,
        other=other,
        other_field=other_field,
        answer_names=(*behaviour.answer_names(item.id, rows), *added),
        form_fields=(*behaviour.form_fields(item.id, rows, tuple(choices)), *added),
        required=isinstance(item, Question) and item.required,
    )


def _parse(text: str | None) -> Tree | None:
    if text is None:
        return None
    try:
        return parse(text)
    except ExpressionError:
        return NEVER
