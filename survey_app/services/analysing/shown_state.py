"""What the tables of a survey showed, kept from step to step (analysis.disclosure.steps)."""

import zlib

import msgspec

from analysis.disclosure.steps import ShownState, Step
from survey_app.services.analysing.survey_source import SurveySource
from survey_app.services.context import Context
from survey_app.store.shown_state_queries import find_state_before, keep_state

LEVEL = 6


def step_of(context: Context, survey: SurveySource) -> Step:
    """The step that the survey's present release takes: from what was shown before it."""
    release = survey.release
    with context.database.unscoped.session() as session:
        content = find_state_before(session, survey.survey_id, release.upto_batch)
    before = _read(content) if content is not None else None
    return Step(before, is_last=release.is_last)


def keep_shown(context: Context, survey: SurveySource, state: ShownState) -> None:
    """Keep what the release shows. Called before anybody sees it: the next step starts from it."""
    release = survey.release
    if release.as_of is None:
        return
    with context.database.unscoped.session(write=True) as session:
        keep_state(session, survey.survey_id, release.upto_batch, _write(state))
        session.commit()


def _write(state: ShownState) -> bytes:
    people = {
        name: [[list(levels), count] for levels, count in columns.items()]
        for name, columns in state.people.items()
    }
    document = {"estimates": state.estimates, "people": people}
    return zlib.compress(msgspec.json.encode(document), LEVEL)


def _read(content: bytes) -> ShownState:
    document = msgspec.json.decode(zlib.decompress(content))
    people = {
        name: {tuple(levels): count for levels, count in columns}
        for name, columns in document["people"].items()
    }
    return ShownState(document["estimates"], people)
