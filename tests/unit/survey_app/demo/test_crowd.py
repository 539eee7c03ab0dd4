"""Simulated people give valid answers, the same ones each time, and not all alike."""

from collections import Counter

import pytest

from questionnaires.engine import finish, validate
from questionnaires.library import library_path
from questionnaires.model import Questionnaire
from questionnaires.reader import read_questionnaire, read_text
from survey_app.demo.crowd import Sheet, simulate
from survey_app.demo.habits import Habits, parse_habits, read_habits

TEXT = """
format: ydan/1
id: tiny
title: Phiếu thử
consent: {text: Đồng ý?, yes: Có, no: Không}
lists:
  muc:
  - {code: "1", text: Kém, score: 1}
  - {code: "5", text: Tốt, score: 5}
  - {code: "0", text: Không biết, missing: true}
  ai: [{code: a, text: A}, {code: b, text: B}, {code: k, text: K, exclusive: true}]
  o: [{code: x, text: X}, {code: y, text: Y}]
pages:
- id: a
  items:
  - {id: home, type: single, required: true, text: Ở đâu?, choices: o}
  - {id: q1, type: single, text: Có?, choices: [{code: co, text: Có}, {code: khong, text: Không}]}
  - {id: q2, type: integer, show_if: q1 == 'co', min: 1, max: 9, text: Mấy?}
  - {id: q3, type: multiple, max: 1, text: Gì?, choices: ai}
  - id: q4
    type: grid
    text: Sao?
    choices: muc
    rows: [{code: r1, text: R1}, {code: r2, text: R2}]
  - {id: q5, type: text, text: Gì nữa?}
"""
HABITS = {
    "seed": 7,
    "weeks": [120, 80],
    "home_item": "home",
    "strangers": 0.1,
    "refusing": 0.2,
    "mood": {"home.x": 3.0},
    "places": [{"label": "X", "people": 1, "unit": "x"}, {"label": "Chung", "people": 1}],
    "items": {
        "q1": {"skip": 0.1, "weights": {"co": 1, "khong": 1}, "given": {"home.y": {"khong": 1}}},
        "q2": {"weights": {"3": 1}},
        "q3": {"shares": {"a": 0.6, "b": 0.6, "k": 0.2}},
        "q4": {"level": 3, "unknown": 0.1, "rows": {"r2": -4}},
        "q5": {"skip": 0.5, "texts": ["Không có gì"]},
    },
}


@pytest.fixture(scope="module")
def tiny() -> Questionnaire:
    return read_text(TEXT, "tiny.yaml")


@pytest.fixture(scope="module")
def habits() -> Habits:
    return parse_habits(HABITS)


@pytest.fixture(scope="module")
def sheets(tiny: Questionnaire, habits: Habits) -> list[Sheet]:
    return list(simulate(tiny, habits))


def test_every_sheet_is_finished_and_valid(tiny: Questionnaire, sheets: list[Sheet]) -> None:
    for sheet in sheets:
        assert validate(tiny, sheet.answers) == ()
        assert finish(tiny, sheet.answers) == sheet.answers


def test_the_same_habits_give_the_same_sheets(
    tiny: Questionnaire, habits: Habits, sheets: list[Sheet]
) -> None:
    assert list(simulate(tiny, habits)) == sheets


def test_people_come_in_their_weeks_and_are_numbered(sheets: list[Sheet]) -> None:
    assert Counter(sheet.week for sheet in sheets) == {0: 120, 1: 80}
    assert [sheet.number for sheet in sheets] == list(range(200))


def test_some_skip_and_the_path_is_kept(sheets: list[Sheet]) -> None:
    assert 0 < sum("q1" not in sheet.answers for sheet in sheets) < 60
    for sheet in sheets:
        assert ("q2" in sheet.answers) <= (sheet.answers.get("q1") == "co")


def test_most_live_where_the_collector_hangs(sheets: list[Sheet]) -> None:
    at_x = [sheet for sheet in sheets if sheet.place == 0]
    share = sum(sheet.answers["home"] == "x" for sheet in at_x) / len(at_x)
    assert 0.8 < share < 1


def test_groups_differ(sheets: list[Sheet]) -> None:
    def good(home: str) -> float:
        given = [s.answers.get("q4.r1") for s in sheets if s.answers["home"] == home]
        return given.count("5") / (given.count("5") + given.count("1"))

    assert good("x") > good("y") + 0.2
    assert all(s.answers.get("q1") != "co" for s in sheets if s.answers["home"] == "y")


def test_the_shipped_habits_give_valid_sheets() -> None:
    questionnaire = read_questionnaire(library_path("hai-long-dvc-ntm-2026"))
    communes = [{"code": "03408", "text": "Tân Phong"}, {"code": "03478", "text": "Sìn Hồ"}]
    choices = read_text(TEXT, "t").choices_of(read_text(TEXT, "t").item("home"))
    frozen = questionnaire.with_choices(
        "xa", [choices[0].model_copy(update=commune) for commune in communes]
    )
    habits = read_habits(questionnaire.id)
    for sheet, _ in zip(simulate(frozen, habits), range(40), strict=False):
        assert validate(frozen, sheet.answers) == ()
