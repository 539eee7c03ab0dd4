"""Piping: `{q1}` in a text repeats an earlier answer, so it must name one."""

import re
from collections.abc import Iterator, Mapping

from questionnaires.checks.choices import choice_path
from questionnaires.checks.names import Answer, known_answers
from questionnaires.model import AnyItem, BaseItem, GridItem, Questionnaire
from questionnaires.problem import Problem, make_problem

PIPE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[^\s.{}]+)?)\}")


def check_piping(questionnaire: Questionnaire) -> list[Problem]:
    """Find texts that repeat an answer that comes later, or that there is none of."""
    known = known_answers(questionnaire)
    return [
        problem
        for position, item in enumerate(questionnaire.items)
        for where, text in _texts(questionnaire, item)
        for problem in _pipes(where, text, position, known)
    ]


def _texts(questionnaire: Questionnaire, item: AnyItem) -> Iterator[tuple[str, str]]:
    where = f"items.{item.id}"
    if isinstance(item, BaseItem):
        yield f"{where}.text", item.text
        yield f"{where}.hint", item.hint
    if isinstance(item, GridItem):
        yield from ((f"{where}.rows.{row.code}", row.text) for row in item.rows)
    for choice in questionnaire.choices_of(item):
        yield choice_path(item, choice), choice.text


def _pipes(where: str, text: str, position: int, known: Mapping[str, Answer]) -> Iterator[Problem]:
    for name in dict.fromkeys(PIPE.findall(text)):
        answer = known.get(name)
        if answer is None or answer.kind == "grid":
            yield make_problem("pipe_unknown", where, name=name)
        elif answer.position >= position:
            yield make_problem("pipe_forward", where, name=name)
