"""Which screen comes next, which before, and when nothing can come any more."""

from pathlib import Path

import pytest

from questionnaires.engine import Answers, Screen, screens
from questionnaires.model import Questionnaire
from questionnaires.reader import read_questionnaire
from survey_app.web.public.walk import (
    BEYOND,
    item_order,
    may_go_on,
    next_screen,
    page_numbers,
    screen_before,
    screen_with,
)

DESIGNS = Path(__file__).parents[3] / "designs"


@pytest.fixture(scope="module")
def forked() -> Questionnaire:
    return read_questionnaire(DESIGNS / "skip-over-pages.yaml")


def walk(questionnaire: Questionnaire, **answers: str | tuple[str, ...]) -> tuple[Screen, ...]:
    return screens(questionnaire, Answers(answers), live=False)


def test_next_follows_the_path(forked: Questionnaire) -> None:
    order = item_order(forked)
    path = walk(forked, q1="co")
    assert path[next_screen(path, ("q1",), order) or 0].item_ids == ("q2",)
    path = walk(forked, q1="khong")
    assert path[next_screen(path, ("q1",), order) or 0].item_ids == ("q5",)


def test_ends_of_the_path(forked: Questionnaire) -> None:
    order, path = item_order(forked), walk(forked, q1="khong")
    assert next_screen(path, (), order) == 0
    assert next_screen(path, ("q5",), order) is None
    assert screen_before(path, ("q1",), order) is None
    assert screen_before(path, ("q5",), order) == 0
    assert screen_before(path, (BEYOND,), order) == len(path) - 1


def test_screen_with_a_problem_is_the_first_of_them(forked: Questionnaire) -> None:
    path = walk(forked, q1="co", q2=("song",))
    assert screen_with(path, {"q3", "q2"}) == 1
    assert screen_with(path, {"nothing"}) is None


def test_pages_count_as_authored(forked: Questionnaire) -> None:
    assert page_numbers(walk(forked, q1="khong"), 1) == (2, 2)
    assert page_numbers(walk(forked, q1="co"), 2) == (3, 3)


@pytest.mark.parametrize(
    ("design", "shown", "may"),
    [
        ("skip-over-pages", ("q1",), True),
        ("skip-over-pages", ("q5",), False),
        ("skip-over-pages", ("q2",), True),
        ("note-and-calculate", ("doc", "lon", "tre"), True),
        ("note-and-calculate", ("dong",), False),
        ("single-choice", ("q1",), False),
    ],
)
def test_more_questions_may_hang_on_a_screen(
    design: str, shown: tuple[str, ...], may: bool
) -> None:
    questionnaire = read_questionnaire(DESIGNS / f"{design}.yaml")
    assert may_go_on(questionnaire, Screen("a", shown, first_of_page=True)) is may
