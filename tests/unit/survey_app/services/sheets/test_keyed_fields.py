"""The fields of the entry page and those of the citizen's form: the same answers both ways."""

from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.engine import read_form
from questionnaires.model import GridItem, Questionnaire
from questionnaires.model.items import AnyItem
from questionnaires.reader import read_questionnaire
from survey_app.services.sheets.keyed_fields import code_fields, engine_fields, read_keyed
from tests.designs import design_path, list_designs

LINES = {"integer": "3", "decimal": "2,5", "date": "2026-06-30", "text": "Đường vào bản"}


@cache
def load(name: str) -> Questionnaire:
    return read_questionnaire(design_path(name))


def fill(questionnaire: Questionnaire, chance: Random) -> dict[str, tuple[str, ...]]:
    """Fields as a citizen's page sends them, every question answered by chance or left out."""
    fields: dict[str, tuple[str, ...]] = {}
    for item in questionnaire.items:
        if chance.random() < 0.8:
            fields |= _fill_item(questionnaire, item, chance)
    return fields


def _fill_item(
    questionnaire: Questionnaire, item: AnyItem, chance: Random
) -> dict[str, tuple[str, ...]]:
    codes = [choice.code for choice in questionnaire.choices_of(item)]
    if isinstance(item, GridItem):
        return {f"{item.id}.{row.code}": (chance.choice(codes),) for row in item.rows}
    if item.type == "ranking":
        ranked = chance.sample(codes, len(codes))
        return {f"{item.id}.{code}": (str(rank),) for rank, code in enumerate(ranked, start=1)}
    if item.type == "multiple":
        return {item.id: tuple(chance.sample(codes, chance.randint(1, len(codes))))}
    if codes:
        return {item.id: (chance.choice(codes),)}
    return {item.id: (LINES[item.type],)} if item.type in LINES else {}


@pytest.mark.parametrize("name", list_designs())
@given(seed=st.integers(0, 2**32))
def test_every_design_reads_the_same_from_marks_as_from_boxes(name: str, seed: int) -> None:
    questionnaire = load(name)
    fields = fill(questionnaire, Random(seed))
    codes = code_fields(questionnaire, fields)
    coded = {code.removeprefix("code-").partition(".")[0] for code in codes}
    lines = {key: value for key, value in fields.items() if key.partition(".")[0] not in coded}

    assert read_keyed(questionnaire, {**codes, **lines}) == read_form(questionnaire, fields)
    assert read_form(questionnaire, fields)[1] == ()


TYPED = st.dictionaries(
    st.sampled_from(["code-q1", "q1", "code-q1.a", "code-", "code-zz", "q1.other", "code-q4.x"]),
    st.lists(st.text(max_size=8), max_size=3).map(tuple),
)


@pytest.mark.parametrize("name", list_designs())
@given(fields=TYPED)
def test_nothing_typed_breaks_the_reading(name: str, fields: dict[str, tuple[str, ...]]) -> None:
    read_keyed(load(name), fields)


def test_an_unknown_mark_is_refused_by_the_engine() -> None:
    _, problems = read_keyed(load("single-choice"), {"code-q1": ("9",)})
    assert [(problem.code, problem.where) for problem in problems] == [("unknown_choice", "q1")]


def test_a_mark_that_was_typed_twice_in_a_ranking_is_refused() -> None:
    _, problems = read_keyed(load("ranking-items"), {"code-q1": ("1 1",)})
    assert [problem.code for problem in problems] == ["repeated"]


def test_two_marks_for_one_choice_are_refused() -> None:
    _, problems = read_keyed(load("single-choice"), {"code-q1": ("1 2",)})
    assert [problem.code for problem in problems] == ["unknown_choice"]


def test_the_order_of_marks_is_the_ranking() -> None:
    answers, _ = read_keyed(load("ranking-items"), {"code-q1": ("3 1 2",)})
    assert answers["q1"] == ("truong", "duong", "nuoc")


@pytest.mark.parametrize("name", ["number-items", "date-answer", "text-answer", "single-choice"])
def test_a_dash_everywhere_is_an_empty_sheet(name: str) -> None:
    questionnaire = load(name)
    fields = {item.id: ("-",) for item in questionnaire.items}
    codes = {f"code-{item.id}": ("-",) for item in questionnaire.items}
    names = {item.id for item in questionnaire.items if not questionnaire.choices_of(item)}
    lines = {key: value for key, value in fields.items() if key in names}
    assert dict(read_keyed(questionnaire, {**codes, **lines})[0]) == {}


def test_fields_of_the_boxes_pass_through() -> None:
    fields = {"q1": ("co",), "q9": ("x",)}
    assert engine_fields(load("single-choice"), fields) == fields
