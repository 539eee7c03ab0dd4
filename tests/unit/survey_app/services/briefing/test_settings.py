"""The choices of a briefing: known things only, in order, tidy."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.reader import read_questionnaire
from survey_app.services.briefing.settings import (
    BriefingSettings,
    apply_settings,
    check_settings,
    choosable_groups,
    choosable_items,
    default_settings,
    move_item,
    order_questions,
    read_settings,
)
from survey_app.services.refusal import Refusal
from tests.designs import design_path
from tests.support.briefings import make_facts

FORM = read_questionnaire(design_path("comments"))
DEFAULT = default_settings(FORM, "Ý kiến")


def test_everything_is_chosen_at_first() -> None:
    assert DEFAULT.items == ("q2", "q4")
    assert DEFAULT.groups == ("group.gioi", "group.xa_phuong", "unit")
    assert (DEFAULT.agency, DEFAULT.comments, DEFAULT.order) == (
        "Đơn vị thử nghiệm",
        "none",
        ("q1", "q2", "q3", "q4"),
    )
    assert check_settings(FORM, DEFAULT) == DEFAULT


def test_a_group_that_names_units_stands_for_the_unit() -> None:
    question = FORM.item("q1")
    named = question.model_copy(
        update={"id": "xa", "tag": "xa_phuong", "choices": None, "choices_from": "units:12"}
    )
    page = FORM.pages[0]
    changed = page.model_copy(update={"items": (*page.items, named)})
    form = FORM.model_copy(update={"pages": (changed,)})
    assert choosable_groups(form) == ("group.gioi", "group.xa_phuong")


def test_settings_survive_the_store() -> None:
    settings = replace(DEFAULT, meeting_day=date(2026, 11, 23), comments="chosen", chosen=("a",))
    assert read_settings(settings.to_json()) == settings


@given(st.lists(st.tuples(st.sampled_from(["q2", "q4", "q1", "x"]), st.booleans()), max_size=6))
def test_moving_keeps_every_question_once(moves: list[tuple[str, bool]]) -> None:
    settings = DEFAULT
    for item_id, up in moves:
        settings = check_settings(FORM, move_item(settings, item_id, up=up))
    assert sorted(settings.items) == ["q2", "q4"]
    assert sorted(settings.order) == ["q1", "q2", "q3", "q4"]
    assert settings.order[0] == "q1"
    assert settings.order[2] == "q3"


def test_questions_without_results_keep_their_place() -> None:
    assert order_questions(FORM, ["q4", "zz", "q2"]) == ("q1", "q4", "q3", "q2")
    assert order_questions(FORM, []) == ("q1", "q2", "q3", "q4")
    assert choosable_items(FORM) == ("q2", "q4")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "\u200b "}, "no_title"),
        ({"place": "x" * 201}, "line_too_long"),
        ({"items": ("q1", "zz")}, "no_items"),
        ({"chosen": tuple(str(n) for n in range(501))}, "too_many_comments"),
    ],
)
def test_bad_choices_are_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        check_settings(FORM, replace(DEFAULT, **changes))  # type: ignore[arg-type]  # by name


def test_lines_are_tidied() -> None:
    wanted = replace(DEFAULT, title="  Một\n hai\u202e ", groups=("unit", "zz", "unit"))
    settings = check_settings(FORM, wanted)
    assert (settings.title, settings.groups) == ("Một hai", ("unit",))


def test_facts_are_put_as_chosen() -> None:
    facts = make_facts()
    with_cells = [item.id for item in facts.items if item.cells]
    chosen = tuple(reversed(with_cells[:2]))
    columns = tuple({group.column for item in facts.items for group in item.groups})[:1]
    settings = BriefingSettings(
        title="Tên", agency="Sở", order=chosen, items=chosen, groups=columns, place="Huế"
    )
    made = apply_settings(facts, settings)
    assert tuple(item.id for item in made.items if item.cells) == chosen
    assert {group.column for item in made.items for group in item.groups} <= set(columns)
    assert all(indicator.item_id in chosen for indicator in made.indicators)
    assert (made.title, made.conductor, made.place) == ("Tên", "Sở", "Huế")
    kept = {item.id for item in facts.items if not item.cells}
    assert kept <= {item.id for item in made.items}
