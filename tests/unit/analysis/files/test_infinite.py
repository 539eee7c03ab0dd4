"""Infinite values and sums beyond the greatest number are refused by name in every format."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.error import AnalysisError
from analysis.files.open_file import open_source
from analysis.plan import parse_plan
from analysis.run import run
from tests.support.stat_files import write_dta, write_sav

LONG = "9" * 400  # a canonical decimal, and more than a number holds
ROWS = 12
GREATEST_IN_STATA = 8.9e307


def write_csv(path: Path, columns: dict[str, list[Any]]) -> None:
    rows = zip(*columns.values(), strict=True)
    lines = [",".join("" if one is None else str(one) for one in row) for row in rows]
    path.write_text("\n".join([",".join(columns), *lines]) + "\n")


def write_parquet(path: Path, columns: dict[str, list[Any]]) -> None:
    pq.write_table(pa.table(columns), path)


def refusal(path: Path, estimate: dict[str, Any], **keys: Any) -> tuple[str, str]:
    estimates = [{"id": "a", **estimate}]
    plan = parse_plan({"format": "ydan-analysis/1", "estimates": estimates, **keys})
    with pytest.raises(AnalysisError) as refused, open_source(path, plan) as source:
        run(plan, source)
    return refused.value.code, refused.value.detail


MEAN = {"statistic": "mean", "variables": ["y"]}
WRITERS: dict[str, Callable[..., None]] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "sav": write_sav,
    "dta": write_dta,
}


@pytest.mark.parametrize("kind", ["csv", "parquet", "sav"])
@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinite_values_are_named_and_counted(tmp_path: Path, kind: str, value: float) -> None:
    path = tmp_path / f"a.{kind}"
    WRITERS[kind](path, {"y": [*map(float, range(ROWS)), value, value, None]})
    found = refusal(path, MEAN, columns={"y": "number"})
    assert found == ("not_a_number", "column 'y' has 2 infinite values")


def test_a_decimal_too_long_for_a_number_is_an_infinite_value(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, {"y": [*range(ROWS), LONG]})
    found = refusal(path, MEAN, columns={"y": "number"})
    assert found == ("not_a_number", "column 'y' has an infinite value")


@pytest.mark.parametrize("text", ["inf", "1e999", "nan"])
def test_what_is_no_decimal_makes_a_column_of_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, {"y": [*range(ROWS), text]})
    assert refusal(path, MEAN) == ("not_a_number", "column 'y' holds text, not numbers")


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("statistic", ["mean", "total"])
def test_values_too_great_to_sum_are_refused(tmp_path: Path, kind: str, statistic: str) -> None:
    path = tmp_path / f"a.{kind}"
    WRITERS[kind](path, {"y": [*map(float, range(ROWS)), GREATEST_IN_STATA, -GREATEST_IN_STATA]})
    code, detail = refusal(path, {**MEAN, "statistic": statistic}, columns={"y": "number"})
    assert (code, "'y'" in detail) == ("too_large", True)
