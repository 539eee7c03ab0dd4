"""What the tables of a survey's releases said."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.store.models import Release, ShownState

MOST_KEPT = 2


def find_state_before(session: Session, survey_id: int, upto_batch: int) -> bytes | None:
    """What was shown last of a survey before its release up to that batch, None for the first."""
    query = (
        select(ShownState.content)
        .join(Release, Release.id == ShownState.release_id)
        .where(Release.survey_id == survey_id, Release.upto_batch < upto_batch)
        .order_by(Release.upto_batch.desc())
    )
    return session.scalars(query.limit(1)).first()


def keep_state(session: Session, survey_id: int, upto_batch: int, content: bytes) -> None:
    """Keep what the release up to that batch shows, in place of what was kept of it before.

    Older states of the survey go; LookupError when there is no such release.
    """
    query = select(Release).where(Release.survey_id == survey_id)
    releases = list(session.scalars(query.order_by(Release.upto_batch.desc())))
    release = next((row for row in releases if row.upto_batch == upto_batch), None)
    if release is None:
        raise LookupError(f"no release up to batch {upto_batch}")
    session.merge(ShownState(release_id=release.id, content=content))
    older = [row.id for row in releases if row.upto_batch < upto_batch][MOST_KEPT - 1 :]
    session.execute(delete(ShownState).where(ShownState.release_id.in_(older)))
    session.flush()
