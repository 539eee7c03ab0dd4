"""Responses, read; they go in through the writer only (sessions on `box`)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.orm import Session

from survey_app.store.models import (
    BatchCounter,
    BoxBase,
    CommentProgress,
    Response,
    Sheet,
    SheetCheck,
    Tally,
)


def find_content_hash(session: Session, response_id: UUID) -> str | None:
    """The hash of what was accepted under an id, None when nothing was."""
    return session.scalars(select(Response.content_hash).where(Response.id == response_id)).first()


def newest_batch(session: Session) -> int:
    """The last batch number that can be read now and to which nothing will be added; 0 at first.

    On PostgreSQL a transaction that is still open holds this back: whatever it commits later
    stands above the line, so an extract up to it never misses a row.
    """
    if session.get_bind().dialect.name == "postgresql":
        query = "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) - 1"
        return int(session.execute(text(query)).scalar_one())
    return session.scalars(select(BatchCounter.value)).first() or 0


def count_responses(session: Session, survey_id: int, *, upto_batch: int | None = None) -> int:
    """How many responses a survey has, those of later batches left out when asked."""
    query = select(func.count()).where(_is_within(survey_id, upto_batch))
    return session.scalars(query.select_from(Response)).one()


def find_last_id(session: Session, survey_id: int, *, upto_batch: int) -> UUID | None:
    """The id of a survey's last response up to a batch, None when there is none."""
    query = select(Response.id).where(_is_within(survey_id, upto_batch))
    return session.scalars(
        query.order_by(Response.batch.desc(), Response.id.desc()).limit(1)
    ).first()


def count_by_survey(session: Session) -> dict[int, int]:
    """The number of responses of every survey that has some; reads an index, no answers."""
    query = select(Response.survey_id, func.count()).group_by(Response.survey_id)
    return dict(session.execute(query).all())


def has_rows_of(session: Session, survey_id: int) -> bool:
    """Whether anything in the box belongs to a survey: answers, stacks of paper, comments."""
    models = (mapper.class_ for mapper in BoxBase.registry.mappers)
    of_survey = (model for model in models if hasattr(model, "survey_id") and model is not Tally)
    return any(
        session.execute(
            select(model.survey_id).where(model.survey_id == survey_id).limit(1)
        ).first()
        for model in of_survey
    )


def count_of_surveys(session: Session, survey_ids: Collection[int]) -> dict[int, int]:
    """The number of responses of these surveys, those without any left out; reads an index."""
    query = select(Response.survey_id, func.count()).where(Response.survey_id.in_(survey_ids))
    return dict(session.execute(query.group_by(Response.survey_id)).all())


def delete_responses(session: Session, survey_id: int) -> int:
    """Delete every raw row of a survey with its tallies; returns how many answers went.

    Its comments go with their rows, and what stacks of paper still know of its sheets.
    """
    count = count_responses(session, survey_id)
    session.execute(delete(SheetCheck).where(SheetCheck.survey_id == survey_id))
    session.execute(delete(Sheet).where(Sheet.survey_id == survey_id))
    session.execute(delete(Response).where(Response.survey_id == survey_id))
    session.execute(delete(Tally).where(Tally.survey_id == survey_id))
    session.execute(delete(CommentProgress).where(CommentProgress.survey_id == survey_id))
    return count


def _is_within(survey_id: int, upto_batch: int | None) -> ColumnElement[bool]:
    chosen = Response.survey_id == survey_id
    return chosen if upto_batch is None else chosen & (Response.batch <= upto_batch)
