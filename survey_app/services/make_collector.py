"""Make a collector: one QR, the place it hangs at, the tags its answers get."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import structlog
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.refusal import Refusal
from survey_app.services.short_code import random_code
from survey_app.store.collector_queries import add_collector, find_collector
from survey_app.store.unit_queries import find_unit

log = structlog.get_logger()
MOST_LABEL = 200
MOST_CHANNEL = 32


@dataclass(frozen=True)
class NewCollector:
    """What an officer says of a new collector; `issued` is the number of sheets given out."""

    survey_id: int
    unit_code: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    issued: int | None = None
    channel: str = "qr"


def make_collector(context: Context, wanted: NewCollector) -> str:
    """Store the collector and return its code.

    Raises Refusal `unknown_survey`, `already_closed`, `unknown_unit` (no such unit today),
    `unknown_group` or `unknown_tag_code` (the questionnaire does not declare it), `bad_issued`,
    `label_too_long`.
    """
    now = context.clock()
    with context.database.session(write=True) as session:
        survey = get_survey(session, wanted.survey_id)
        if survey.state == "closed":
            raise Refusal("already_closed", survey=survey.id)
        _check(session, wanted, now.astimezone(VIETNAM).date())
        check_tags(get_questionnaire(session, survey.version_hash), wanted.tags)
        collector = add_collector(
            session,
            code=_free_code(session),
            survey_id=survey.id,
            now=now,
            unit_code=wanted.unit_code,
            label=wanted.label,
            tags=wanted.tags,
            channel=wanted.channel,
            issued=wanted.issued,
        )
        session.commit()
    context.pages.clear()
    log.info("collector_made", survey=wanted.survey_id, collector=collector.code)
    return collector.code


def check_tags(questionnaire: Questionnaire, tags: Mapping[str, str]) -> None:
    """Refuse a tag whose group is not declared, or whose code no item of that group has."""
    groups = [group.id for group in questionnaire.groups]
    for group, value in tags.items():
        if group not in groups:
            raise Refusal("unknown_group", group=group, groups=", ".join(groups) or "–")
        codes = [
            choice.code
            for item in questionnaire.items
            if getattr(item, "tag", None) == group
            for choice in questionnaire.choices_of(item)
        ]
        if codes and value not in codes:
            raise Refusal("unknown_tag_code", group=group, value=value, codes=", ".join(codes))


def _check(session: Session, wanted: NewCollector, today: date) -> None:
    if wanted.unit_code is not None and find_unit(session, wanted.unit_code, today) is None:
        raise Refusal("unknown_unit", unit=wanted.unit_code)
    if wanted.issued is not None and wanted.issued < 0:
        raise Refusal("bad_issued")
    for text, most in ((wanted.label, MOST_LABEL), (wanted.channel, MOST_CHANNEL)):
        if len(text) > most:
            raise Refusal("label_too_long", most=most)


def _free_code(session: Session) -> str:
    while True:
        code = random_code()
        if find_collector(session, code) is None:
            return code
