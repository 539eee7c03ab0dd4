"""The same answers in CSV, Parquet, SPSS and Stata give the same estimates."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.__main__ import main
from analysis.files import parquet_file, readstat_file
from tests.support.stat_files import write_dta, write_sav

Table = Mapping[str, list[Any]]
ROWS = 400


def table() -> Table:
    chance = np.random.default_rng(7)
    codes = ["01", "02", "10", None]
    return {
        "g": [str(x) for x in chance.choice(["Có", "Không", "Khác"], ROWS)],
        "code": [codes[i] for i in chance.integers(0, 4, ROWS)],
        "q": [None if x == 0 else float(x) for x in chance.integers(0, 6, ROWS)],
        "dom": [str(x) for x in chance.integers(1, 12, ROWS)],
        "y": [None if x < -1.5 else round(float(x), 6) for x in chance.normal(0, 1, ROWS)],
        "w": [round(float(x), 8) for x in chance.lognormal(0, 0.5, ROWS)],
        "stratum": [float(x) for x in np.arange(ROWS) % 5],
        "psu": [float(x) for x in np.arange(ROWS) // 20],
    }


def write_csv(path: Path, columns: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            cells = [int(x) if isinstance(x, float) and x.is_integer() else x for x in row]
            writer.writerow(["" if cell is None else cell for cell in cells])


def write_parquet(path: Path, columns: Table) -> None:
    whole = {name: pa.array(columns[name], pa.int8()) for name in ("q", "stratum", "psu")}
    coded = {"code": pa.array(columns["code"]).dictionary_encode()}
    pq.write_table(pa.table({**columns, **whole, **coded}), path, row_group_size=150)


WRITERS: Mapping[str, Callable[[Path, Table], None]] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "sav": write_sav,
    "dta": write_dta,
}
PLAN = {
    "format": "ydan-analysis/1",
    "design": {"weight": "w", "strata": "stratum", "clusters": ["psu"], "nest": True},
    "weighting": [{"method": "rake", "targets": {"g": {"Có": 2, "Không": 1, "Khác": 1}}}],
    "estimates": [
        {"id": "m", "statistic": "mean", "variables": ["y", "q"], "by": ["dom"]},
        {"id": "p", "statistic": "proportion", "variables": ["code", "q", "dom"]},
        {"id": "w", "statistic": "mean", "variables": ["y"], "where": "code == '01' and q >= 2"},
        {"id": "x", "statistic": "crosstab", "rows": "q", "columns": "g", "tests": ["rao_scott_f"]},
        {"id": "d", "statistic": "difference", "measure": "mean", "variable": "y", "group": "g"},
        {"id": "q", "statistic": "quantile", "variable": "y", "probs": [0.25, 0.5]},
    ],
}


def answer(file: Path, capsys: pytest.CaptureFixture[str], plan: Any = None) -> Any:
    plan_file = file.with_name("plan.json")
    plan_file.write_text(json.dumps(plan or PLAN), encoding="utf-8")
    status = main(["run", str(plan_file), "--data", str(file)])
    found = json.loads(capsys.readouterr().out)
    assert status == (2 if "error" in found else 0)
    return found


def same(found: Any, expected: Any) -> None:
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        for key, value in expected.items():
            same(found[key], value)
    elif isinstance(expected, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            same(one, other)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)
    else:
        assert found == expected


@pytest.mark.parametrize("kind", ["parquet", "sav", "dta"])
@pytest.mark.parametrize("rows_at_once", [None, 64])
def test_every_format_gives_the_answer_of_csv(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    rows_at_once: int | None,
) -> None:
    columns = table()
    write_csv(tmp_path / "data.csv", columns)
    expected = answer(tmp_path / "data.csv", capsys)
    assert "error" not in expected
    if rows_at_once:
        monkeypatch.setattr(parquet_file, "BATCH_ROWS", rows_at_once)
        monkeypatch.setattr(readstat_file, "MOST_CHUNK_ROWS", rows_at_once)
    WRITERS[kind](tmp_path / f"data.{kind}", columns)
    same(answer(tmp_path / f"data.{kind}", capsys), expected)


ID_PLANS: Mapping[str, Any] = {
    "by": {"estimates": [{"by": ["id"]}]},
    "where": {"estimates": [{"where": f"id == '{2**53 + 1}'"}]},
    "where not": {"estimates": [{"where": f"id not in ['{2**53 + 1}', '{2**53 + 7}']"}]},
    "strata": {"design": {"strata": "id"}},
    "clusters": {"design": {"clusters": ["id"]}},
    "rake": {"weighting": [{"method": "rake", "targets": {"id": {}}}]},
    "weight": {"design": {"weight": "id"}},
    "a mean of ids": {"estimates": [{"variables": ["id"]}]},
}


@pytest.mark.parametrize("asked", ID_PLANS)
@pytest.mark.parametrize("kind", ["int64", "decimal", "text"])
def test_ids_beyond_a_float_are_the_ids_of_csv(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: str, kind: str
) -> None:
    """Strata, clusters and groups whose ids differ in the last digit were one in Parquet."""
    ids = [2**53 + i % 8 for i in range(ROWS)]
    values = [float(i % 8) for i in range(ROWS)]
    (tmp_path / "data.csv").write_text(
        "id,y\n" + "".join(f"{one},{y:.0f}\n" for one, y in zip(ids, values, strict=True))
    )
    array = pa.array(ids) if kind == "int64" else pa.array([str(one) for one in ids])
    array = array.cast(pa.decimal128(18, 0)) if kind == "decimal" else array
    pq.write_table(pa.table({"id": array, "y": values}), tmp_path / "data.parquet")
    plan = {"format": "ydan-analysis/1", "estimates": [{}], **ID_PLANS[asked]}
    plan["estimates"] = [
        {"id": "m", "statistic": "mean", "variables": ["y"], **one} for one in plan["estimates"]
    ]
    if asked == "rake":
        targets = {str(2**53 + i): i + 1 for i in range(8)}
        plan["weighting"] = [{"method": "rake", "targets": {"id": targets}}]
    expected = answer(tmp_path / "data.csv", capsys, plan)
    assert ("error" in expected) is (asked == "a mean of ids")
    if asked == "by":
        assert [cell["estimate"] for cell in expected["estimates"][0]["cells"]] == values[:8]
    same(answer(tmp_path / "data.parquet", capsys, plan), expected)
