"""Versions of questionnaires."""

from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.store.models import Questionnaire


def add_version(
    session: Session, *, content_hash: str, questionnaire_id: str, content: bytes, now: datetime
) -> Questionnaire:
    """Store a version; the same content again gives the row that is there."""
    known = find_version(session, content_hash)
    if known is not None:
        return known
    version = Questionnaire(
        content_hash=content_hash,
        questionnaire_id=questionnaire_id,
        content=content,
        imported_at=now,
    )
    session.add(version)
    session.flush()
    return version


def find_version(session: Session, content_hash: str) -> Questionnaire | None:
    """The version of that hash, None when it was never imported."""
    return session.get(Questionnaire, content_hash)


def get_version(session: Session, content_hash: str) -> Questionnaire:
    """The version of that hash; LookupError when it was never imported."""
    version = find_version(session, content_hash)
    if version is None:
        raise LookupError(f"no questionnaire version {content_hash}")
    return version
