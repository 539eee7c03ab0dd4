"""The columns that the plan of a survey counts, made from those of its snapshot."""

from collections.abc import Iterator

from analysis.source import Source
from questionnaires.model import ChoiceQuestion, GridItem, Questionnaire
from survey_app.services.analysing.relabelled import (
    Relabel,
    Relabelled,
    complete,
    count_classes,
    without,
)
from survey_app.services.analysing.survey_variables import group_missing_codes, missing_codes
from survey_app.services.analysing.top_box_columns import TopBoxColumns, list_top_boxes

UNIT, MODE = "unit", "mode"


def survey_columns(questionnaire: Questionnaire, source: Source) -> TopBoxColumns:
    """Groups without holes, items without codes outside the base, top boxes added."""
    known = source.columns
    changes = dict(_groups(questionnaire, source))
    for item in questionnaire.items:
        codes = missing_codes(questionnaire, item)
        if isinstance(item, ChoiceQuestion) and codes:
            rows = item.rows if isinstance(item, GridItem) else ()
            names = [f"{item.id}.{row.code}" for row in rows] or [item.id]
            changes |= {name: without(known[name], codes) for name in names if name in known}
    made = Relabelled(source, changes)
    return TopBoxColumns(made, list_top_boxes(questionnaire, made))


def _groups(questionnaire: Questionnaire, source: Source) -> Iterator[tuple[str, Relabel]]:
    for group in questionnaire.groups:
        name = f"group.{group.id}"
        if name in source.columns:
            missing = group_missing_codes(questionnaire, group.id)
            yield name, complete(source.columns[name], missing)
    if UNIT in source.columns:
        yield UNIT, complete(source.columns[UNIT])
    if MODE in source.columns:
        unused = [mode for mode, count in count_classes(source, MODE).items() if not count]
        yield MODE, without(source.columns[MODE], unused)
