"""The analysis of a release, kept in memory: the results pages and every briefing use the same.

Only the last one of an installation is kept; a new release, version or program makes another.
"""

from dataclasses import replace
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from survey_app.services.analysing.analyse_survey import SurveyResults, analyse_columns
from survey_app.services.analysing.fieldwork import read_fieldwork
from survey_app.services.analysing.survey_source import ShownState, move_release, read_columns
from survey_app.services.context import Context

Key = tuple[int, int, datetime | None, str, bool]
_KEPT: WeakKeyDictionary[Engine, tuple[Key, SurveyResults]] = WeakKeyDictionary()


def analyse_kept(context: Context, survey_id: int) -> SurveyResults:
    """The results of the state shown now, computed once for each release.

    How many were issued and accepted is of this moment. Raises Refusal `unknown_survey`.
    """
    return analyse_state(context, move_release(context, survey_id))


def analyse_state(context: Context, state: ShownState) -> SurveyResults:
    """The results of a state: `analyse_kept` for whoever knows which is shown."""
    release = state.release
    version = state.questionnaire.content_hash
    key = (state.survey_id, release.upto_batch, release.as_of, version, release.is_last)
    kept = _KEPT.get(context.database.box)
    if kept is None or kept[0] != key:
        results = analyse_columns(context, read_columns(context, state))
        _KEPT[context.database.box] = (key, results)
        return results
    results = kept[1]
    survey = replace(results.survey, title=state.title, release=release)
    return replace(
        results, survey=survey, fieldwork=read_fieldwork(context, survey, results.source)
    )
