"""Conditions over columns agree with the one evaluator of the project, row by row."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.error import AnalysisError, PlanError
from analysis.source import Column
from analysis.sums.where import parse_where, rows_where, where_columns
from questionnaires.expression import is_true

LABELS = ("co", "khong", "Đúng")
COLUMNS = {
    "a": Column("a", "category", LABELS),
    "b": Column("b", "category", ("khong", "1")),
    "x": Column("x", "number"),
    "y": Column("y", "number"),
    "q.song": Column("q.song", "number"),
    "q.cho": Column("q.cho", "number"),
}
CHANCE = np.random.default_rng(1)
BATCH: dict[str, Any] = {
    "a": CHANCE.integers(0, 4, 60).astype(np.uint8),
    "b": CHANCE.integers(0, 3, 60).astype(np.uint8),
    "x": np.where(CHANCE.random(60) < 0.2, np.nan, CHANCE.integers(-2, 4, 60)),
    "y": np.where(CHANCE.random(60) < 0.2, np.nan, CHANCE.integers(-2, 4, 60) / 2),
}
ROWS = 60
TICKS = CHANCE.integers(0, 2, (60, 2)).astype(float)
TICKS[CHANCE.random(60) < 0.2] = np.nan
BATCH["q.song"], BATCH["q.cho"] = TICKS.T


def answers(row: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in "ab":
        code = int(BATCH[name][row])
        found[name] = COLUMNS[name].labels[code - 1] if code else None
    for name in "xy":
        value = float(BATCH[name][row])
        found[name] = None if np.isnan(value) else value
    ticks = TICKS[row]
    chosen = tuple(name for name, tick in zip(("song", "cho"), ticks, strict=True) if tick == 1)
    found["q"] = None if np.isnan(ticks[0]) else chosen
    return found


TEXT = st.sampled_from(["a", "b", "'co'", "'khong'", "'1'"])
NUMBER = st.recursive(
    st.sampled_from(["x", "y", "0", "1.5", "-1", "count(q)", "len(a)"]),
    lambda inner: st.builds(
        lambda left, sign, right: f"({left} {sign} {right})",
        inner,
        st.sampled_from("+-*/"),
        inner,
    ),
    max_leaves=4,
)
SIGN = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
ATOM = st.one_of(
    st.builds("{} {} {}".format, TEXT, SIGN, TEXT),
    st.builds("{} {} {}".format, NUMBER, SIGN, NUMBER),
    st.sampled_from(
        [
            "a in ['co', 'Đúng']",
            "b not in ['1']",
            "x in [1, 2]",
            "x not in [0]",
            "has(q, 'song')",
            "has(q, 'cho')",
        ]
    ),
)
CONDITION = st.recursive(
    ATOM,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(text=CONDITION)
def test_columns_agree_with_the_evaluator(text: str) -> None:
    where = parse_where(text)
    expected = [is_true(where.tree, answers(row).get) for row in range(60)]
    assert rows_where(where, BATCH, COLUMNS, ROWS).tolist() == expected


def test_number_column_equals_its_text() -> None:
    found = rows_where(parse_where("x == '2' or x == '02'"), BATCH, COLUMNS, ROWS)
    assert found.tolist() == (BATCH["x"] == 2).tolist()


def test_category_column_equals_a_number_by_its_text() -> None:
    found = rows_where(parse_where("b == 1"), BATCH, COLUMNS, ROWS)
    assert found.tolist() == (BATCH["b"] == 2).tolist()


@pytest.mark.parametrize("text", ["a > 3", "a + 1 == 2", "x < b", "-a > 0"])
def test_text_where_a_number_is_needed_is_refused(text: str) -> None:
    with pytest.raises(AnalysisError) as refused:
        rows_where(parse_where(text), BATCH, COLUMNS, ROWS)
    assert refused.value.code == "not_a_number"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('ls')",
        "open('f')",
        "lambda: 1",
        "[x for x in a]",
        "x ** 2 > 1",
        "a == ",
        "a = 'co'",
        "not " * 100 + "x == 1",
        "x == 1; y == 1",
    ],
)
def test_code_is_refused(text: str) -> None:
    with pytest.raises(PlanError) as refused:
        parse_where(text)
    assert refused.value.code == "bad_where"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("q6.1 == 1 and q6.2x.3 > .5", {"q6.1", "q6.2x.3"}),
        ("x == 'a.1' or y == \"b.2\"", {"x", "y"}),
        ("sch.wide == 'q.2' and x > 1.5", {"sch.wide", "x"}),
        ("col('q.2') in ['1', '2']", {"q.2"}),
    ],
)
def test_name_with_a_dot_before_a_digit_stands_as_it_is(text: str, names: set[str]) -> None:
    columns = {name: Column(name, "number") for name in names}
    assert where_columns(parse_where(text), columns) == names


def test_columns_of_a_condition_are_named() -> None:
    where = parse_where("a == 'co' and has(q, 'song') or col('x') > 1")
    assert where_columns(where, COLUMNS) == {"a", "x", "q.song"}
