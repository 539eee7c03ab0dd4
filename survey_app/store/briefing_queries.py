"""Briefings, drafts and saved ones (sessions on `default`)."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, load_only

from survey_app.store.models import Briefing

LIGHT = (
    Briefing.id,
    Briefing.survey_id,
    Briefing.unit_code,
    Briefing.state,
    Briefing.version,
    Briefing.settings,
    Briefing.created_at,
    Briefing.saved_at,
    Briefing.responses,
    Briefing.as_of,
    Briefing.program,
    Briefing.document_hash,
    Briefing.recomputes,
)
"""What a list shows: not the figures and not the page."""


def add_briefing(session: Session, briefing: Briefing) -> Briefing:
    """Store a briefing; its `id` is set."""
    session.add(briefing)
    session.flush()
    return briefing


def find_briefing(session: Session, survey_id: int, briefing_id: int) -> Briefing | None:
    """A briefing of a survey with all it holds, None when the survey has none of that number."""
    query = select(Briefing).where(Briefing.id == briefing_id, Briefing.survey_id == survey_id)
    return session.scalars(query).first()


def list_briefings(session: Session, survey_id: int) -> list[Briefing]:
    """The briefings of a survey without their figures, the newest first."""
    query = select(Briefing).where(Briefing.survey_id == survey_id).order_by(Briefing.id.desc())
    return list(session.scalars(query.options(load_only(*LIGHT, raiseload=True))))


def change_briefing(session: Session, briefing: Briefing, values: Mapping[str, object]) -> bool:
    """Change a draft that nobody changed since it was read; False when somebody did."""
    statement = (
        update(Briefing)
        .where(
            Briefing.id == briefing.id,
            Briefing.version == briefing.version,
            Briefing.state == "draft",
        )
        .values(**values, version=briefing.version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]  # of a cursor


def delete_briefing(session: Session, briefing_id: int) -> None:
    """Delete a briefing for good."""
    statement = delete(Briefing).where(Briefing.id == briefing_id)
    session.execute(statement.execution_options(synchronize_session=False))
