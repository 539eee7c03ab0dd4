"""Columns are typed by the rules for files; what cannot be read is refused by name."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.__main__ import main
from analysis.error import AnalysisError
from analysis.files.open_file import open_source
from analysis.plan import parse_plan
from analysis.spark.open_spark import open_spark
from tests.support.engines import Document, answer_to, assert_same_answer

ZEROS = ["01", "02", "01", "", None, "02", "01", "02"]
COLUMNS: dict[str, Any] = {
    "zeros": pa.array(ZEROS),
    "answer": pa.array(["Yes", "No", "Yes", "Yes", None, "No", "No", "Yes"]),
    "coded": pa.array(["1", "0", "1", "1", "0", "0", "", None]),
    "is_in": pa.array([True, False, None, True, True, False, True, False]),
    "half": pa.array(["1.5", "2", "-0.5", "", "2.0", "2", "1.5", None]),
    "whole": pa.array([1, 2, 3, None, 2, 1, 3, 3], pa.int64()),
    "id": pa.array([2**53, 2**53 + 1, None, 2**53, 2**53 + 3, 2**53 + 1, 7, 7], pa.int64()),
    "key": pa.array([Decimal(2**53 + i % 2) for i in range(8)], pa.decimal128(20, 0)),
    "small": pa.array([1, 2, 3, None, 2, 1, 3, 3], pa.int8()),
    "nan": pa.array([1.0, float("nan"), None, 2.0, 2.0, 1.0, 1.0, 2.0]),
    "single": pa.array([0.1, 0.2, None, 0.1, 0.2, 0.1, 0.1, 0.2], pa.float32()),
    "money": pa.array([Decimal("1.10"), None, *[Decimal("2.25")] * 6]),
    "day": pa.array([date(2026, 11, 22), None, *[date(2026, 1, 2)] * 6]),
    "moment": pa.array([datetime(2026, 11, 22, 3, 4, 5), None, *[datetime(2026, 1, 2)] * 6]),  # noqa: DTZ001  # without a zone, as files have it
    "zoned": pa.array([datetime(2026, 11, 22, 3, tzinfo=UTC)] * 7 + [None]),
    "name with `a.b`": pa.array(["á", "b", "á", "b", "á", "b", "á", "b"]),
    "w": pa.array([1.0, 2.0, 1.5, 1.0, 0.0, 3.0, 1.0, 1.0]),
}


def write(folder: Path, columns: dict[str, Any]) -> Path:
    file = folder / "answers.parquet"
    pq.write_table(pa.table(columns), file)
    return file


def plan(*estimates: Document, **keys: Any) -> Document:
    numbered = [{"id": str(i), **one} for i, one in enumerate(estimates)]
    return {"format": "ydan-analysis/1", "design": {"weight": "w"}, "estimates": numbered, **keys}


def share(name: str) -> Document:
    return {"statistic": "proportion", "variable": name}


@pytest.mark.parametrize("kinds", [{}, {"whole": "category", "half": "category"}])
def test_columns_are_those_of_a_file(spark: Any, tmp_path: Path, kinds: Document) -> None:
    file = write(tmp_path, COLUMNS)
    names = [name for name in COLUMNS if name != "w"]
    document = plan(*map(share, names), columns=kinds)
    with open_source(file, parse_plan(document)) as source:
        want, columns = answer_to(document, source), source.columns
    found = open_spark(spark, str(file), parse_plan(document))
    assert dict(found.columns) == dict(columns)
    assert columns["zeros"].labels == ("01", "02")
    assert_same_answer(want, answer_to(document, found))


def test_texts_that_are_numbers_are_summed(spark: Any, tmp_path: Path) -> None:
    file = write(tmp_path, {name: COLUMNS[name] for name in ("half", "nan", "money")})
    mean = {"statistic": "mean", "variables": ["half", "nan", "money"], "deff": True}
    document = {**plan(mean), "design": {}, "columns": {"half": "number"}}
    with open_source(file, parse_plan(document)) as source:
        want = answer_to(document, source)
    found = answer_to(document, open_spark(spark, str(file), parse_plan(document)))
    assert_same_answer(want, found)


def test_a_text_after_many_numbers_makes_a_category(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.files.texts.MANY", 20)
    monkeypatch.setattr("analysis.spark.grouping.BATCH_LINES", 30)
    file = write(tmp_path, {"id": pa.array([*map(str, range(200)), "x"])})
    document = {**plan(share("id")), "design": {}}
    found = open_spark(spark, str(file), parse_plan(document))
    assert len(found.columns["id"].labels) == 201


def test_folders_named_by_a_code_keep_its_zeros(spark: Any, tmp_path: Path) -> None:
    for code in ("012", "013"):
        part = tmp_path / "answers" / f"code={code}"
        part.mkdir(parents=True)
        pq.write_table(pa.table({"w": pa.array([1.0, 2.0])}), part / "part.parquet")
    found = open_spark(spark, str(tmp_path / "answers"), parse_plan(plan(share("code"))))
    assert found.columns["code"].labels == ("012", "013")


REFUSED = {
    "no folder": ("/nowhere/at/all", plan(), "bad_file", "no such table or folder"),
    "no table": ("no_such_table", plan(), "bad_file", "no such table or folder"),
    "column": ("{file}", plan(share("absent")), "unknown_column", "absent"),
    "list": ("{file}", plan(share("list")), "bad_file", "'list' holds list"),
    "struct": ("{file}", plan(share("struct")), "bad_file", "'struct' holds struct"),
    "text": (
        "{file}",
        plan({"statistic": "mean", "variables": ["zeros"]}),
        "not_a_number",
        "'zeros' holds text",
    ),
    "written": (
        "{file}",
        plan({"statistic": "mean", "variables": ["odd"]}, columns={"odd": "number"}),
        "not_a_number",
        "odd",
    ),
    "weight": ("{file}", {**plan(), "design": {"weight": "nan"}}, "bad_weights", "missing"),
    "not parquet": ("{text}", plan(), "bad_file", "cannot read"),
    "cut": ("{cut}", plan(), "bad_file", "cannot read"),
    "empty": ("{empty}", plan(), "bad_file", "no rows"),
    "empty folder": ("{folder}", plan(), "bad_file", "cannot read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(
    spark: Any, tmp_path: Path, capsys: Any, case: str
) -> None:
    data, document, code, detail = REFUSED[case]
    nested = {"list": pa.array([[1]] * 8), "struct": pa.array([{"a": 1}] * 8)}
    odd = {"odd": pa.array(["1_000", *["2"] * 7])}
    file = write(tmp_path, {**COLUMNS, **nested, **odd})
    places = {"file": file, "folder": tmp_path / "empty_folder"}
    for name in ("text", "cut", "empty"):
        places[name] = tmp_path / f"{name}.parquet"
    places["folder"].mkdir()
    places["text"].write_text("a,b\n1,2\n")
    places["cut"].write_bytes(file.read_bytes()[:300])
    pq.write_table(pa.table({"w": pa.array([], pa.float64())}), places["empty"])
    (tmp_path / "plan.json").write_text(json.dumps(document))
    arguments = ["run", str(tmp_path / "plan.json"), "--engine", "spark"]
    assert main([*arguments, "--data", data.format(**places)]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == code
    assert detail in error["detail"]
    assert "\n" not in error["detail"]
    assert "py4j" not in error["detail"]


def test_command_line_prints_what_numpy_prints(spark: Any, tmp_path: Path, capsys: Any) -> None:
    file = write(tmp_path, COLUMNS)
    document = tmp_path / "plan.json"
    document.write_text(json.dumps(plan(share("zeros"), share("answer"))))
    answers = []
    for engine in ("numpy", "spark"):
        assert main(["run", str(document), "--data", str(file), "--engine", engine]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert_same_answer(*answers)


def test_a_session_that_runs_is_used_and_left_running(spark: Any, tmp_path: Path) -> None:
    from analysis.spark.session import spark_session  # noqa: PLC0415  # only where it is installed

    with spark_session() as session:
        assert session is spark
    file = write(tmp_path, COLUMNS)
    assert open_spark(spark, str(file), parse_plan(plan())).rows == 8


def test_a_broken_table_is_refused_while_it_is_read(spark: Any, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    write(folder, COLUMNS)
    found = open_spark(spark, str(folder), parse_plan(plan(share("zeros"))))
    (folder / "answers.parquet").unlink()
    with pytest.raises(AnalysisError, match="bad_file: cannot read"):
        answer_to(plan(share("zeros")), found)
