"""Settings of a survey: what may change when, two officers at once, caps that hold exactly."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest

from questionnaires.engine import Answers
from survey_app.services.answering.submit_response import Kind, Submission, submit
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.settings import (
    SurveySettings,
    change_settings,
    read_settings,
)
from survey_app.services.surveys.state import close_survey, open_survey
from survey_app.services.surveys.stop_rules import StopRules
from tests.integration.services.conftest import Clock, run_design


def change(context: Context, survey_id: int, **wanted: object) -> dict[str, str]:
    """Change some settings: the codes of what was refused, by field."""
    sheet = read_settings(context, survey_id)
    values = {
        "title": sheet.settings.title,
        "stop": sheet.settings.stop,
        "quotas": sheet.settings.quotas,
        **wanted,
    }
    try:
        change_settings(context, survey_id, SurveySettings(**values), version=sheet.version)  # type: ignore[arg-type]  # by name
    except Refusal as refusal:
        return {problem.where: problem.code for problem in refusal.problems} or {"": refusal.code}
    return {}


def answer(context: Context, code: str, document: dict[str, object], times: int = 1) -> list[Kind]:
    sheets = (Submission(uuid4(), code, "vi", Answers.from_json(document)) for _ in range(times))
    return [submit(context, sheet).kind for sheet in sheets]


def test_a_title_and_limits_are_saved_and_counted(context: Context, clock: Clock) -> None:
    survey_id, _ = run_design(context, "single-choice.yaml")
    stop = StopRules(clock.now + timedelta(days=3), 500)
    assert change(context, survey_id, title="  Đợt  tháng 11 ", stop=stop) == {}
    sheet = read_settings(context, survey_id)
    assert (sheet.settings.title, sheet.settings.stop) == ("Đợt tháng 11", stop)
    version = sheet.version
    assert change(context, survey_id) == {}
    assert read_settings(context, survey_id).version == version, "nothing changed, nothing counted"


def test_who_comes_second_gets_what_stands_and_changes_nothing(context: Context) -> None:
    survey_id, _ = run_design(context, "single-choice.yaml")
    seen = read_settings(context, survey_id)
    mine = SurveySettings("Tên của tôi", StopRules(close_after=50))
    theirs = SurveySettings("Tên của họ", StopRules())
    assert change_settings(context, survey_id, theirs, version=seen.version) is None
    current = change_settings(context, survey_id, mine, version=seen.version)
    assert current is not None
    assert current.settings.title == "Tên của họ"
    assert read_settings(context, survey_id).settings == current.settings
    assert change_settings(context, survey_id, mine, version=current.version) is None
    assert read_settings(context, survey_id).settings.stop.close_after == 50


def test_of_two_who_save_at_the_same_moment_one_is_asked(context: Context) -> None:
    survey_id, _ = run_design(context, "single-choice.yaml")
    for round_ in range(5):
        version = read_settings(context, survey_id).version
        start = Barrier(2)

        def save(number: int, version: int = version, start: Barrier = start) -> bool:
            wanted = SurveySettings(f"Tên {round_} {number}", StopRules())  # noqa: B023 - at once
            start.wait()
            return change_settings(context, survey_id, wanted, version=version) is None

        with ThreadPoolExecutor(2) as officers:
            assert sorted(officers.map(save, (1, 2))) == [False, True]


def test_opening_meanwhile_counts_as_a_change(context: Context) -> None:
    survey_id, _ = run_design(context, "single-choice.yaml", is_open=False)
    seen = read_settings(context, survey_id)
    open_survey(context, survey_id)
    wanted = SurveySettings("Tên khác", StopRules())
    assert change_settings(context, survey_id, wanted, version=seen.version) is not None


@pytest.mark.parametrize("count", [0, -1, 10_000_001, 10**30])
def test_a_count_outside_the_bounds_is_named(sqlite_context: Context, count: int) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml")
    found = change(sqlite_context, survey_id, stop=StopRules(close_after=count))
    assert found == {"close_after": "count_out_of_range"}


def test_a_moment_that_is_over_is_named(sqlite_context: Context, clock: Clock) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml")
    for moment in (clock.now, clock.now - timedelta(days=400)):
        found = change(sqlite_context, survey_id, stop=StopRules(close_at=moment))
        assert found == {"close_at": "moment_passed"}


def test_a_number_that_came_in_already_is_no_limit(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    answer(context, code, {"q1": "co"}, times=3)
    found = change(context, survey_id, stop=StopRules(close_after=3))
    assert found == {"close_after": "count_reached"}
    assert change(context, survey_id, stop=StopRules(close_after=4)) == {}
    assert answer(context, code, {"q1": "co"}, times=2) == [Kind.STORED, Kind.FULL]


def test_limits_of_a_survey_that_is_over_change_only_by_reopening(
    sqlite_context: Context, clock: Clock
) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml")
    assert change(sqlite_context, survey_id, stop=StopRules(clock.now + timedelta(hours=1))) == {}
    clock.now += timedelta(hours=2)
    later = StopRules(clock.now + timedelta(days=1))
    assert change(sqlite_context, survey_id, stop=later) == {"close_at": "reopen_instead"}
    assert change(sqlite_context, survey_id, stop=StopRules()) == {"close_at": "reopen_instead"}
    close_survey(sqlite_context, survey_id)
    assert change(sqlite_context, survey_id, title="Chỉ đổi tên") == {}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("   ", "title_missing"),
        ("x" * 201, "title_too_long"),
        ("Khảo\u202esát", "bad_characters"),
        ("Khảo\x00sát", "bad_characters"),
    ],
)
def test_a_title_is_one_readable_line(sqlite_context: Context, title: str, code: str) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml")
    assert change(sqlite_context, survey_id, title=title) == {"": code}


def quota_answers(code: str) -> dict[str, object]:
    return {"q1": code}


def test_caps_change_freely_in_a_draft_and_only_rise_later(context: Context) -> None:
    survey_id, code = run_design(context, "quota-cells.yaml", is_open=False)
    ((group, cells),) = read_settings(context, survey_id).settings.quotas.items()
    cell = next(iter(cells))
    assert change(context, survey_id, quotas={group: {cell: 1}}) == {}
    open_survey(context, survey_id)
    where = f"quota.{group}.{cell}"
    assert change(context, survey_id, quotas={group: {cell: 0}}) == {where: "quota_lowered"}
    assert answer(context, code, quota_answers(cell), times=2) == [Kind.STORED, Kind.FULL]
    assert change(context, survey_id, quotas={group: {cell: 3}}) == {}
    assert answer(context, code, quota_answers(cell), times=3) == [
        Kind.STORED,
        Kind.STORED,
        Kind.FULL,
    ]
    assert read_settings(context, survey_id).settings.quotas[group][cell] == 3


def test_caps_of_groups_and_codes_that_the_form_lacks_are_passed_over(
    sqlite_context: Context,
) -> None:
    survey_id, _ = run_design(sqlite_context, "quota-cells.yaml", is_open=False)
    before = read_settings(sqlite_context, survey_id).settings.quotas
    (group,) = before
    wanted = {group: {"khong_co": 5}, "nhom_la": {"x": 1}}
    assert change(sqlite_context, survey_id, quotas=wanted) == {}
    assert read_settings(sqlite_context, survey_id).settings.quotas == before
