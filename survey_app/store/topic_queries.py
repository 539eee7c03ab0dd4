"""Topics: the codebooks of surveys (sessions on `default`)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.models import Survey, Topic


def add_topic(
    session: Session, *, survey_id: int, code: str, label: str, description: str = ""
) -> Topic:
    """Store a topic; IntegrityError when the survey has one of that code."""
    topic = Topic(survey_id=survey_id, code=code, label=label, description=description)
    session.add(topic)
    session.flush()
    return topic


def list_topics(session: Session, survey_id: int) -> list[Topic]:
    """Every topic of a survey in the order they were made, merged ones included."""
    query = select(Topic).where(Topic.survey_id == survey_id).order_by(Topic.id)
    return list(session.scalars(query))


def find_topic(session: Session, survey_id: int, code: str) -> Topic | None:
    """The topic of a code, None when the survey has none."""
    query = select(Topic).where(Topic.survey_id == survey_id, Topic.code == code)
    return session.scalars(query).first()


def list_codebooks(session: Session, but: int) -> list[tuple[int, str, int]]:
    """The other surveys that have topics: number, title, how many; the newest first."""
    query = (
        select(Survey.id, Survey.title, func.count(Topic.id))
        .join(Topic, Topic.survey_id == Survey.id)
        .where(Survey.id != but, Topic.merged_into.is_(None))
        .group_by(Survey.id, Survey.title)
        .order_by(Survey.id.desc())
    )
    return list(session.execute(query))
