"""A collector for every commune of a province, or of the country, at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import Session

from survey_app.services.audit import record
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collecting.make_collector import (
    check_tags,
    check_texts,
    clean_label,
    unit_groups,
    unit_tags,
)
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.places import load_places
from survey_app.services.refusal import Refusal
from survey_app.services.short_code import random_code
from survey_app.store.collector_rows import read_collectors, taken_codes
from survey_app.store.models import Collector
from survey_app.store.unit_rows import read_communes

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewCollectors:
    """What an officer says of many new collectors; `province` None is the whole country."""

    survey_id: int
    province: str | None
    channel: str = "qr"
    label: str = ""
    issued: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of it: the new codes by unit, and the units that had a collector already."""

    codes: dict[str, str]
    skipped: tuple[str, ...]


def make_collectors(context: Context, wanted: NewCollectors) -> Made:
    """Make a collector for every commune, in one transaction.

    A commune that has one of this channel which is not retired is skipped, so that asking twice
    makes nothing twice; two officers who ask at once wait for each other. Raises Refusal
    `unknown_survey`, `already_closed`, `no_communes` (no unit there, or outside the grant), and
    those of `make_collector` about tags, label and number.
    """
    check_texts(wanted.label, wanted.channel, wanted.issued)
    now = context.clock()
    with context.database.session(write=True) as session:
        survey = get_survey(session, wanted.survey_id)
        session.refresh(survey, with_for_update=True)
        if survey.state == "closed":
            raise Refusal("already_closed", survey=survey.id)
        communes = _communes(context, session, wanted.province)
        having = _having(session, wanted)
        missing = [code for code in communes if code not in having]
        codes = dict(zip(missing, _free_codes(session, len(missing)), strict=True))
        questionnaire = get_questionnaire(session, survey.version_hash)
        check_tags(questionnaire, wanted.tags)
        groups = unit_groups(questionnaire)
        session.add_all(
            Collector(
                code=code,
                survey_id=survey.id,
                unit_code=unit,
                label=clean_label(wanted.label),
                tags={**unit_tags(groups, unit), **wanted.tags},
                channel=wanted.channel,
                issued=wanted.issued,
                created_at=now,
            )
            for unit, code in codes.items()
        )
        if codes:
            record(
                session,
                context,
                "collectors.made",
                f"survey:{survey.id}",
                province=wanted.province,
                channel=wanted.channel,
                count=len(codes),
            )
        session.commit()
    context.pages.clear()
    log.info("collectors_made", survey=wanted.survey_id, count=len(codes))
    skipped = tuple(code for code in communes if code in having)
    return Made(codes, skipped)


def name_units(context: Context, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The names of communes with their provinces, in the order given."""
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.session() as session:
        places = load_places(session, codes, today)
    return tuple(places.of(code).full for code in codes)


def _communes(context: Context, session: Session, province: str | None) -> list[str]:
    today = context.clock().astimezone(VIETNAM).date()
    scope = context.scope
    if scope is not None and not scope.holds(province):
        raise Refusal("no_communes", unit=province or "")
    communes = read_communes(session, today, province)
    if not communes:
        raise Refusal("no_communes", unit=province or "")
    return communes


def _having(session: Session, wanted: NewCollectors) -> set[str]:
    return {
        row.unit_code
        for row in read_collectors(session, wanted.survey_id)
        if row.unit_code and row.channel == wanted.channel and row.retired_at is None
    }


def _free_codes(session: Session, count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {random_code() for _ in range(count - len(codes))} - codes
        codes |= drawn - taken_codes(session, drawn)
    return sorted(codes)
