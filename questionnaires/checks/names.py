"""What an expression may name: every answer of a questionnaire, its kind and its codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from questionnaires.model import (
    AnyItem,
    CalculateItem,
    ChoiceQuestion,
    DateItem,
    DecimalItem,
    GridItem,
    IntegerItem,
    MultipleItem,
    NoteItem,
    Questionnaire,
    RankingItem,
)

Kind: TypeAlias = Literal["text", "number", "bool", "list", "date", "grid", "calculated"]


@dataclass(frozen=True)
class Answer:
    """An answer by name: its kind, its codes (None: any), the position of its item."""

    kind: Kind
    position: int
    codes: frozenset[str] | None = None


def known_answers(questionnaire: Questionnaire) -> Mapping[str, Answer]:
    """Map the names of all answers: `q1`, `q2.other`, `q4.thai_do`; a grid itself is none."""
    known: dict[str, Answer] = {}
    for position, item in enumerate(questionnaire.items):
        for name, answer in _answers(questionnaire, item, position).items():
            known.setdefault(name, answer)
    return known


def _answers(questionnaire: Questionnaire, item: AnyItem, position: int) -> dict[str, Answer]:
    if isinstance(item, NoteItem):
        return {}
    if isinstance(item, ChoiceQuestion):
        return _choice_answers(questionnaire, item, position)
    if isinstance(item, IntegerItem | DecimalItem):
        return {item.id: Answer("number", position)}
    if isinstance(item, CalculateItem):
        return {item.id: Answer("calculated", position)}
    return {item.id: Answer("date" if isinstance(item, DateItem) else "text", position)}


def _choice_answers(
    questionnaire: Questionnaire, item: ChoiceQuestion, position: int
) -> dict[str, Answer]:
    choices = questionnaire.choices_of(item)  # type: ignore[arg-type]  # every choice question is an item
    codes = frozenset(choice.code for choice in choices) or None
    if isinstance(item, GridItem):
        rows = {f"{item.id}.{row.code}": Answer("text", position, codes) for row in item.rows}
        return {item.id: Answer("grid", position), **rows}
    kind: Kind = "list" if isinstance(item, MultipleItem | RankingItem) else "text"
    answers = {item.id: Answer(kind, position, codes)}
    if any(choice.other for choice in choices):
        answers[f"{item.id}.other"] = Answer("text", position)
    return answers
