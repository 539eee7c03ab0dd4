"""The A4 notice of a collector, as a PDF."""

from pathlib import Path

from survey_app.printing.notice import render_notice
from survey_app.services.collecting.find import get_collector
from survey_app.services.context import Context
from survey_app.services.notices.make import make_one_notice
from survey_app.services.refusal import Refusal


def print_notice(context: Context, code: str, path: Path) -> None:
    """Write the notice of a collector. Raises Refusal `unknown_collector` or `cannot_write`."""
    pdf = make_notice(context, code)
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise Refusal("cannot_write", path=path, detail=error.strerror) from error


def make_notice(context: Context, code: str, survey_id: int | None = None) -> bytes:
    """The notice of a collector as PDF. Raises Refusal `unknown_collector`."""
    with context.database.session() as session:
        collector = get_collector(session, code, survey_id)
    return render_notice(make_one_notice(context, collector.code, collector.survey_id))
