"""Take a collector out of use, and put it back."""

import structlog

from survey_app.services.audit import record
from survey_app.services.collecting.find import lock_collector
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal

log = structlog.get_logger()


def retire_collector(context: Context, code: str, survey_id: int | None = None) -> None:
    """Let a collector take no more answers, within a second; what it brought stays.

    Raises Refusal `unknown_collector`, `already_retired`.
    """
    _set(context, code, survey_id, is_retired=True)


def restore_collector(context: Context, code: str, survey_id: int | None = None) -> None:
    """Let a retired collector take answers again.

    Raises Refusal `unknown_collector`, `not_retired`.
    """
    _set(context, code, survey_id, is_retired=False)


def _set(context: Context, code: str, survey_id: int | None, *, is_retired: bool) -> None:
    action = "collector.retired" if is_retired else "collector.restored"
    with context.database.session(write=True) as session:
        collector = lock_collector(session, code, survey_id)
        if (collector.retired_at is not None) == is_retired:
            refusal = "already_retired" if is_retired else "not_retired"
            raise Refusal(refusal, code=collector.code)
        collector.retired_at = context.clock() if is_retired else None
        collector.version += 1
        record(session, context, action, f"collector:{collector.code}")
        session.commit()
    context.pages.clear()
    log.info(action.replace(".", "_"), collector=collector.code)
