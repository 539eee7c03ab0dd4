"""A questionnaire file becomes an immutable version and a draft survey of it."""

from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from questionnaires.problem import Problem
from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.check_questionnaire import check_questionnaire
from survey_app.services.surveys.freeze_choices import freeze_choices
from survey_app.store.questionnaire_queries import add_version
from survey_app.store.scope import EVERYTHING, within
from survey_app.store.survey_queries import add_survey

log = structlog.get_logger()


@dataclass(frozen=True)
class Imported:
    """The new draft survey, the version it runs, and what the checker would rather see changed."""

    survey_id: int
    version_hash: str
    warnings: tuple[Problem, ...] = ()


def import_questionnaire(context: Context, path: Path) -> Imported:
    """Check a file, store its version (the same content again is the same version), draft a survey.

    Raises Refusal `questionnaire_has_problems` with the errors, or `no_units_of`.
    """
    found = check_questionnaire(path)
    if found.questionnaire is None or found.errors:
        raise Refusal("questionnaire_has_problems", found.errors, count=len(found.errors))
    with context.database.session(write=True) as session:
        survey_id, version_hash = store_draft(context, session, found.questionnaire)
        session.commit()
    log.info("questionnaire_imported", survey=survey_id, version=version_hash)
    return Imported(survey_id, version_hash, found.warnings)


def store_draft(  # noqa: PLR0913 - how a draft differs from others, all by name
    context: Context,
    session: Session,
    questionnaire: Questionnaire,
    *,
    unit_code: str | None = None,
    wave_of: int | None = None,
    origin: str = "file",
) -> tuple[int, str]:
    """Store a checked questionnaire and a draft survey of it: (survey id, version hash).

    Choices that come from the units are frozen as the units stand today. `unit_code` is the unit
    that runs it, `wave_of` the first survey of its series. Commits nothing.
    """
    now = context.clock()
    version = freeze_choices(session, questionnaire, now)
    with within(session, EVERYTHING):  # versions belong to no unit
        add_version(
            session,
            content_hash=version.content_hash,
            questionnaire_id=version.id,
            content=version.to_json(),
            now=now,
        )
    survey = add_survey(
        session,
        version_hash=version.content_hash,
        title=version.title,
        now=now,
        demonstration=version.demonstration,
        close_at=version.stop.close_at,
        close_after=version.stop.close_after,
        unit_code=unit_code,
        wave_of=wave_of,
    )
    target = f"survey:{survey.id}"
    record(session, context, "survey.drafted", target, version=version.content_hash, origin=origin)
    return survey.id, version.content_hash
