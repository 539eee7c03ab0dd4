"""Every problem of an answer sheet at once."""

from collections.abc import Iterable, Mapping
from typing import cast

from questionnaires.engine.blueprint import behaviour_of, blueprint_of
from questionnaires.engine.path import walk
from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Values
from questionnaires.expression import Value, evaluate
from questionnaires.model import Check, Question, Questionnaire
from questionnaires.problem import Problem


def validate(
    questionnaire: Questionnaire,
    answers: Mapping[str, Value],
    item_ids: Iterable[str] | None = None,
) -> tuple[Problem, ...]:
    """List the problems of the items on the path, of the given ones or of all, in order.

    `where` is the name of the form field. Answers off the path are not looked at: they do not
    count. Codes: required, unknown_choice, exclusive_mixed, too_many_choices, too_few_choices,
    repeated, not_a_number, not_an_integer, too_small, too_large, too_long, bad_character,
    bad_date, too_early, too_late, other_without_choice, bad_shape, check.
    """
    blueprint = blueprint_of(questionnaire)
    wanted = None if item_ids is None else frozenset(item_ids)
    report = Report(blueprint.language)
    path = walk(blueprint, answers)
    for step in path.steps:
        behaviour = behaviour_of(step)
        if behaviour.is_asked and (wanted is None or step.id in wanted):
            behaviour.validate(step, answers, report)
            if step.check is not None:
                _validate_check(step, path.values, report)
    return tuple(report.problems)


def one_per_field(*groups: Iterable[Problem]) -> tuple[Problem, ...]:
    """Join the problems of reading and of validating: the first of each field, for an error list.

    An answer that could not be read is also missing; saying so twice helps nobody.
    """
    first: dict[str, Problem] = {}
    for problems in groups:
        for problem in problems:
            first.setdefault(problem.where, problem)
    return tuple(first.values())


def _validate_check(step: Step, values: Values, report: Report) -> None:
    """Report a check that is false; one that is unknown, as without an answer, is none."""
    answered = any(name in values for name in step.answer_names)
    if answered and step.check is not None and evaluate(step.check, values.get) is False:
        check = cast(Check, cast(Question, step.item).check)
        report.say("check", step.id, check.message)
