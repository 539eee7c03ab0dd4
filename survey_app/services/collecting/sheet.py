"""One collector on its page: where, how many, its QR, what to post with it."""

from dataclasses import dataclass
from datetime import datetime

from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collecting.draw_qr import qr_svg
from survey_app.services.collecting.find import get_collector
from survey_app.services.collecting.lines import CollectorLine, make_lines
from survey_app.services.collecting.share import Share, share_of
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.places import load_places
from survey_app.store.collector_rows import count_of_collector, row_of


@dataclass(frozen=True, slots=True)
class CollectorSheet:
    """A collector with its QR (SVG), its share text, and when it was made or retired."""

    line: CollectorLine
    qr: str
    share: Share
    created_at: datetime
    retired_at: datetime | None
    is_closed: bool


def read_sheet(context: Context, survey_id: int, code: str) -> CollectorSheet:
    """The collector of a code in a survey. Raises `unknown_survey`, `unknown_collector`."""
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        questionnaire = get_questionnaire(session, survey.version_hash)
        collector = get_collector(session, code, survey_id)
        places = load_places(session, [collector.unit_code], today)
    with context.database.unscoped.box_session() as box:
        accepted = count_of_collector(box, survey_id, collector.code)
    (line,) = make_lines([row_of(collector)], places, {collector.code: accepted}, questionnaire)
    return CollectorSheet(
        line=line,
        qr=qr_svg(context, collector.code),
        share=share_of(context, survey, questionnaire, collector.code, places.of(line.unit_code)),
        created_at=collector.created_at,
        retired_at=collector.retired_at,
        is_closed=survey.state == "closed",
    )
