import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analysis.plan import parse_plan
from benchmarks import file_survey


def test_both_files_hold_the_same_rows_and_the_plan_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_survey, "PIECE_ROWS", 20)
    paths = file_survey.write_survey(tmp_path, 50)
    table = pq.read_table(paths["parquet"])
    with paths["csv"].open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == table.column_names
    columns = [[float(text) for text in column] for column in zip(*rows, strict=True)]
    assert columns == [column.to_pylist() for column in table.columns]
    plan = parse_plan(file_survey.crosstab_plan())
    assert len(plan.estimates) == 240
    assert plan.wanted_columns({}) == set(header)
