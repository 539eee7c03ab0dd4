"""The A4 notice of a collector, as a PDF."""

from pathlib import Path

from survey_app.printing.notice import Notice, render_notice
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collectors import open_page
from survey_app.services.context import Context
from survey_app.services.draw_qr import qr_address
from survey_app.services.refusal import Refusal


def print_notice(context: Context, code: str, path: Path) -> None:
    """Write the notice of a collector. Raises Refusal `unknown_collector` or `cannot_write`."""
    pdf = make_notice(context, code)
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise Refusal("cannot_write", path=path, detail=error.strerror) from error


def make_notice(context: Context, code: str) -> bytes:
    """The notice of a collector as PDF. Raises Refusal `unknown_collector`."""
    page = open_page(context, code)
    if page is None:
        raise Refusal("unknown_collector", code=code)
    questionnaire = page.questionnaire
    close_at = questionnaire.stop.close_at
    return render_notice(
        Notice(
            address=qr_address(context, page.code),
            code=page.code,
            title=questionnaire.title,
            place=page.unit_name,
            conductor=questionnaire.conductor,
            contact=questionnaire.contact,
            privacy_mode=questionnaire.privacy.mode,
            closes_at=close_at.astimezone(VIETNAM) if close_at else None,
            demonstration=questionnaire.demonstration,
            language=questionnaire.language,
        )
    )
