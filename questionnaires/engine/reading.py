"""Answers from outside: a form's fields, or a JSON document."""

from collections.abc import Iterable, Mapping

from questionnaires.engine.answers import Answers
from questionnaires.engine.blueprint import Blueprint, behaviour_of, blueprint_of
from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Fields, Values, one_field, read_other
from questionnaires.model import Questionnaire
from questionnaires.problem import Problem


def read_form(
    questionnaire: Questionnaire, fields: Fields, item_ids: Iterable[str] | None = None
) -> tuple[Answers, tuple[Problem, ...]]:
    """Read the fields of a form (each name with all its values), of the given items or of all.

    What cannot be read is a problem and no answer; fields of other names are left alone. Whether
    the answers are complete and allowed is for `validate`.
    """
    blueprint = blueprint_of(questionnaire)
    report = Report(blueprint.language)
    values: Values = {}
    for step in _steps(blueprint, item_ids):
        behaviour_of(step).read_form(step, fields, values, report)
        if step.other_field is not None:
            text = one_field(fields, step.other_field, report)
            if text is not None:
                read_other(step.other_field, text, values, report)
    _refuse_unknown_parts(blueprint, fields, report)
    return Answers(values), tuple(report.problems)


def read_json(
    questionnaire: Questionnaire, document: Mapping[str, object]
) -> tuple[Answers, tuple[Problem, ...]]:
    """Read the `answers` of a JSON document; null is no answer, an unknown name is a problem."""
    blueprint = blueprint_of(questionnaire)
    report = Report(blueprint.language)
    values: Values = {}
    for name, value in document.items():
        step = blueprint.by_id.get(name) or blueprint.by_field.get(name)
        if step is None or name not in {step.id, step.other_field}:
            report.add("unknown_item", name)
        elif value is None:
            continue
        elif name == step.id:
            behaviour_of(step).read_json(step, value, values, report)
        else:
            read_other(name, value, values, report)
    return Answers(values), tuple(report.problems)


def _steps(blueprint: Blueprint, item_ids: Iterable[str] | None) -> Iterable[Step]:
    if item_ids is None:
        return blueprint.steps
    wanted = frozenset(item_ids)
    return [step for step in blueprint.steps if step.id in wanted]


def _refuse_unknown_parts(blueprint: Blueprint, fields: Fields, report: Report) -> None:
    """Report `q4.unknown`: a row or choice that its item does not have."""
    for name in fields:
        item_id, dot, _part = name.partition(".")
        if dot and name not in blueprint.by_field and item_id in blueprint.by_id:
            has_rows = bool(blueprint.by_id[item_id].rows)
            report.add("unknown_row" if has_rows else "unknown_choice", name)
