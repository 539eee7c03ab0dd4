"""Column letters: whose shares they stand under, levels, corrections, small columns."""

from typing import Any

import numpy as np
import pytest

from analysis.error import AnalysisError, PlanError
from analysis.estimate.letters import letter
from analysis.source import ArraySource, Column
from tests.unit.analysis.making import cells, survey

LETTERS = {"statistic": "letters", "variable": "q", "columns": "h"}


def columns_of(*yes: int, size: int = 100) -> ArraySource:
    """Return columns a, b, … of `size` people each, so many of whom say yes."""
    h = np.repeat(np.arange(1, len(yes) + 1), size).astype(np.uint8)
    q = np.concatenate([np.repeat([2, 1], [count, size - count]) for count in yes])
    labels = tuple("abcdefgh"[: len(yes)])
    columns = {"q": Column("q", "category", ("no", "yes")), "h": Column("h", "category", labels)}
    return ArraySource(columns, {"q": q.astype(np.uint8), "h": h})


def under(source: ArraySource, **keys: Any) -> list[str | None]:
    """Return the letters under the columns of the row `yes`."""
    found = cells(source, {**LETTERS, "categories": ["yes"], **keys})
    return [cell["letters"] for cell in found]


def test_the_letter_of_the_lower_column_stands_under_the_higher() -> None:
    assert under(columns_of(30, 60, 31)) == ["", "A C", ""]
    no = cells(columns_of(30, 60, 31), {**LETTERS, "categories": ["no"]})
    assert [cell["letters"] for cell in no] == ["B", "", "B"]
    assert [cell["letter"] for cell in no] == ["A", "B", "C"]


def test_small_letters_hold_at_the_second_level_only() -> None:
    source = columns_of(40, 52)
    (pair,) = cells(
        source,
        {
            "statistic": "difference",
            "group": "h",
            "measure": "top_box",
            "variable": "q",
            "categories": ["yes"],
        },
    )
    assert 0.05 < pair["p"] < 0.1
    assert under(source) == ["", "a"]
    assert under(source, levels=[0.95]) == ["", ""]
    assert under(source, levels=[0.9]) == ["", "A"]


def test_corrections_are_over_the_pairs_of_a_row() -> None:
    source = columns_of(40, 55, 40, 41, 42)
    assert under(source, correction="none", levels=[0.95])[1] == "A C D"
    assert under(source, correction="bonferroni", levels=[0.95])[1] == ""
    pairs = cells(
        source,
        {
            "statistic": "difference",
            "group": "h",
            "measure": "top_box",
            "variable": "q",
            "categories": ["yes"],
            "correction": "holm",
        },
    )
    wanted = {(cell["level"], cell["against"]) for cell in pairs if cell["p_adjusted"] < 0.3}
    shown = under(source, levels=[0.7])
    found = {("b", "abcde"["ABCDE".index(name)]) for name in (shown[1] or "").split()}
    assert {tuple(sorted(pair)) for pair in found} == {tuple(sorted(pair)) for pair in wanted}


def test_small_columns_are_not_compared() -> None:
    assert under(columns_of(2, 25, size=29)) == [None, None]
    assert under(columns_of(2, 25, size=29), minimum_n=20) == ["", "A"]
    assert under(columns_of(2, 25, size=30)) == ["", "A"]


def test_cells_are_the_shares_by_column() -> None:
    source = survey(31)
    plan = {"design": {"weight": "w", "strata": "stratum"}}
    share = {"statistic": "proportion", "variable": "q", "by": ["g", "h"]}
    shares = cells(source, share, **plan)
    found = cells(source, {**LETTERS, "by": ["g"]}, **plan)
    wanted = {(*cell["by"].values(), cell["category"]): cell for cell in shares}
    assert len(found) == len(wanted)
    for cell in found:
        other = wanted[cell["by"]["g"], cell["column"], cell["row"]]
        for key in ("estimate", "se", "low", "high", "df", "n", "n_effective", "count", "flags"):
            assert cell[key] == pytest.approx(other[key]), key


def test_a_set_of_missing_categories_leaves_rows_and_base() -> None:
    found = cells(survey(32), {**LETTERS, "missing": ["5"]})
    other = cells(survey(32), {**LETTERS, "where": "q != '5'"})
    assert [cell["row"] for cell in found[::4]] == list("1234")
    kept = [cell for cell in other if cell["row"] != "5"]
    assert [cell["estimate"] for cell in found] == pytest.approx([c["estimate"] for c in kept])
    assert [cell["letters"] for cell in found] == [cell["letters"] for cell in kept]


def test_names_of_columns_go_on_after_z() -> None:
    assert [letter(i) for i in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"levels": [0.9, 0.95]}, "bad_plan", "the higher first"),
        ({"levels": []}, "bad_plan", "one or two levels"),
        ({"levels": "high"}, "bad_plan", "one or two levels"),
        ({"levels": [95]}, "bad_plan", "one or two levels"),
        ({"by": ["h"]}, "bad_plan", "another column"),
        ({"correction": "sidak"}, "unknown_key", "correction"),
        ({"categories": ["9"]}, "level_not_in_data", "'9' does not occur in 'q'"),
        ({"letters": True}, "unknown_key", "letters"),
        ({"columns": "y"}, "too_many_cells", "'y'"),
    ],
)
def test_refusals_name_what_is_wrong(change: dict[str, Any], code: str, told: str) -> None:
    with pytest.raises((AnalysisError, PlanError)) as refused:
        cells(survey(), {**LETTERS, **change})
    assert refused.value.code == code
    assert told in refused.value.detail
