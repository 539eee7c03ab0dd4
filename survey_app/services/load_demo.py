"""The demonstration: one open survey with simulated answers, one without any.

Simulated people go the way of real ones: the engine, the submit service, the writer. Loading again
finds what is there and adds nothing; a load that was interrupted is taken up where it stopped.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog

from questionnaires.library import library_path
from questionnaires.model import Questionnaire, Stop
from questionnaires.reader import read_questionnaire
from survey_app.demo.crowd import Sheet, simulate
from survey_app.demo.habits import Habits, read_habits
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.quality_flags_recent import RecentSheets
from survey_app.services.answering.submit_response import Kind, Submission, submit
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.import_units import ensure_units
from survey_app.services.surveys.import_questionnaire import store_draft
from survey_app.services.surveys.state import open_survey
from survey_app.store.collector_queries import list_collectors
from survey_app.store.survey_queries import list_surveys

log = structlog.get_logger()
QUESTIONNAIRES = ("hai-long-dvc-ntm-2026", "nam-bat-2026-07")
SENDERS = 16  # people who send at the same time, so that the writer can commit them in groups


@dataclass(frozen=True)
class DemoSurvey:
    """One survey of the demonstration; `codes` are those of its collectors, to be shown."""

    survey_id: int
    title: str
    state: str
    codes: tuple[str, ...]


class Calendar:
    """A clock that shows the moment it was set to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment set last (aware UTC)."""
        return self.now


def load_demo(context: Context) -> tuple[DemoSurvey, ...]:
    """Load the demonstration where it is missing and say what there is.

    Imports the shipped units when the store has none. Raises StoreError when the store cannot keep
    the answers. Takes seconds the first time; a second time it only looks.
    """
    ensure_units(context)
    return tuple(_load(context, questionnaire_id) for questionnaire_id in QUESTIONNAIRES)


def _load(context: Context, questionnaire_id: str) -> DemoSurvey:
    habits = read_habits(questionnaire_id)
    today = context.clock()
    calendar = Calendar(today - timedelta(weeks=len(habits.weeks)))
    past = Context(context.database, context.settings, clock=calendar, recent=RecentSheets(0))
    try:
        survey_id = _find_or_draft(past, questionnaire_id, habits.owner)
        if _state(past, survey_id) == "draft":
            open_survey(past, survey_id)
        if _state(past, survey_id) == "open":
            codes = _collectors(past, calendar, survey_id, habits)
            _answer(past, calendar, survey_id, codes, habits)
    finally:
        _close_writer(past)
    context.pages.clear()
    return _describe(context, survey_id)


def _close_writer(context: Context) -> None:
    if "writer" in vars(context):  # it starts when first used
        context.writer.close()


def _find_or_draft(context: Context, questionnaire_id: str, owner: str | None) -> int:
    with context.database.session(write=True) as session:
        for survey in list_surveys(session):
            version = get_questionnaire(session, survey.version_hash)
            if survey.demonstration and version.id == questionnaire_id:
                return survey.id
        survey_id, _ = store_draft(
            context, session, _demonstration(questionnaire_id), unit_code=owner
        )
        session.commit()
    return survey_id


def _demonstration(questionnaire_id: str) -> Questionnaire:
    """The shipped questionnaire, marked as a demonstration, without the day on which it ends."""
    questionnaire = read_questionnaire(library_path(questionnaire_id))
    return questionnaire.model_copy(update={"demonstration": True, "stop": Stop()})


def _state(context: Context, survey_id: int) -> str:
    with context.database.session() as session:
        return get_survey(session, survey_id).state


def _collectors(context: Context, calendar: Calendar, survey_id: int, habits: Habits) -> list[str]:
    """The codes of the places, in their order; those that are missing are made."""
    with context.database.session() as session:
        known = {row.label: row.code for row in list_collectors(session, survey_id)}
    for place in habits.places:
        if place.label not in known:
            calendar.now += timedelta(seconds=1)  # collectors are listed as they were made
            known[place.label] = make_collector(
                context,
                NewCollector(
                    survey_id,
                    unit_code=place.unit,
                    tags={"xa_phuong": place.unit} if place.unit else {},
                    label=place.label,
                    issued=place.issued,
                    channel=place.channel,
                ),
            )
    return [known[place.label] for place in habits.places]


def _answer(
    context: Context, calendar: Calendar, survey_id: int, codes: Sequence[str], habits: Habits
) -> None:
    if habits.people == 0 or context.writer.find(_sheet_id(survey_id, habits.people - 1)):
        return
    page = open_page(context, codes[0])
    if page is None:
        raise LookupError(f"no collector {codes[0]}")
    sheets = simulate(page.questionnaire, habits)
    start = calendar.now
    with ThreadPoolExecutor(SENDERS) as senders:
        for week, of_week in groupby(sheets, key=lambda sheet: sheet.week):
            calendar.now = start + timedelta(weeks=week)
            list(senders.map(lambda sheet: _send(context, survey_id, codes, sheet), of_week))
    log.info("demo_loaded", survey=survey_id, responses=habits.people)


def _send(context: Context, survey_id: int, codes: Sequence[str], sheet: Sheet) -> None:
    submission = Submission(
        submission_id=_sheet_id(survey_id, sheet.number),
        collector_code=codes[sheet.place],
        language="vi",
        answers=sheet.answers,
    )
    result = submit(context, submission)
    if result.kind not in (Kind.STORED, Kind.REPEATED):
        found = ", ".join(f"{problem.where}: {problem.code}" for problem in result.problems)
        raise RuntimeError(f"a simulated answer sheet was not stored: {result.kind} {found}")


def _sheet_id(survey_id: int, number: int) -> UUID:
    """The same id for the same person of the same survey, so that loading again stores no other."""
    return uuid5(NAMESPACE_URL, f"ydan:demo:{survey_id}:{number}")


def _describe(context: Context, survey_id: int) -> DemoSurvey:
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        codes = tuple(row.code for row in list_collectors(session, survey_id))
        return DemoSurvey(survey_id, survey.title, survey.state, codes)
