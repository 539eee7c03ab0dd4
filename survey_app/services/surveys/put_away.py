"""Surveys that are no longer needed on the desk: put away, taken out again, drafts deleted."""

import structlog
from sqlalchemy.exc import IntegrityError

from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.find_survey import lock_survey
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.wave_series import first_wave, waves_of
from survey_app.store.response_queries import has_rows_of
from survey_app.store.survey_queries import delete_survey

log = structlog.get_logger()


def archive_survey(context: Context, survey_id: int) -> None:
    """Put a survey away: it leaves the list of those at work, nothing of it is lost.

    Raises Refusal `unknown_survey` or `still_open`.
    """
    with context.database.session(write=True) as session:
        survey = lock_survey(session, survey_id)
        if survey.state == "open":
            raise Refusal("still_open", survey=survey_id)
        if survey.archived_at is None:
            survey.archived_at = context.clock()
            survey.version += 1
            record(session, context, "survey.archived", f"survey:{survey_id}")
        session.commit()


def restore_survey(context: Context, survey_id: int) -> None:
    """Take a survey out again. Raises Refusal `unknown_survey`."""
    with context.database.session(write=True) as session:
        survey = lock_survey(session, survey_id)
        if survey.archived_at is not None:
            survey.archived_at = None
            survey.version += 1
            record(session, context, "survey.restored", f"survey:{survey_id}")
        session.commit()


def delete_draft(context: Context, survey_id: int) -> None:
    """Delete a draft that was never opened, with its collectors; the audit log keeps its number.

    Raises Refusal `unknown_survey`, `not_a_draft`, or `survey_in_use` (it has sheets, a further
    wave, or work that hangs on it).
    """
    with context.database.session(write=True) as session:
        survey = lock_survey(session, survey_id)
        if survey.state != "draft":
            raise Refusal("not_a_draft", survey=survey_id)
        followed = first_wave(survey) == survey_id and len(waves_of(session, survey)) > 1
        with context.database.unscoped.box_session() as box:
            if followed or has_rows_of(box, survey_id):
                raise Refusal("survey_in_use", survey=survey_id)
        version = survey.version_hash
        try:
            delete_survey(session, survey)
        except IntegrityError as error:
            raise Refusal("survey_in_use", survey=survey_id) from error
        record(session, context, "survey.deleted", f"survey:{survey_id}", version=version)
        session.commit()
    context.pages.clear()
    log.info("survey_deleted", survey=survey_id)
