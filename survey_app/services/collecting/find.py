"""A collector of a survey, as the officer's services need it."""

from sqlalchemy.orm import Session

from survey_app.services.answering.collectors import MOST_CODE_LENGTH
from survey_app.services.refusal import Refusal
from survey_app.services.short_code import normal_code
from survey_app.store.collector_queries import find_collector
from survey_app.store.collector_rows import lock_collectors
from survey_app.store.models import Collector


def get_collector(session: Session, code: str, survey_id: int | None = None) -> Collector:
    """The collector of a code, of that survey if one is named. Raises `unknown_collector`."""
    is_code = code.isascii() and code.isalnum() and len(code) <= MOST_CODE_LENGTH
    collector = find_collector(session, code) if is_code else None
    if collector is None or survey_id not in (None, collector.survey_id):
        raise Refusal("unknown_collector", code=normal_code(code))
    return collector


def lock_collector(session: Session, code: str, survey_id: int | None = None) -> Collector:
    """The same, locked until the transaction ends, so that two changes come one after another."""
    collector = get_collector(session, code, survey_id)
    return lock_collectors(session, collector.survey_id, [collector.code])[collector.code]
