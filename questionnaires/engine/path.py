"""The path through a questionnaire: computed from the answers each time, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.engine.answers import Answers
from questionnaires.engine.blueprint import Blueprint, behaviour_of, blueprint_of
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Values
from questionnaires.expression import Value, is_true
from questionnaires.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Path:
    """The steps that are asked, in order, and the answers on them in their final form."""

    steps: tuple[Step, ...]
    values: Values


def walk(blueprint: Blueprint, answers: Mapping[str, Value]) -> Path:
    """Follow the path. An item sees only answers before it: what comes later is unknown to it."""
    steps: list[Step] = []
    values: Values = {}
    for step in blueprint.steps:
        if step.show_if is None or is_true(step.show_if, values.get):
            steps.append(step)
            behaviour_of(step).collect(step, answers, values)
    return Path(tuple(steps), values)


def visible_items(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> tuple[str, ...]:
    """List the ids of the items on the path, in order; notes and calculations are among them."""
    return tuple(step.id for step in walk(blueprint_of(questionnaire), answers).steps)


def finish(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> Answers:
    """Give the answers as they are kept: those on the path, calculations worked out.

    Chosen codes stand in the questionnaire's order, texts in NFC, added text only with its choice.
    Finishing again changes nothing.
    """
    return Answers(walk(blueprint_of(questionnaire), answers).values)
