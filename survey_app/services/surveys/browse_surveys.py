"""The list of surveys as the staff sees it: found by words and state, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from sqlalchemy.orm import Session

from survey_app.printing.places import begin_sentence, name_unit
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.comments.text import fold
from survey_app.services.context import Context
from survey_app.store.collector_queries import count_issued_of
from survey_app.store.models import Survey, Unit
from survey_app.store.response_queries import count_of_surveys
from survey_app.store.survey_queries import list_surveys
from survey_app.store.unit_queries import find_units

PAGE_SIZE = 25


class Stage(StrEnum):
    """Where a survey stands for its staff; `ended` reached its day or number by itself."""

    DRAFT = "draft"
    OPEN = "open"
    ENDED = "ended"
    CLOSED = "closed"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list: words of the title or the number, a stage (None: all but archived), a page."""

    words: str = ""
    stage: Stage | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListedSurvey:
    """One survey of the list.

    `accepted` counts people, `issued` is None where nobody said. `days_left` counts the days of
    Việt Nam until `close_at` (0: today), `answers_left` the sheets until `close_after`; both only
    while it is open. `unit` is the name of the unit that runs it.
    """

    id: int
    title: str
    stage: Stage
    accepted: int
    issued: int | None
    days_left: int | None
    answers_left: int | None
    unit: str
    created_at: datetime
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class SurveyList:
    """One page of the list; `found` counts all that match, `every` all that can be seen."""

    surveys: tuple[ListedSurvey, ...]
    page: int
    pages: int
    found: int
    every: int


def browse_surveys(context: Context, wanted: Wanted) -> SurveyList:
    """The surveys within the scope that match, the newest first; as many queries for any number.

    A page beyond the last one is the last one. Words match without diacritics and case.
    """
    now = context.clock()
    with context.database.session() as session:
        rows = list_surveys(session)
        full = _full(context, rows)
        matching = [
            row for row in reversed(rows) if _is_wanted(row, wanted, stage_of(row, now, full))
        ]
        pages = max(ceil(len(matching) / PAGE_SIZE), 1)
        page = min(max(wanted.page, 1), pages)
        shown = matching[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        lines = _lines(context, session, shown, full)
    return SurveyList(lines, page, pages, found=len(matching), every=len(rows))


def stage_of(survey: Survey, now: datetime, full: Iterable[int]) -> Stage:
    """Where a survey stands; `full` are the surveys that have all the answers they asked for."""
    if survey.archived_at is not None:
        return Stage.ARCHIVED
    if survey.state != "open":
        return Stage(survey.state)
    is_past = survey.close_at is not None and survey.close_at <= now
    return Stage.ENDED if is_past or survey.id in full else Stage.OPEN


def _full(context: Context, rows: Iterable[Survey]) -> frozenset[int]:
    limits = {
        row.id: row.close_after
        for row in rows
        if row.state == "open" and row.close_after is not None
    }
    if not limits:
        return frozenset()
    counts = _accepted(context, limits)
    return frozenset(number for number, most in limits.items() if counts.get(number, 0) >= most)


def _accepted(context: Context, numbers: Iterable[int]) -> dict[int, int]:
    with context.database.unscoped.box_session() as box:
        return count_of_surveys(box, list(numbers))


def _is_wanted(survey: Survey, wanted: Wanted, stage: Stage) -> bool:
    is_stage = stage is not Stage.ARCHIVED if wanted.stage is None else stage is wanted.stage
    words = fold(wanted.words).split()
    if not is_stage or not words:
        return is_stage
    text = f"{survey.id} {fold(survey.title)}"
    return all(word in text for word in words)


def _lines(
    context: Context, session: Session, rows: list[Survey], full: frozenset[int]
) -> tuple[ListedSurvey, ...]:
    now = context.clock()
    numbers = [row.id for row in rows]
    accepted = _accepted(context, numbers)
    with context.database.unscoped.session() as whole:
        issued = count_issued_of(whole, numbers)
    codes = {row.unit_code for row in rows if row.unit_code}
    found = find_units(session, sorted(codes), now.astimezone(VIETNAM).date())
    units = {code: _unit_name(found.get(code), code) for code in codes}
    return tuple(
        ListedSurvey(
            id=row.id,
            title=row.title,
            stage=(stage := stage_of(row, now, full)),
            accepted=(count := accepted.get(row.id, 0)),
            issued=issued.get(row.id),
            days_left=days_until(now, row.close_at) if stage is Stage.OPEN else None,
            answers_left=_answers_left(row, count) if stage is Stage.OPEN else None,
            unit=units.get(row.unit_code or "", ""),
            created_at=row.created_at,
            is_demonstration=row.demonstration,
        )
        for row in rows
    )


def _answers_left(survey: Survey, accepted: int) -> int | None:
    return None if survey.close_after is None else survey.close_after - accepted


def days_until(now: datetime, end: datetime | None) -> int | None:
    """The days of Việt Nam from today to the day of `end`, None without an end."""
    if end is None:
        return None
    return (end.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days


def _unit_name(unit: Unit | None, code: str) -> str:
    return begin_sentence(name_unit(unit.kind, unit.name)) if unit else code
