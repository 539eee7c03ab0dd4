"""What the notices of a survey's collectors say."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from survey_app.printing.notice import Notice
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collecting.draw_qr import qr_address
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.places import Place, load_places
from survey_app.services.refusal import Refusal
from survey_app.store.collector_rows import CollectorRow, read_collectors
from survey_app.store.models import Survey


def make_notices(context: Context, survey_id: int, codes: Iterable[str]) -> list[Notice]:
    """The notices of these collectors of a survey, in the order of the codes given.

    Codes outside the context's scope are left out. Raises Refusal `unknown_survey`.
    """
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        known = {row.code: row for row in read_collectors(session, survey_id)}
        rows = [known[code] for code in codes if code in known]
        return _notices(context, session, survey, rows)


def make_one_notice(context: Context, code: str, survey_id: int) -> Notice:
    """The notice of one collector. Raises Refusal `unknown_survey`, `unknown_collector`."""
    notices = make_notices(context, survey_id, [code])
    if not notices:
        raise Refusal("unknown_collector", code=code)
    return notices[0]


def _notices(
    context: Context, session: Session, survey: Survey, rows: Sequence[CollectorRow]
) -> list[Notice]:
    questionnaire = get_questionnaire(session, survey.version_hash)
    today = context.clock().astimezone(VIETNAM).date()
    language = questionnaire.language
    places = load_places(session, [row.unit_code for row in rows], today, language=language)
    closes_at = survey.close_at.astimezone(VIETNAM) if survey.close_at else None

    def notice(row: CollectorRow, place: Place) -> Notice:
        return Notice(
            address=qr_address(context, row.code),
            code=row.code,
            title=questionnaire.title,
            place=place.full,
            label=row.label,
            conductor=questionnaire.conductor,
            contact=questionnaire.contact,
            privacy_mode=questionnaire.privacy.mode,
            closes_at=closes_at,
            demonstration=questionnaire.demonstration,
            language=language,
        )

    return [notice(row, places.of(row.unit_code)) for row in rows]
