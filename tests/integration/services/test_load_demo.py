"""The demonstration goes the way of real answers and is loaded once."""

from datetime import timedelta

from sqlalchemy import delete, func, select

from survey_app.services.answering.collectors import open_page
from survey_app.services.context import Context
from survey_app.services.load_demo import load_demo
from survey_app.services.surveys.list_surveys import list_surveys
from survey_app.store.models import Response
from tests.integration.services.conftest import NOW


def test_demo_has_1200_answers_over_weeks_and_is_loaded_once(context: Context) -> None:
    surveys = load_demo(context)
    assert load_demo(context) == surveys
    full, empty = list_surveys(context)
    assert (full.accepted, empty.accepted) == (1200, 0)
    assert [survey.survey_id for survey in surveys] == [full.id, empty.id]
    assert all(line.state == "open" and line.demonstration for line in (full, empty))
    assert full.issued is not None
    assert full.issued > 1200
    with context.database.box_session() as session:
        weeks = session.scalars(select(Response.date).distinct()).all()
    assert len(weeks) == 6
    assert all(day.weekday() == 0 and day < NOW.date() for day in weeks)
    assert NOW.date() - min(weeks) <= timedelta(weeks=7)
    for survey in surveys:
        for code in survey.codes:
            page = open_page(context, code)
            assert page is not None
            assert page.state == "open"
            assert page.demonstration


def test_an_interrupted_load_is_taken_up(context: Context) -> None:
    load_demo(context)
    with context.database.box_session(write=True) as session:
        kept = select(Response.id).order_by(Response.date, Response.id).limit(700).subquery()
        session.execute(delete(Response).where(Response.id.not_in(select(kept.c.id))))

        session.commit()
    load_demo(context)
    with context.database.box_session() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1200
