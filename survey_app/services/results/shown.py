"""The results of the state shown now, as far as the reader's units reach."""

from dataclasses import dataclass
from pathlib import Path

from survey_app.services.analysing.kept_analysis import analyse_state
from survey_app.services.analysing.survey_source import Release, ShownState, move_release
from survey_app.services.context import Context
from survey_app.services.results.kept import Key
from survey_app.services.results.make_results import make_results
from survey_app.services.results.tables import ShownResults, ShownTable
from survey_app.services.results.within_units import within_units


@dataclass(frozen=True)
class Shown:
    """What a reader gets: the results, and the survey's release as it stands at this moment.

    `results` are None while the first ones are being computed. `is_older`: newer ones are being
    computed, these are of the state before.
    """

    survey_id: int
    title: str
    release: Release
    results: ShownResults | None
    is_older: bool = False


def shown_results(context: Context, survey_id: int, *, wait_s: float | None = None) -> Shown:
    """The results of a survey within the reader's units, in at most `wait_s` seconds.

    They are computed once for each release, whoever asks first. Raises Refusal `unknown_survey`.
    """
    state = move_release(context, survey_id)
    key = results_key(state)
    folder = _folder(context, survey_id)
    found = context.results.get(key, folder, lambda: _compute(context, state), wait_s=wait_s)
    before = context.results.previous(key, folder) if found is None else None
    results = found or before
    scope = context.scope
    units = scope.units if scope is not None else None
    return Shown(
        survey_id=survey_id,
        title=state.title,
        release=state.release,
        results=None if results is None else within_units(results, units),
        is_older=before is not None,
    )


def results_key(state: ShownState) -> Key:
    """What the results of a state are kept under."""
    release, version = state.release, state.questionnaire.content_hash
    return Key(state.survey_id, release.upto_batch, version, release.is_last, release.as_of)


MOST_WAIT_S = 120.0


def shown_tables(context: Context, survey_id: int) -> tuple[ShownTable, ...]:
    """Every table that pages and downloads of the present release show to this reader.

    Waits until they are computed. Raises Refusal `unknown_survey`.
    """
    shown = shown_results(context, survey_id, wait_s=MOST_WAIT_S)
    return shown.results.tables if shown.results is not None else ()


def _folder(context: Context, survey_id: int) -> Path:
    return context.settings.snapshots / str(survey_id)


def _compute(context: Context, state: ShownState) -> ShownResults:
    whole = context.whole or context
    return make_results(analyse_state(whole, state))
