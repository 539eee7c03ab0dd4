"""How many of those who wrote speak of each topic: weighted, and only when enough are coded.

The shares move in steps like every table (DESIGN §4): when the coding of k people changed since
the shown state, or once when every comment of a release is coded. What is hidden in one release
is hidden by the same rules as every cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import structlog
from sqlalchemy.orm import Session

from analysis.answer import Answer
from analysis.charts.cell import Cell, read_cells
from analysis.plan import parse_plan
from analysis.run import AnalysisError, run
from analysis.source import Array, Source
from questionnaires.model import Questionnaire
from survey_app.services.analysing.added_columns import AddedColumns
from survey_app.services.analysing.relabelled import UNKNOWN
from survey_app.services.analysing.say_unweighted import REASONS
from survey_app.services.analysing.survey_columns import survey_columns
from survey_app.services.analysing.survey_plan import DEFF, FORMAT
from survey_app.services.analysing.survey_source import ShownState, read_columns
from survey_app.services.analysing.survey_weighting import weighting_step
from survey_app.services.analysing.unsupported import drop_unsupported
from survey_app.services.comments.pages import read_topics
from survey_app.services.comments.sync_comments import sync_comments
from survey_app.services.context import Context
from survey_app.store.comment_queries import (
    Coding,
    find_progress,
    list_coding,
    list_response_ids,
    lock_progress,
    show_coding,
)
from survey_app.store.topic_queries import list_topics

log = structlog.get_logger()
TOPIC = "topic."
People = Mapping[UUID, frozenset[str]]


@dataclass(frozen=True, slots=True)
class TopicShare:
    """The weighted share of people who speak of a topic, of those whose comments are coded."""

    code: str
    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class TopicShares:
    """The shares in the state shown; none while fewer than `minimum` people are coded.

    `people` are those in the shares, None where too few to be told.
    """

    shares: tuple[TopicShare, ...]
    people: int | None
    minimum: int
    is_weighted: bool = False


def read_shares(context: Context, survey_id: int) -> TopicShares:
    """The shares of the whole survey, moved first if they may move.

    Raises Refusal `unknown_survey` outside the scope of the context.
    """
    state = sync_comments(context, survey_id)
    minimum = state.questionnaire.privacy.k_min
    coding = _shown_coding(context, state, minimum)
    if len(coding) < minimum:
        return TopicShares((), None, minimum)
    with context.database.unscoped.box_session() as box:
        ids = list_response_ids(box, survey_id, state.release.upto_batch)
    with context.database.unscoped.session() as session:
        labels = {topic.code: topic.label for topic in list_topics(session, survey_id)}
    used = {code for codes in coding.values() for code in codes}
    codes = [code for code in labels if code in used]
    survey = read_columns(context, state)
    if not codes or survey.source.rows != len(ids):
        return TopicShares((), len(coding), minimum)
    source = AddedColumns(
        survey_columns(survey.questionnaire, survey.source), _columns(codes, coding, ids)
    )
    answer, is_weighted = _run(survey.questionnaire, source, codes)
    cells = read_cells(answer["estimates"][0])
    found = {cell.variable.removeprefix(TOPIC): cell for cell in cells}
    shares = tuple(TopicShare(code, labels[code], found[code]) for code in codes if code in found)
    return TopicShares(shares, len(coding), minimum, is_weighted)


def _shown_coding(context: Context, state: ShownState, minimum: int) -> People:
    """The topics of each coded person in the shown state, moved on if it may move.

    Looked at first without the write lock, and again under it.
    """
    with context.database.unscoped.box_session() as box:
        shown, may = _look(box, state, minimum)
    if not may:
        return shown
    with context.database.unscoped.box_session(write=True) as box:
        lock_progress(box, state.survey_id)
        shown, may = _look(box, state, minimum)
        if may:
            rows = list_coding(box, state.survey_id)
            is_complete = all(row.topics is not None for row in rows)
            upto = state.release.upto_batch
            show_coding(box, state.survey_id, upto if is_complete else None)
            shown = people_topics((row.response_id, row.topics) for row in rows)
            log.info("topics_moved", survey=state.survey_id, people=len(shown))
        box.commit()
    return shown


def _look(box: Session, state: ShownState, minimum: int) -> tuple[People, bool]:
    """The coding shown, and whether it may take that of now."""
    rows = list_coding(box, state.survey_id)
    now = people_topics((row.response_id, row.topics) for row in rows)
    shown = people_topics((row.response_id, row.shown_topics) for row in rows)
    may = may_move(now, shown, rows, minimum, is_last=not _was_complete(box, state))
    return shown, may


def _was_complete(box: Session, state: ShownState) -> bool:
    progress = find_progress(box, state.survey_id)
    return progress is not None and progress.complete_batch == state.release.upto_batch


def may_move(
    now: People, shown: People, rows: Sequence[Coding], minimum: int, *, is_last: bool
) -> bool:
    """Whether the shown shares may take the coding of now.

    When the topics of `minimum` people differ, or when all comments are coded and this release was
    not shown complete before (`is_last`); never while fewer than `minimum` people are coded.
    """
    if len(now) < minimum:
        return False
    differing = sum(now.get(person) != shown.get(person) for person in {*now, *shown})
    is_complete = all(row.topics is not None for row in rows)
    return differing >= minimum or (is_complete and is_last and differing > 0)


def people_topics(coded: Iterable[tuple[UUID, str | None]]) -> People:
    """The topics of each person, from (response id, JSON list) of their comments."""
    found: dict[UUID, frozenset[str]] = {}
    for person, topics in coded:
        codes = read_topics(topics)
        if codes is not None:
            found[person] = found.get(person, frozenset()) | frozenset(codes)
    return found


def _columns(codes: Sequence[str], coding: People, ids: Sequence[UUID]) -> dict[str, Array]:
    """1 for who speaks of a topic, 0 for who speaks of others, NaN for who is not coded."""
    places = [(place, coding[person]) for place, person in enumerate(ids) if person in coding]
    columns: dict[str, Array] = {}
    for code in codes:
        column = np.full(len(ids), np.nan)
        for place, topics in places:
            column[place] = code in topics
        columns[f"{TOPIC}{code}"] = column
    return columns


def _run(questionnaire: Questionnaire, source: Source, codes: Sequence[str]) -> tuple[Answer, bool]:
    """The shares with the weights of the release; unweighted where these are refused."""
    step = weighting_step(questionnaire, source)
    document: dict[str, object] = {
        "format": FORMAT,
        "design": {"lonely_psu": "adjust"},
        "columns": {name: column.kind for name, column in source.columns.items()},
        "weighting": [step] if step else [],
        "estimates": [
            {
                "id": "topics",
                "statistic": "multiple",
                "variables": [f"{TOPIC}{code}" for code in codes],
                "base": "respondents",
                "deff": DEFF,
            }
        ],
        "disclosure": {"minimum_base": questionnaire.privacy.k_min, "withheld": UNKNOWN},
    }
    try:
        answer = run(parse_plan(document), source)
    except AnalysisError as error:
        if error.code not in REASONS or not step:
            raise
        step = None
        answer = run(parse_plan(document | {"weighting": []}), source)
    drop_unsupported(answer)
    return answer, step is not None
