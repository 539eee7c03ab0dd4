"""The audit log's one way in: every change, sign-in and export is recorded with its transaction."""

from sqlalchemy.orm import Session

from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.store.audit_queries import append_event
from survey_app.store.person_queries import list_grants_on
from survey_app.store.scope import EVERYTHING, within


def record(
    session: Session, context: Context, action: str, target: str, /, **details: object
) -> None:
    """Add an event to the log, committed or lost together with what it tells of.

    `session` is the service's own writing session on `default`. `action` is a noun and a past
    participle (`survey.opened`), `target` a noun and a number (`survey:12`). `details` hold ids,
    codes, counts and names of fields: never an answer, never a person's name.
    """
    actor = context.actor
    with within(session, EVERYTHING):
        unit_code = actor.unit_code or _own_unit(session, context)
        append_event(
            session,
            at=context.clock(),
            actor=actor.kind,
            person_id=actor.person_id,
            unit_code=unit_code,
            action=action,
            target=target,
            details=details,
        )


def _own_unit(session: Session, context: Context) -> str | None:
    """The unit of whoever acts outside any grant (a sign-in): where all their grants lie in one.

    Without it the administrators of that unit would not see it.
    """
    if context.actor.person_id is None:
        return None
    today = context.clock().astimezone(VIETNAM).date()
    grants = list_grants_on(session, context.actor.person_id, today)
    units = {grant.unit_code for grant in grants}
    return units.pop() if len(units) == 1 else None
