"""Give a place a new code: the old one still works, and its answers are flagged."""

import structlog

from survey_app.services.audit import record
from survey_app.services.collecting.find import lock_collector
from survey_app.services.collecting.make_collector import free_code
from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.services.refusal import Refusal
from survey_app.store.collector_queries import add_collector, replace_collector

log = structlog.get_logger()


def rotate_collector(context: Context, code: str, survey_id: int | None = None) -> str:
    """Make the successor of a collector, at the same place with the same tags; gives its code.

    The number issued stays with the old code: those sheets carry it. Raises Refusal
    `unknown_collector`, `already_rotated`, `already_retired`, `already_closed`.
    """
    with context.database.session(write=True) as session:
        old = lock_collector(session, code, survey_id)
        if old.replaced_by is not None:
            raise Refusal("already_rotated", code=old.code, successor=old.replaced_by)
        if old.retired_at is not None:
            raise Refusal("already_retired", code=old.code)
        if get_survey(session, old.survey_id).state == "closed":
            raise Refusal("already_closed", survey=old.survey_id)
        new = add_collector(
            session,
            code=free_code(session),
            survey_id=old.survey_id,
            now=context.clock(),
            unit_code=old.unit_code,
            label=old.label,
            tags=old.tags,
            channel=old.channel,
        )
        replace_collector(session, old, new)
        old.version += 1
        record(session, context, "collector.rotated", f"collector:{old.code}", successor=new.code)
        session.commit()
    context.pages.clear()
    log.info("collector_rotated", collector=old.code, successor=new.code)
    return new.code
