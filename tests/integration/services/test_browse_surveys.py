"""The list of surveys: found by words and state, in pages, with a constant number of queries."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from survey_app.services.context import Context
from survey_app.services.import_units import SHIPPED, import_units
from survey_app.services.surveys.browse_surveys import PAGE_SIZE, Stage, Wanted, browse_surveys
from survey_app.services.surveys.overview import survey_overview
from survey_app.services.surveys.put_away import archive_survey
from survey_app.services.surveys.settings import (
    SurveySettings,
    change_settings,
    read_settings,
)
from survey_app.services.surveys.state import close_survey
from survey_app.services.surveys.stop_rules import StopRules
from survey_app.store.survey_queries import get_survey
from tests.integration.services.conftest import Clock, run_design, send


def rename(context: Context, survey_id: int, title: str, stop: StopRules | None = None) -> None:
    sheet = read_settings(context, survey_id)
    wanted = SurveySettings(title, stop or sheet.settings.stop)
    assert change_settings(context, survey_id, wanted, version=sheet.version) is None


def numbers(
    context: Context, words: str = "", stage: Stage | None = None, page: int = 1
) -> list[int]:
    return [line.id for line in browse_surveys(context, Wanted(words, stage, page)).surveys]


@pytest.fixture
def four(context: Context) -> list[int]:
    """A draft, an open one, a closed one and one that was put away."""
    made = [run_design(context, "single-choice.yaml", is_open=n > 0)[0] for n in range(4)]
    titles = ("Đường xấu ở Mường So", "Nước sạch", "Trường học", "Cũ")
    for survey_id, title in zip(made, titles, strict=True):
        rename(context, survey_id, title)
    for survey_id in made[2:]:
        close_survey(context, survey_id)
    archive_survey(context, made[3])
    return made


def test_the_newest_first_and_those_put_away_only_on_demand(
    context: Context, four: list[int]
) -> None:
    draft, opened, closed, away = four
    assert numbers(context) == [closed, opened, draft]
    assert numbers(context, stage=Stage.DRAFT) == [draft]
    assert numbers(context, stage=Stage.OPEN) == [opened]
    assert numbers(context, stage=Stage.CLOSED) == [closed]
    assert numbers(context, stage=Stage.ARCHIVED) == [away]


@pytest.mark.parametrize("words", ["duong muong", "ĐƯỜNG", "so MƯỜNG", "  xấu  "])
def test_words_match_without_diacritics(context: Context, four: list[int], words: str) -> None:
    assert numbers(context, words) == [four[0]]


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "\u202e", "không có"])
def test_words_that_stand_nowhere_find_nothing(sqlite_context: Context, words: str) -> None:
    run_design(sqlite_context, "single-choice.yaml")
    assert numbers(sqlite_context, words) == []


def test_what_ended_by_itself_is_told_from_what_takes_answers(
    context: Context, clock: Clock
) -> None:
    by_day, _ = run_design(context, "single-choice.yaml")
    rename(context, by_day, "Ngày", StopRules(clock.now + timedelta(hours=30)))
    by_count, code = run_design(context, "single-choice.yaml", issued=40)
    rename(context, by_count, "Số", StopRules(close_after=2))
    send(context, code, {"q1": "co"})
    lines = {line.id: line for line in browse_surveys(context, Wanted()).surveys}
    assert (lines[by_day].days_left, lines[by_day].answers_left) == (1, None)
    assert (lines[by_count].days_left, lines[by_count].answers_left) == (None, 1)
    assert (lines[by_count].accepted, lines[by_count].issued) == (1, 40)
    send(context, code, {"q1": "co"})
    clock.now += timedelta(days=2)
    found = browse_surveys(context, Wanted(stage=Stage.ENDED)).surveys
    assert {line.id for line in found} == {by_day, by_count}
    assert survey_overview(context, by_day).stage is Stage.ENDED
    assert survey_overview(context, by_count).stage is Stage.ENDED


def test_days_are_those_of_viet_nam(sqlite_context: Context, clock: Clock) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml")
    clock.now = clock.now.replace(hour=16, minute=30)  # 23:30 in Việt Nam
    rename(sqlite_context, survey_id, "Sát giờ", StopRules(clock.now + timedelta(minutes=40)))
    (line,) = browse_surveys(sqlite_context, Wanted()).surveys
    assert line.days_left == 1


def test_pages_hold_so_many_and_the_last_one_stands_for_those_beyond(
    sqlite_context: Context,
) -> None:
    made = [run_design(sqlite_context, "single-choice.yaml")[0] for _ in range(PAGE_SIZE + 2)]
    found = browse_surveys(sqlite_context, Wanted(page=1))
    assert (len(found.surveys), found.pages, found.found) == (PAGE_SIZE, 2, PAGE_SIZE + 2)
    assert numbers(sqlite_context, page=2) == [made[1], made[0]]
    assert numbers(sqlite_context, page=999) == [made[1], made[0]]
    assert numbers(sqlite_context, page=-5) == numbers(sqlite_context, page=1)


def queries_of_list(context: Context) -> int:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    engines = context.database.engines.values()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    browse_surveys(context, Wanted())
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_number_of_queries_does_not_grow(sqlite_context: Context) -> None:
    import_units(sqlite_context, SHIPPED)
    units = ("03388", "03390", "12", "22", "01", "79")
    counts = []
    for unit in units:
        survey_id, _ = run_design(sqlite_context, "close-after.yaml", issued=3)
        with sqlite_context.database.session(write=True) as session:
            get_survey(session, survey_id).unit_code = unit
            session.commit()
        counts.append(queries_of_list(sqlite_context))
    assert len(set(counts)) == 1, counts
