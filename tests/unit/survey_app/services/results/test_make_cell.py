"""What may be shown of one cell of the analysis, and how exactly."""

import pytest

from analysis.answer import Cell
from survey_app.services.results.make_tables import make_cell
from survey_app.services.results.tables import Kind, State

THIRD = 1 / 3


def analysed(**changes: object) -> Cell:
    cell: dict[str, object] = {
        "by": {}, "variable": "q1", "category": "co", "estimate": THIRD, "se": 0.047140452,
        "low": 0.2493219, "high": 0.4301177, "df": 99.0, "n": 102, "n_effective": 87.65,
        "deff": 1.163, "flags": [], "suppressed": False, "count": 34, "percent": 33.33,
    }  # fmt: skip
    return {**cell, **changes}  # type: ignore[typeddict-item,return-value]  # built by name


def test_a_share_carries_no_more_digits_than_are_printed() -> None:
    cell = make_cell((), "co", analysed(), Kind.SHARE, THIRD)
    assert (cell.weighted, cell.unweighted) == (0.3333, 0.3333)
    assert (cell.low, cell.high, cell.n_effective) == (0.249, 0.43, 88)
    assert (cell.state, cell.n, cell.count, cell.missing) == (State.SHOWN, 102, 34, None)


def test_a_mean_carries_two_decimals() -> None:
    cell = analysed(estimate=2.08642, low=1.98765, high=2.18519, percent=None, category=None)
    made = make_cell((), "", cell, Kind.MEAN, 2.0811)
    assert (made.weighted, made.unweighted, made.low, made.high) == (2.09, 2.08, 1.99, 2.19)


def test_a_hidden_cell_shows_nothing_even_if_numbers_are_left_in_it() -> None:
    made = make_cell(("nam",), "co", analysed(suppressed=True), Kind.SHARE, THIRD)
    assert made.state is State.HIDDEN
    numbers = (made.n, made.count, made.weighted, made.unweighted, made.low, made.high)
    assert (*numbers, made.n_effective, made.missing, made.se) == (None,) * 9


@pytest.mark.parametrize(
    ("n", "effective", "missing"), [(24, 24.0, 6), (24, 12.0, 36), (29, 29.0, 1), (45, 27.0, 5)]
)
def test_a_base_too_small_says_how_many_more_it_needs(
    n: int, effective: float, missing: int
) -> None:
    cell = analysed(n=n, n_effective=effective, flags=["too_few"], estimate=None, percent=None)
    made = make_cell((), "co", cell, Kind.SHARE, THIRD)
    assert (made.state, made.n, made.missing) == (State.TOO_FEW, n, missing)
    assert (made.count, made.weighted, made.unweighted) == (None, None, None)


def test_an_empty_column_is_no_hidden_one() -> None:
    cell = analysed(n=0, count=0, estimate=None, flags=["empty", "too_few"])
    assert make_cell((), "co", cell, Kind.SHARE, None).state is State.EMPTY


def test_thin_and_held_cells_are_marked() -> None:
    made = make_cell((), "co", analysed(flags=["few", "held"]), Kind.SHARE, THIRD)
    assert (made.state, made.is_held, made.is_shown) == (State.FEW, True, True)
