"""The board's arithmetic: targets, what a level still needs, the order of the calls."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Questionnaire
from questionnaires.reader import read_text
from survey_app.services.board.arrivals import flag_class
from survey_app.services.board.calls import (
    MOST_CALLS,
    Block,
    GroupLevels,
    LevelLine,
    judge_level,
    list_calls,
)
from survey_app.services.board.coverage import plain_cell
from survey_app.services.board.targets import read_targets, round_up, sheets_needed
from survey_app.services.board.units import UnitLine, UnitState, by_need

BOUNDS = (0.3, 3.0)
DESIGN = """
format: ydan/1
id: muc-tieu
title: Mục tiêu
consent: {text: Đồng ý?, yes: Có, no: Không}
groups: [{id: xa, label: Xã}, {id: gioi, label: Giới}]
pages:
- id: a
  items:
  - {id: noi, type: single, tag: xa, choices_from: "units:12", text: Nơi ở?}
  - {id: gt, type: single, tag: gioi, text: G, choices: [{code: nam, text: A}, {code: nu, text: B}]}
"""
WEIGHTING = """
weighting:
  targets:
  - {group: gioi, universe: Dân, year: 2024, source: Số, counts: {nam: 510, nu: 490}}
"""


def design(extra: str = "") -> Questionnaire:
    return read_text(DESIGN + extra, "m.yaml")


def unit(code: str, accepted: int = 0, **changes: object) -> UnitLine:
    made = UnitLine(code, f"Xã {code}", "12", accepted, 50, 1, 30, "figures", "ABC234")
    return replace(made, **changes)  # type: ignore[arg-type]  # by name


def level(code: str, count: int | None, share: float | None, people: int = 200) -> LevelLine:
    block, needed, factor = judge_level(
        count=count, people=people, share=share, quota=None, minimum=10, bounds=BOUNDS
    )
    return LevelLine(code, code.upper(), count, None, share, None, None, factor, block, needed)


def test_without_targets_a_unit_aims_at_figures_of_its_own() -> None:
    targets = read_targets(design(), None, None)
    assert targets.expected is None
    assert targets.groups == frozenset()
    assert targets.of_unit("03466") == (30, "figures")
    assert targets.bounds == (0.3, 3.0)


def test_targets_are_shares_of_what_is_expected() -> None:
    targets = read_targets(design(WEIGHTING), None, 300)
    assert targets.of_level("gioi", "nam") == 153
    assert targets.of_level("gioi", "khac") is None
    assert read_targets(design(WEIGHTING), None, None).of_level("gioi", "nam") is None


def test_quotas_win_and_the_officers_own_win_over_the_questionnaires() -> None:
    quotas = WEIGHTING + "quotas: [{group: gioi, cells: {nam: 5, nu: 6}}]\n"
    targets = read_targets(design(quotas), None, 300)
    assert (targets.of_level("gioi", "nam"), targets.expected) == (5, 300)
    targets = read_targets(design(quotas), {"xa": {"03466": 40}}, None)
    assert (targets.of_unit("03466"), targets.expected) == ((40, "quota"), 40)
    assert targets.of_unit("03472") == (30, "figures")


def test_a_population_by_unit_is_a_target_of_units() -> None:
    weights = WEIGHTING.replace("gioi", "xa").replace("nam: 510, nu: 490", '"03466": 1, "03472": 3')
    assert read_targets(design(weights), None, 200).of_unit("03472") == (150, "population")


@pytest.mark.parametrize(
    ("count", "people", "share", "upper", "needed"),
    [(10, 200, 0.2, 3.0, 4), (40, 200, 0.2, 3.0, 0), (0, 0, 0.5, 3.0, 10), (5, 100, 0.01, 3.0, 5)],
)
def test_sheets_needed(count: int, people: int, share: float, upper: float, needed: int) -> None:
    assert sheets_needed(count, people, share, upper, 10) == needed


@given(st.integers(0, 500), st.integers(0, 5_000), st.floats(0, 1), st.floats(1.01, 5))
def test_after_the_sheets_needed_the_factor_is_within_its_bound_and_not_before(
    count: int, rest: int, share: float, upper: float
) -> None:
    people = count + rest
    needed = sheets_needed(count, people, share, upper, 10)

    def is_stable(more: int) -> bool:
        return count + more >= 10 and share * (people + more) <= upper * (count + more) + 1e-6

    assert is_stable(needed)
    assert needed == 0 or not is_stable(needed - 1)


def test_round_up_forgives_rounding_errors_only() -> None:
    assert [round_up(x) for x in (153.0000000001, 153.01, 0.0, -3.5)] == [153, 154, 0, 0]


@pytest.mark.parametrize(
    ("count", "share", "quota", "block", "needed"),
    [
        (0, 0.5, None, Block.ABSENT, 40),
        (0, 0.0, None, Block.NONE, 0),
        (None, 0.5, None, Block.HIDDEN, 0),
        (20, 0.5, None, Block.HEAVY, 16),
        (20, 0.1, None, Block.THIN, 10),
        (100, 0.5, None, Block.NONE, 0),
        (150, 0.1, None, Block.LIGHT, 0),
        (40, 0.5, 40, Block.FULL, 0),
        (None, None, 40, Block.HIDDEN, 0),
        (5, None, None, Block.NONE, 0),
    ],
)
def test_what_keeps_a_level_from_a_stable_weight(
    count: int | None, share: float | None, quota: int | None, block: Block, needed: int
) -> None:
    found = judge_level(
        count=count, people=200, share=share, quota=quota, minimum=10, bounds=BOUNDS
    )
    assert found[:2] == (block, needed)


def call(units: list[UnitLine], *groups: GroupLevels) -> list[str]:
    calls = list_calls(units, groups, minimum=10, bounds=BOUNDS)
    return [f"{found.group}{found.name}: {found.block}" for found in calls]


def test_nobody_at_all_comes_first_then_the_largest_part_of_the_population() -> None:
    units = [unit("1", 29), unit("2"), unit("3", 10), unit("4", 40), unit("5", collectors=0)]
    groups = GroupLevels(
        "G ", (level("a", 0, 0.02), level("b", 20, 0.5), level("c", 100, 0.4)), 200, 0
    )
    assert call(units, groups) == [
        "G A: absent",
        "G B: heavy",
        "Xã 2: empty",
        "Xã 3: short",
        "Xã 1: short",
    ]


def test_hidden_levels_are_spoken_of_together_or_not_at_all() -> None:
    """A large level that hides a small one is never said to be small."""
    large = GroupLevels("G ", (level("nam", 141, 0.5), level("nu", None, 0.5)), 240, 99)
    assert call([], large) == []
    short = GroupLevels("G ", (level("nam", 200, 0.5), level("nu", None, 0.5)), 240, 14)
    assert call([], short) == ["G NU: hidden"]
    both = GroupLevels(
        "G ", (level("a", None, 0.1), level("b", None, 0.1), level("c", 190, 0.8)), 240, 50
    )
    assert call([], both) == ["G A, B: hidden"]


def test_before_the_first_tables_only_units_are_called() -> None:
    groups = GroupLevels("G ", (level("a", 0, 0.5, 0), level("b", 0, 0.5, 0)), 0, 0)
    assert call([unit("1")], groups) == ["Xã 1: empty"]


def test_the_list_stays_short() -> None:
    assert len(call([unit(f"{number:03}") for number in range(400)])) == MOST_CALLS


def test_units_in_the_order_of_need() -> None:
    units = [unit("a", 40), unit("b", 3), unit("c"), unit("d", collectors=0), unit("e", 9)]
    assert [found.code for found in by_need(units)] == ["c", "d", "b", "e", "a"]
    assert unit("f", 2, target=None).state is UnitState.ENOUGH
    assert unit("g", 40, returned=25).return_rate == 0.5
    assert unit("h", issued=0).return_rate is None


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@x", "\tx", " =x", "|x", "%x"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert plain_cell(text) == f"'{text}"


def test_cells_that_are_no_formula_stay() -> None:
    assert [plain_cell(x) for x in ("Xã A-b", "", None, 0, -0.5)] == ["Xã A-b", "", "", 0, -0.5]


@pytest.mark.parametrize(
    ("flags", "name"),
    [
        ((), "none"),
        (("order:3", "rotated_code"), "none"),
        (("order:3", "speed"), "speed"),
        (("speed", "burst"), "several"),
    ],
)
def test_each_sheet_stands_in_one_class(flags: tuple[str, ...], name: str) -> None:
    assert flag_class(flags) == name
