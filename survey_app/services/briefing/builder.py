"""What the page of a draft offers to choose from."""

from dataclasses import dataclass

from questionnaires.model import Questionnaire
from survey_app.services.analysing.group_levels import column_label
from survey_app.services.analysing.survey_columns import UNIT
from survey_app.services.briefing.comments import AcceptedComment, list_accepted
from survey_app.services.briefing.settings import (
    LINES,
    BriefingSettings,
    choosable_groups,
    choosable_items,
    order_questions,
)
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """A question that may be printed; `place` counts the chosen ones from 1, 0 for the others."""

    id: str
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Builder:
    """The choices of a draft: questions in order, groups (code, label), accepted comments.

    A group label is "" for the unit, which the page names itself.
    """

    items: tuple[ItemChoice, ...]
    groups: tuple[tuple[str, str], ...]
    comments: tuple[AcceptedComment, ...]


def offer_choices(context: Context, survey_id: int, settings: BriefingSettings) -> Builder:
    """What can be chosen for a briefing with these settings. Raises Refusal `unknown_survey`."""
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        questionnaire = get_questionnaire(session, survey.version_hash)
    return Builder(
        items=_items(questionnaire, settings),
        groups=tuple(
            (column, "" if column == UNIT else column_label(questionnaire, column))
            for column in choosable_groups(questionnaire)
        ),
        comments=list_accepted(context, survey_id),
    )


def _items(questionnaire: Questionnaire, settings: BriefingSettings) -> tuple[ItemChoice, ...]:
    known = choosable_items(questionnaire)
    order = [i for i in order_questions(questionnaire, settings.order) if i in known]
    shown = [item_id for item_id in order if item_id in settings.items]
    return tuple(
        ItemChoice(
            item_id,
            questionnaire.item(item_id).text,
            shown.index(item_id) + 1 if item_id in shown else 0,
        )
        for item_id in order
    )


def differing(mine: BriefingSettings, theirs: BriefingSettings) -> tuple[str, ...]:
    """The names of the settings that somebody else has saved otherwise."""
    names = (*LINES, "meeting_day", "items", "groups", "comments", "chosen", "topics")
    return tuple(name for name in names if getattr(mine, name) != getattr(theirs, name))
