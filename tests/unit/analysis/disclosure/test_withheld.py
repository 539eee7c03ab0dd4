"""People who withheld their group: never printed, protected while they are few."""

import numpy as np
import pytest

from analysis.answer import Answer
from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import ArraySource, Column

K = 10
WOMEN, MEN, WITHHELD = "nu", "nam", "_unknown"


def answer(withheld: int) -> Answer:
    """60 women, 80 men and `withheld` others; of the others three said no."""
    sex = np.repeat([1, 2, 3], [60, 80, withheld]).astype(np.uint8)
    said = np.concatenate(
        [
            np.repeat([1, 2], [20, 40]),
            np.repeat([1, 2], [30, 50]),
            np.repeat([1, 2], [3, withheld - 3]),
        ]
    ).astype(np.uint8)
    columns = {
        "sex": Column("sex", "category", (WOMEN, MEN, WITHHELD)),
        "q": Column("q", "category", ("no", "yes")),
    }
    plan = parse_plan(
        {
            "format": "ydan-analysis/1",
            "estimates": [
                {"id": "all", "statistic": "proportion", "variable": "q"},
                {"id": "by", "statistic": "proportion", "variable": "q", "by": ["sex"]},
            ],
            "disclosure": {"minimum_base": K, "withheld": WITHHELD},
        }
    )
    return run(plan, ArraySource(columns, {"sex": sex, "q": said}))


@pytest.mark.parametrize("withheld", [5, 12, 40])
def test_no_table_is_about_those_who_withheld(withheld: int) -> None:
    found = {cell["by"]["sex"] for cell in answer(withheld)["estimates"][1]["cells"]}
    assert found == {WOMEN, MEN}


def test_many_who_withheld_hide_nobody_else() -> None:
    assert not any(cell["suppressed"] for cell in answer(12)["estimates"][1]["cells"])


def test_a_few_who_withheld_cannot_be_found_by_subtraction() -> None:
    cells = answer(5)["estimates"][1]["cells"]
    assert {cell["by"]["sex"] for cell in cells if cell["suppressed"]} == {WOMEN}


def test_the_total_counts_those_who_withheld() -> None:
    assert {cell["n"] for cell in answer(12)["estimates"][0]["cells"]} == {152}
