"""A citizen sends an answer sheet: stored exactly once, or told why not.

The order of the checks (DESIGN §4): a repeat of an accepted id is answered before the form token,
the closed and the full check. Here that costs no query on the usual way: an open survey and valid
answers go straight to the writer, whose primary key finds the repeat; only where the answer would
be "no" is the id looked up first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from questionnaires.engine import Answers, canonical, finish, group_tags, validate
from questionnaires.problem import Problem
from survey_app.services.answering.collector_page import CollectorPage, PageState
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.content_hash import content_hash
from survey_app.services.answering.quality_flags import SELF_FILLED, Arrival, quality_flags
from survey_app.services.answering.respondent_tags import ROTATED, merge_tags
from survey_app.services.coarse_date import coarse_date
from survey_app.services.context import Context
from survey_app.services.short_code import receipt_code
from survey_app.services.surveys.quota_caps import effective_quotas
from survey_app.store.writer import Limit, NewResponse, Outcome


class Kind(StrEnum):
    """What became of a submission."""

    STORED = "stored"
    REPEATED = "repeated"
    CONFLICT = "conflict"
    INVALID = "invalid"
    CLOSED = "closed"
    FULL = "full"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Submission:
    """One answer sheet as it came in, consent already given.

    `language` is the one it was read in; it is no part of the content. `flags` are the quality
    flags that the route adds (such as the order variant shown). `form_age_s`: how long ago, at
    most, the form was given out, where the route knows; it is not kept.
    """

    submission_id: UUID
    collector_code: str
    language: str
    answers: Answers
    mode: str = "qr"
    flags: tuple[str, ...] = ()
    form_age_s: float | None = None


@dataclass(frozen=True)
class Result:
    """What became of it: `receipt` for stored and repeated, `problems` for invalid."""

    kind: Kind
    receipt: str = ""
    problems: tuple[Problem, ...] = field(default=())


REFUSED = {
    PageState.CLOSED: Kind.CLOSED,
    PageState.FULL: Kind.FULL,
    PageState.NOT_YET: Kind.NOT_YET,
    PageState.RETIRED: Kind.CLOSED,
}


def submit(context: Context, submission: Submission) -> Result:
    """Store the answer sheet durably; acknowledged (stored, repeated) means it is on disk."""
    page = open_page(context, submission.collector_code)
    if page is None:
        return Result(Kind.UNKNOWN)
    answers = finish(page.questionnaire, submission.answers)
    refusal = _refusal(page, submission.answers)
    if refusal is not None:
        return _repeat(context, submission.submission_id, page, answers) or refusal
    now = context.clock()
    response = _new_response(context, now, page, submission, answers)
    outcome = context.writer.submit(response)
    if outcome is Outcome.STORED and submission.mode in SELF_FILLED:
        context.recent.add(page.code, response.content_hash, now)
    return _result(context, submission.submission_id, outcome)


def find_repeat(
    context: Context, submission_id: UUID, collector_code: str, answers: Answers
) -> Result | None:
    """Repeated or conflict if this id is stored already, else None.

    For a caller that is about to refuse for a reason of its own (an expired form token): the
    repeat of an accepted id is answered first.
    """
    page = open_page(context, collector_code)
    if page is None:
        return None
    return _repeat(context, submission_id, page, finish(page.questionnaire, answers))


def _repeat(
    context: Context, submission_id: UUID, page: CollectorPage, answers: Answers
) -> Result | None:
    stored = context.writer.find(submission_id)
    if stored is None:
        return None
    same = stored == content_hash(page, answers)
    return _result(context, submission_id, Outcome.REPEATED if same else Outcome.CONFLICT)


def _refusal(page: CollectorPage, answers: Answers) -> Result | None:
    """Why these answers, as they came in, are not taken: `finish` would drop what does not fit."""
    if page.state is not PageState.OPEN:
        return Result(REFUSED[page.state])
    problems = validate(page.questionnaire, answers)
    return Result(Kind.INVALID, problems=problems) if problems else None


OUTCOMES = {
    Outcome.STORED: Kind.STORED,
    Outcome.REPEATED: Kind.REPEATED,
    Outcome.CONFLICT: Kind.CONFLICT,
    Outcome.FULL: Kind.FULL,
}


def _result(context: Context, submission_id: UUID, outcome: Outcome) -> Result:
    kind = OUTCOMES[outcome]
    if kind not in (Kind.STORED, Kind.REPEATED):
        return Result(kind)
    return Result(kind, receipt=receipt_code(context.settings.secret_key, submission_id))


def _new_response(
    context: Context,
    now: datetime,
    page: CollectorPage,
    submission: Submission,
    answers: Answers,
) -> NewResponse:
    questionnaire, content = page.questionnaire, content_hash(page, answers)
    arrival = Arrival(page.code, content, submission.mode, now, submission.form_age_s)
    quality = quality_flags(questionnaire, answers, arrival, context.recent)
    tags, mismatches = merge_tags(page.tags, group_tags(questionnaire, answers))
    rotated = (ROTATED,) if page.rotated else ()
    return NewResponse(
        id=submission.submission_id,
        survey_id=page.survey_id,
        version_hash=page.version_hash,
        collector=page.code,
        mode=submission.mode,
        tags=tags,
        answers=canonical(answers),
        date=coarse_date(now, questionnaire.privacy.time_grain),
        flags=(*submission.flags, *mismatches, *rotated, *quality),
        content_hash=content,
        limits=response_limits(page, tags),
    )


def response_limits(page: CollectorPage, tags: Mapping[str, str]) -> tuple[Limit, ...]:
    """The caps that a response with these tags counts towards, decided exactly by the writer."""
    total = (Limit(page.close_after),) if page.close_after is not None else ()
    quotas = (
        Limit(cells[tags[group]], group, tags[group])
        for group, cells in effective_quotas(page.questionnaire, page.quotas).items()
        if tags.get(group) in cells
    )
    return (*total, *quotas)
