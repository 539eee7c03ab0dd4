"""Comments (sessions on `box`): copied out of responses, listed, changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.store.models import BoxBase, Comment, CommentProgress, Response

READ_ROWS = 2_048
"""How many sheets are copied in one transaction."""

Mark = tuple[int, UUID]
"""A place in the order of the sheets: batch and response id."""


class Sheet(NamedTuple):
    """What is read of a response: its id, collector, answers (JSON text) and batch."""

    response_id: UUID
    collector: str
    answers: str
    batch: int


@dataclass(frozen=True, slots=True)
class CommentFilter:
    """Which comments of a survey to list; None leaves a column alone.

    `units` are the units they are shown under, None among them for those under none; `words` is a
    folded text that they hold.
    """

    survey_id: int
    state: str | None = None
    item_id: str | None = None
    topic: str | None = None
    units: tuple[str | None, ...] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class CommentCount:
    """How many comments stand in one state, item and unit, and how many of them are coded."""

    state: str
    item_id: str
    unit_code: str | None
    count: int
    coded: int


def find_progress(session: Session, survey_id: int) -> CommentProgress | None:
    """How far a survey is copied, None before the first time."""
    return session.get(CommentProgress, survey_id)


def lock_progress(session: Session, survey_id: int) -> None:
    """Let nobody else move the shown shares of topics before this transaction ends."""
    session.get(CommentProgress, survey_id, with_for_update=True)


def set_progress(session: Session, survey_id: int, upto_batch: int) -> None:
    """Note the last batch copied."""
    values = {"survey_id": survey_id, "upto_batch": upto_batch}
    statement = _insert(session)(CommentProgress).values(values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["survey_id"], set_={"upto_batch": upto_batch}
        )
    )


def _insert(session: Session) -> Callable[[type[BoxBase]], Any]:
    """The INSERT of this database that knows what to do on a conflict."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert if is_postgresql else sqlite.insert


def read_sheets(
    session: Session, survey_id: int, after: Mark, *, upto: int, limit: int
) -> list[Sheet]:
    """The next answer sheets after a mark, of the batches up to `upto`, at most `limit`.

    They stay in the store until the transaction ends (PostgreSQL locks their keys).
    """
    place = tuple_(Response.batch, Response.id)
    query = (
        select(Response.id, Response.collector, Response.answers, Response.batch)
        .where(
            Response.survey_id == survey_id,
            Response.batch >= after[0],
            Response.batch <= upto,
            place > tuple_(*after),
        )
        .order_by(Response.batch, Response.id)
        .limit(limit)
        .with_for_update(read=True, key_share=True)
    )
    return [Sheet(*row) for row in session.execute(query)]


def add_comments(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Store comments that are not there yet, by the names of the columns."""
    if rows:
        session.execute(_insert(session)(Comment).on_conflict_do_nothing(), list(rows))


def count_by_collector(session: Session, survey_id: int, upto: int) -> dict[str, int]:
    """How many people answered through each collector, up to a batch."""
    query = (
        select(Response.collector, func.count())
        .where(Response.survey_id == survey_id, Response.batch <= upto)
        .group_by(Response.collector)
    )
    return dict(session.execute(query).all())


def move_units(session: Session, survey_id: int, shown: Mapping[str, str | None]) -> None:
    """Put the comments of each collector's unit under the unit it may be shown under."""
    query = (
        select(Comment.collector_unit, Comment.unit_code)
        .where(Comment.survey_id == survey_id, Comment.collector_unit.is_not(None))
        .distinct()
    )
    for source, now in session.execute(query).all():
        wanted = shown.get(source or "")
        if wanted != now:
            session.execute(
                update(Comment)
                .where(Comment.survey_id == survey_id, Comment.collector_unit == source)
                .values(unit_code=wanted)
                .execution_options(synchronize_session=False)
            )


def find_comment(session: Session, survey_id: int, comment_id: UUID) -> Comment | None:
    """A comment of a survey, None when it has none of that id."""
    query = select(Comment).where(Comment.id == comment_id, Comment.survey_id == survey_id)
    return session.scalars(query).first()


def change_comment(session: Session, comment: Comment, values: Mapping[str, object]) -> bool:
    """Change a comment that nobody changed since it was read; False when somebody did."""
    statement = (
        update(Comment)
        .where(Comment.id == comment.id, Comment.version == comment.version)
        .values(**values, version=comment.version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]  # of a cursor


def list_comments(
    session: Session,
    wanted: CommentFilter,
    limit: int,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
) -> list[Comment]:
    """Comments in the order of their ids: the first after one, or the last before one."""
    query = select(Comment).where(*_conditions(wanted))
    if before is not None:
        query = query.where(Comment.id < before).order_by(Comment.id.desc())
        return list(session.scalars(query.limit(limit)))[::-1]
    if after is not None:
        query = query.where(Comment.id > after)
    return list(session.scalars(query.order_by(Comment.id).limit(limit)))


def count_by_kind(session: Session, survey_id: int) -> list[CommentCount]:
    """The comments of a survey counted by state, item and unit."""
    columns = (Comment.state, Comment.item_id, Comment.unit_code)
    query = (
        select(*columns, func.count(Comment.id), func.count(Comment.topics))
        .where(Comment.survey_id == survey_id)
        .group_by(*columns)
    )
    return [CommentCount(*row) for row in session.execute(query)]


def list_topic_lists(session: Session, survey_id: int) -> list[str]:
    """The coded topics of every comment that has some or was coded with none, as JSON lists."""
    query = select(Comment.topics).where(
        Comment.survey_id == survey_id, Comment.topics.is_not(None)
    )
    return [topics for topics in session.scalars(query) if topics is not None]


def _conditions(wanted: CommentFilter) -> list[ColumnElement[bool]]:
    found = [Comment.survey_id == wanted.survey_id]
    if wanted.state is not None:
        found.append(Comment.state == wanted.state)
    if wanted.item_id is not None:
        found.append(Comment.item_id == wanted.item_id)
    if wanted.topic is not None:
        found.append(_has_topic(wanted.topic))
    if wanted.units is not None:
        codes = [code for code in wanted.units if code is not None]
        under = Comment.unit_code.in_(codes)
        found.append(under | Comment.unit_code.is_(None) if None in wanted.units else under)
    if wanted.words:
        found.append(Comment.folded.contains(wanted.words, autoescape=True))
    return found


def _has_topic(code: str) -> ColumnElement[bool]:
    """Codes are letters, digits and underscores, so that a quoted one is found as text."""
    if not code:
        return Comment.topics.is_(None)
    return Comment.topics.contains(f'"{code}"', autoescape=True)


@dataclass(frozen=True, slots=True)
class Coding:
    """How one comment is coded now and in the shown shares; see `models.Comment`."""

    id: UUID
    response_id: UUID
    topics: str | None
    shown_topics: str | None


def list_coding(session: Session, survey_id: int) -> list[Coding]:
    """How every comment of a survey is coded, without its words."""
    columns = (Comment.id, Comment.response_id, Comment.topics, Comment.shown_topics)
    query = select(*columns).where(Comment.survey_id == survey_id).order_by(Comment.id)
    return [Coding(*row) for row in session.execute(query)]


def show_coding(session: Session, survey_id: int, complete_batch: int | None) -> None:
    """Take the present coding of a survey as the one that the shown shares count."""
    session.execute(
        update(Comment)
        .where(Comment.survey_id == survey_id)
        .values(shown_topics=Comment.topics)
        .execution_options(synchronize_session=False)
    )
    progress = find_progress(session, survey_id)
    if progress is not None:
        progress.complete_batch = complete_batch
    session.flush()


def code_comments(session: Session, coding: Mapping[UUID, str]) -> None:
    """Give comments other topics (JSON lists by comment), whoever coded them before."""
    for comment_id, topics in coding.items():
        session.execute(
            update(Comment)
            .where(Comment.id == comment_id)
            .values(topics=topics, version=Comment.version + 1)
            .execution_options(synchronize_session=False)
        )


def list_response_ids(session: Session, survey_id: int, upto: int) -> list[UUID]:
    """The sheets of a survey up to a batch, in the order in which the extract has their rows."""
    query = (
        select(Response.id)
        .where(Response.survey_id == survey_id, Response.batch <= upto)
        .order_by(Response.batch, Response.id)
    )
    return list(session.scalars(query))
