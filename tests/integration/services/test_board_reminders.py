"""Reminders on both databases: within the scope, once a day, with the people of the unit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from survey_app.services.board.coverage import export_coverage, read_coverage
from survey_app.services.board.reminders import (
    note_reminder,
    read_reminders,
    withdraw_reminder,
)
from survey_app.services.board.units import UnitState
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import SYSTEM, Context
from survey_app.services.import_units import ensure_units
from survey_app.services.refusal import Refusal
from survey_app.store.models import Survey
from survey_app.store.scope import Scope
from tests.integration.services.conftest import Clock, run_design, send
from tests.support.staff import make_person

BUM_NUA, SIN_HO = "03466", "03478"


@pytest.fixture
def survey(context: Context) -> int:
    """A survey with a collector in two communes, one sheet in the first."""
    ensure_units(context)
    survey_id, code = run_design(context, "single-choice.yaml", unit_code=BUM_NUA)
    make_collector(context, NewCollector(survey_id, unit_code=SIN_HO))
    send(context, code, {"q1": "co"})
    return survey_id


def narrowed(context: Context, *units: str) -> Context:
    return context.acting(SYSTEM, Scope(frozenset(units)))


def test_who_works_for_the_unit_is_named(context: Context, survey: int) -> None:
    make_person(context, ("collaborator", SIN_HO), name="Lò Thị Mai")
    make_person(context, ("officer", "12"), name="Cán bộ tỉnh")
    make_person(context, ("administrator", SIN_HO), name="Quản trị")
    make_person(context, ("viewer", SIN_HO), name="Đã hết hạn", valid_to=date(2026, 1, 2))
    for seen in (context, narrowed(context, "12", BUM_NUA, SIN_HO)):
        lines = {line.unit.code: line for line in read_reminders(seen, survey).lines}
        assert [person.name for person in lines[SIN_HO].people] == ["Lò Thị Mai"]
        assert lines[BUM_NUA].people == ()


def test_the_words_have_counts_link_and_closing_day(context: Context, survey: int) -> None:
    with context.database.session(write=True) as session:
        row = session.get(Survey, survey)
        assert row is not None
        row.close_at = datetime(2026, 12, 15, 17, 30, tzinfo=UTC)  # the 16th in Vietnam
        session.commit()
    empty, started = read_reminders(context, survey).lines
    assert (empty.unit.code, empty.unit.state) == (SIN_HO, UnitState.EMPTY)
    assert "đến nay xã Bum Nưa có 1 phiếu, mục tiêu 30 phiếu." in started.text
    assert f"https://ydan.example/s/{started.unit.link} " in started.text
    assert "Khảo sát đóng ngày 16/12/2026." in started.text


def test_a_reminder_counts_once_a_day(context: Context, survey: int, clock: Clock) -> None:
    def last() -> list[datetime | None]:
        return [line.reminded_at for line in read_reminders(context, survey).lines]

    first = clock.now
    note_reminder(context, survey, SIN_HO)
    clock.now += timedelta(hours=1)
    note_reminder(context, survey, SIN_HO)
    assert last() == [first, None]
    clock.now += timedelta(days=1)
    note_reminder(context, survey, SIN_HO)
    assert last() == [clock.now, None]
    withdraw_reminder(context, survey, SIN_HO)
    assert last() == [first, None]
    withdraw_reminder(context, survey, SIN_HO)
    with pytest.raises(Refusal, match="unknown_reminder"):
        withdraw_reminder(context, survey, SIN_HO)


def test_another_unit_is_unknown(context: Context, survey: int) -> None:
    commune = narrowed(context, SIN_HO)
    note_reminder(commune, survey, SIN_HO)
    for unit in (BUM_NUA, "12", "", "04"):
        with pytest.raises(Refusal, match="unknown_unit"):
            note_reminder(commune, survey, unit)
    with pytest.raises(Refusal, match="unknown_survey"):
        note_reminder(narrowed(context, "04"), survey, SIN_HO)


def test_coverage_puts_the_empty_units_first(context: Context, survey: int) -> None:
    coverage = read_coverage(context, survey)
    assert [unit.code for unit in coverage.units] == [SIN_HO, BUM_NUA]
    assert coverage.chosen is not None
    assert coverage.chosen.empty == 1
    with pytest.raises(Refusal, match="unknown_unit"):
        read_coverage(context, survey, "04")


def test_the_file_holds_the_scope_only(context: Context, survey: int) -> None:
    text = export_coverage(narrowed(context, BUM_NUA), survey, str)
    assert text.splitlines()[1].split(",")[:5] == [
        "12",
        "Tỉnh Lai Châu",
        BUM_NUA,
        "Xã Bum Nưa",
        "1",
    ]
    assert SIN_HO not in text
