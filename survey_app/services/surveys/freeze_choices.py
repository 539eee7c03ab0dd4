"""Choices that come from the unit table, frozen into the version at publication."""

from datetime import datetime

from sqlalchemy.orm import Session

from questionnaires.model import Choice, ChoiceQuestion, Questionnaire
from survey_app.printing.places import name_unit
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.refusal import Refusal
from survey_app.store.unit_queries import list_units

PREFIX = "units:"


def freeze_choices(session: Session, questionnaire: Questionnaire, now: datetime) -> Questionnaire:
    """The questionnaire with `choices_from: units:<code>` turned into the units under that code.

    As they stand today in Vietnam, in the order of their codes. Raises Refusal `no_units_of`.
    """
    for item in questionnaire.items:
        if isinstance(item, ChoiceQuestion) and item.choices_from:
            parent = item.choices_from.removeprefix(PREFIX)
            choices = unit_choices(session, parent, now)
            if not choices:
                raise Refusal("no_units_of", item=item.id, unit=parent)
            questionnaire = questionnaire.with_choices(item.id, choices)
    return questionnaire


def unit_choices(session: Session, parent: str, now: datetime) -> tuple[Choice, ...]:
    """One choice for each unit under `parent` today, its code the unit's."""
    units = list_units(session, now.astimezone(VIETNAM).date(), parent_code=parent)
    return tuple(Choice(code=unit.code, text=_named(unit.kind, unit.name)) for unit in units)


def _named(kind: str, name: str) -> str:
    text = name_unit(kind, name)
    return text[:1].upper() + text[1:]
