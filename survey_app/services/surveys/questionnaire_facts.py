"""What an officer wants to know of a questionnaire before choosing it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.model import Questionnaire
from questionnaires.model.items import AnyItem, GridItem

SECONDS: Mapping[str, float] = {
    "single": 10,
    "scale": 8,
    "multiple": 15,
    "ranking": 25,
    "integer": 10,
    "decimal": 10,
    "date": 12,
    "text": 35,
    "note": 4,
}
"""Roughly how long a person on a phone takes for a question of a type; a row of a grid takes 7."""
ROW_SECONDS = 7.0
CONSENT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class QuestionnaireFacts:
    """`items` counts the questions (notes and calculations are none), `minutes` is rounded up."""

    id: str
    title: str
    items: int
    minutes: int
    languages: tuple[str, ...]
    trends: int


def questionnaire_facts(questionnaire: Questionnaire) -> QuestionnaireFacts:
    """The facts of one questionnaire; the time is that of somebody who is asked everything."""
    asked = [item for item in questionnaire.items if item.type not in ("note", "calculate")]
    seconds = CONSENT_SECONDS + sum(_seconds(item) for item in questionnaire.items)
    return QuestionnaireFacts(
        id=questionnaire.id,
        title=questionnaire.title,
        items=len(asked),
        minutes=math.ceil(seconds / 60),
        languages=questionnaire.shown_languages,
        trends=sum(1 for item in asked if getattr(item, "trend", False)),
    )


def _seconds(item: AnyItem) -> float:
    if isinstance(item, GridItem):
        return ROW_SECONDS * len(item.rows)
    return SECONDS.get(item.type, 0)
