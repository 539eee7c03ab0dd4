"""The levels of a breakdown with their texts, in the order to print."""

from analysis.briefing.facts import ChoiceFacts
from analysis.source import Source
from questionnaires.model import AnyItem, Questionnaire
from survey_app.services.analysing.relabelled import UNKNOWN

GROUP = "group."


def item_choices(questionnaire: Questionnaire, item: AnyItem) -> tuple[ChoiceFacts, ...]:
    """The choices of an item, those outside the base marked."""
    return tuple(
        ChoiceFacts(choice.code, choice.text, choice.missing)
        for choice in questionnaire.choices_of(item)
    )


def group_levels(
    questionnaire: Questionnaire, source: Source, column: str
) -> tuple[ChoiceFacts, ...]:
    """The levels of a group column that people stand in; those without an answer are no level.

    Codes that only a collector gives (no item of the questionnaire has them) come last and are
    their own text.
    """
    group = column.removeprefix(GROUP)
    texts: dict[str, str] = {}
    for item in questionnaire.items:
        if getattr(item, "tag", None) == group:
            for choice in item_choices(questionnaire, item):
                if not choice.missing:
                    texts.setdefault(choice.code, choice.text)
    for label in source.columns[column].labels:
        if label != UNKNOWN:
            texts.setdefault(label, label)
    return tuple(ChoiceFacts(code, text) for code, text in texts.items())


def column_label(questionnaire: Questionnaire, column: str) -> str:
    """The name of a group column; other columns are named by whoever prints them."""
    group = column.removeprefix(GROUP)
    return next((known.label for known in questionnaire.groups if known.id == group), column)
