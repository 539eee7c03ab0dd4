"""The briefings of a survey: drafts that are put together, and those saved with their figures."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
import structlog
from sqlalchemy.orm import Session

from analysis.briefing.changes import Change, list_changes
from analysis.briefing.facts import BriefingFacts
from survey_app.services import audit
from survey_app.services.briefing.page import (
    Composed,
    Document,
    compose,
    pack,
    serve,
    unpack,
)
from survey_app.services.briefing.scope import Units
from survey_app.services.briefing.settings import (
    BriefingSettings,
    check_settings,
    default_settings,
    read_settings,
)
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.program_version import program_version
from survey_app.services.refusal import Refusal
from survey_app.store.briefing_queries import (
    add_briefing,
    change_briefing,
    delete_briefing,
    find_briefing,
    list_briefings,
)
from survey_app.store.collector_queries import list_collectors
from survey_app.store.models import Briefing, Survey
from survey_app.store.scope import Scope, reach

log = structlog.get_logger()
PROGRAM_LENGTH = 12


@dataclass(frozen=True, slots=True)
class BriefingLine:
    """A briefing in a list; `responses` and `as_of` are those of the figures of a saved one."""

    id: int
    title: str
    state: str
    created_at: datetime
    saved_at: datetime | None
    responses: int | None
    as_of: datetime | None
    recomputes: int | None


@dataclass(frozen=True, slots=True)
class BriefingSheet:
    """One briefing with its choices; `program` and `digest` name what made a saved one."""

    line: BriefingLine
    version: int
    settings: BriefingSettings
    program: str | None
    digest: str | None


def list_lines(context: Context, survey_id: int) -> tuple[BriefingLine, ...]:
    """The briefings in the scope, the newest first. Raises Refusal `unknown_survey`."""
    with context.database.session() as session:
        get_survey(session, survey_id)
        return tuple(_line(row) for row in list_briefings(session, survey_id))


def start_briefing(context: Context, survey_id: int, source_id: int | None = None) -> int:
    """Begin a draft: of another briefing's choices, else of everything; its number.

    Head lines are taken over from the newest briefing of the survey. Raises Refusal
    `unknown_survey` or `unknown_briefing`.
    """
    with context.database.session(write=True) as session:
        survey = get_survey(session, survey_id)
        questionnaire = get_questionnaire(session, survey.version_hash)
        if source_id is not None:
            settings = read_settings(_find(session, survey_id, source_id).settings)
        else:
            settings = default_settings(questionnaire, survey.title)
            settings = _with_head(settings, list_briefings(session, survey_id))
        row = Briefing(
            survey_id=survey_id,
            unit_code=_unit(context, session, survey),
            settings=settings.to_json(),
            created_by=context.actor.person_id,
            created_at=context.clock(),
        )
        add_briefing(session, row)
        _record(session, context, "briefing.started", row)
        session.commit()
        return row.id


def _with_head(settings: BriefingSettings, known: list[Briefing]) -> BriefingSettings:
    if not known:
        return settings
    last = read_settings(known[0].settings)
    return replace(settings, agency=last.agency, agency_parent=last.agency_parent, place=last.place)


def _unit(context: Context, session: Session, survey: Survey) -> str | None:
    """The unit that a briefing belongs to: the survey's owner, or the own one of who writes it.

    Somebody who holds but a few of a survey's units writes for one of them.
    """
    scope = context.scope
    if scope is None or scope.holds(survey.unit_code):
        return survey.unit_code
    units = {row.unit_code for row in list_collectors(session, survey.id) if row.unit_code}
    own = sorted(units & (scope.units or frozenset()), key=lambda code: (len(code), code))
    preferred = context.actor.unit_code
    return preferred if preferred in (scope.units or ()) else own[0]


def read_briefing(context: Context, survey_id: int, briefing_id: int) -> BriefingSheet:
    """A briefing in the scope. Raises Refusal `unknown_survey` or `unknown_briefing`."""
    with context.database.session() as session:
        get_survey(session, survey_id)
        return _sheet(_find(session, survey_id, briefing_id))


def change_draft(
    context: Context, survey_id: int, briefing_id: int, version: int, settings: BriefingSettings
) -> None:
    """Keep other choices for a draft.

    Raises Refusal `unknown_survey`, `unknown_briefing`, `briefing_changed` (somebody changed or
    saved it since that version), or what `check_settings` refuses.
    """
    with context.database.session(write=True) as session:
        survey = get_survey(session, survey_id)
        checked = check_settings(get_questionnaire(session, survey.version_hash), settings)
        row = _find(session, survey_id, briefing_id)
        if row.version != version or not change_briefing(
            session, row, {"settings": checked.to_json()}
        ):
            raise Refusal("briefing_changed")
        _record(session, context, "briefing.changed", row)
        session.commit()


def preview_briefing(context: Context, survey_id: int, briefing_id: int) -> Document:
    """The page that a draft would give now, nothing stored. Raises Refusal as `read_briefing`."""
    return serve(_compose(context, survey_id, briefing_id).document)


def save_briefing(context: Context, survey_id: int, briefing_id: int, version: int) -> None:
    """Store a draft with the figures of the state shown now; it does not change any more.

    Raises Refusal as `change_draft`.
    """
    composed = _compose(context, survey_id, briefing_id)
    with context.database.session(write=True) as session:
        row = _find(session, survey_id, briefing_id)
        if row.version != version or not change_briefing(
            session, row, {"state": "saved", **_figures(context, composed)}
        ):
            raise Refusal("briefing_changed")
        _record(session, context, "briefing.saved", row)
        session.commit()
    log.info("briefing_saved", survey=survey_id, briefing=briefing_id)


def recompute_briefing(context: Context, survey_id: int, briefing_id: int) -> int:
    """A new saved briefing of the same choices with the figures of now; its number.

    The old one stays as it is. Raises Refusal `unknown_survey` or `unknown_briefing`.
    """
    composed = _compose(context, survey_id, briefing_id)
    with context.database.session(write=True) as session:
        old = _find(session, survey_id, briefing_id)
        row = Briefing(
            survey_id=survey_id,
            unit_code=old.unit_code,
            state="saved",
            settings=dict(old.settings),
            created_by=context.actor.person_id,
            created_at=context.clock(),
            recomputes=old.id,
            **_figures(context, composed),
        )
        add_briefing(session, row)
        _record(session, context, "briefing.recomputed", row, old=old.id)
        session.commit()
        return row.id


def open_saved(context: Context, survey_id: int, briefing_id: int) -> Document:
    """The page of a saved briefing, byte for byte as it was saved.

    Raises Refusal `unknown_survey`, `unknown_briefing` (a draft has no page) or
    `briefing_damaged`.
    """
    with context.database.session() as session:
        get_survey(session, survey_id)
        row = _find(session, survey_id, briefing_id)
        if row.document is None or row.document_hash is None:
            raise Refusal("unknown_briefing")
        return serve(unpack(row.document, row.document_hash))


def compare_with_older(
    context: Context, survey_id: int, briefing_id: int
) -> tuple[Change, ...] | None:
    """What a recomputed briefing prints differently from the one it takes up; None without one.

    Raises Refusal `unknown_survey` or `unknown_briefing`.
    """
    with context.database.session() as session:
        get_survey(session, survey_id)
        row = _find(session, survey_id, briefing_id)
        old = find_briefing(session, survey_id, row.recomputes) if row.recomputes else None
        if old is None or old.facts is None or row.facts is None:
            return None
        return list_changes(read_facts(old.facts), read_facts(row.facts))


def drop_briefing(context: Context, survey_id: int, briefing_id: int) -> None:
    """Delete a briefing for good. Raises Refusal `unknown_survey` or `unknown_briefing`."""
    with context.database.session(write=True) as session:
        get_survey(session, survey_id)
        row = _find(session, survey_id, briefing_id)
        _record(session, context, "briefing.deleted", row)
        delete_briefing(session, row.id)
        session.commit()


def read_facts(document: str) -> BriefingFacts:
    """The facts of a saved briefing."""
    return msgspec.json.decode(document, type=BriefingFacts)


def _compose(context: Context, survey_id: int, briefing_id: int) -> Composed:
    """A briefing put together within the unit that it belongs to."""
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        row = _find(session, survey_id, briefing_id)
        settings, unit, owner = read_settings(row.settings), row.unit_code, survey.unit_code
    units: Units = context.scope.units if context.scope is not None else None
    if unit != owner and unit is not None:
        with context.database.unscoped.session() as session:
            below = reach(session, (unit,)).units or frozenset()
        units = below if units is None else below & units
    own = context if units is None else context.acting(context.actor, Scope(units))
    return compose(own, survey_id, settings, units)


def _figures(context: Context, composed: Composed) -> Mapping[str, object]:
    document, digest = pack(composed.document)
    release = composed.results.survey.release
    return {
        "saved_at": context.clock(),
        "upto_batch": release.upto_batch,
        "responses": release.responses,
        "as_of": release.as_of,
        "program": program_version()[:PROGRAM_LENGTH],
        "facts": msgspec.json.encode(composed.facts).decode(),
        "answer": json.dumps(composed.answer, ensure_ascii=False, allow_nan=False),
        "document": document,
        "document_hash": digest,
    }


def _record(
    session: Session, context: Context, action: str, row: Briefing, **details: object
) -> None:
    audit.record(session, context, action, f"survey:{row.survey_id}", briefing=row.id, **details)


def _find(session: Session, survey_id: int, briefing_id: int) -> Briefing:
    row = find_briefing(session, survey_id, briefing_id)
    if row is None:
        raise Refusal("unknown_briefing")
    return row


def _sheet(row: Briefing) -> BriefingSheet:
    return BriefingSheet(
        _line(row), row.version, read_settings(row.settings), row.program, row.document_hash
    )


def _line(row: Briefing) -> BriefingLine:
    return BriefingLine(
        id=row.id,
        title=str(row.settings.get("title", "")),
        state=row.state,
        created_at=row.created_at,
        saved_at=row.saved_at,
        responses=row.responses,
        as_of=row.as_of,
        recomputes=row.recomputes,
    )
