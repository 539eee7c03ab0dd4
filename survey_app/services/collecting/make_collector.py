"""Make a collector: one QR, the place it hangs at, the tags its answers get."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire, SingleItem
from survey_app.services.audit import record
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
MOST_ISSUED = 10_000_000
UNITS = "units:"


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

    A group whose codes are units gets the collector's unit as its tag, unless `tags` says
    otherwise. Raises Refusal `unknown_survey`, `already_closed`, `unknown_unit` (no such unit
    today), `unit_needed` (whose grant has units must name one of them), `unknown_group` or
    `unknown_tag_code` (the questionnaire does not declare it), `bad_issued`, `issued_too_large`,
    `label_too_long`; ScopeError for a unit outside the grant.
    """
    now = context.clock()
    with context.database.session(write=True) as session:
        survey = get_survey(session, wanted.survey_id)
        if survey.state == "closed":
            raise Refusal("already_closed", survey=survey.id)
        check_wanted(context, session, wanted)
        questionnaire = get_questionnaire(session, survey.version_hash)
        check_tags(questionnaire, wanted.tags)
        collector = add_collector(
            session,
            code=free_code(session),
            survey_id=survey.id,
            now=now,
            unit_code=wanted.unit_code,
            label=clean_label(wanted.label),
            tags={**unit_tags(unit_groups(questionnaire), wanted.unit_code), **wanted.tags},
            channel=wanted.channel,
            issued=wanted.issued,
        )
        record(
            session,
            context,
            "collector.made",
            f"collector:{collector.code}",
            survey=survey.id,
            unit=wanted.unit_code,
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


def unit_groups(questionnaire: Questionnaire) -> dict[str, frozenset[str]]:
    """The groups whose codes are units, each with these units: what a collector's place sets."""
    return {
        item.tag: frozenset(choice.code for choice in questionnaire.choices_of(item))
        for item in questionnaire.items
        if isinstance(item, SingleItem) and item.tag and item.choices_from
        if item.choices_from.startswith(UNITS)
    }


def unit_tags(groups: Mapping[str, frozenset[str]], unit_code: str | None) -> dict[str, str]:
    """The tags that follow from a unit: of every group of `unit_groups` that knows it.

    Example: where the item `xa` with the tag `xa_phuong` takes its choices from `units:12`, the
    commune 03466 gives `{"xa_phuong": "03466"}`.
    """
    if unit_code is None:
        return {}
    return {group: unit_code for group, codes in groups.items() if unit_code in codes}


def check_wanted(context: Context, session: Session, wanted: NewCollector) -> None:
    """Refuse what cannot be stored, as `make_collector` says."""
    today = context.clock().astimezone(VIETNAM).date()
    scope = context.scope
    if wanted.unit_code is None and scope is not None and not scope.holds(None):
        raise Refusal("unit_needed")
    if wanted.unit_code is not None and find_unit(session, wanted.unit_code, today) is None:
        raise Refusal("unknown_unit", unit=wanted.unit_code)
    check_texts(wanted.label, wanted.channel, wanted.issued)


def clean_label(text: str) -> str:
    """The text in NFC on one line, without control characters."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in line if unicodedata.category(sign)[0] != "C")


def check_texts(label: str, channel: str, issued: int | None) -> None:
    """Refuse what a collector cannot keep: `label_too_long`, `bad_issued`, `issued_too_large`."""
    if issued is not None and issued < 0:
        raise Refusal("bad_issued")
    if issued is not None and issued > MOST_ISSUED:
        raise Refusal("issued_too_large", most=MOST_ISSUED)
    for text, most in ((label, MOST_LABEL), (channel, MOST_CHANNEL)):
        if len(text) > most:
            raise Refusal("label_too_long", most=most)


def free_code(session: Session) -> str:
    """A code that no collector has."""
    while True:
        code = random_code()
        if find_collector(session, code) is None:
            return code
