"""CSV files that are wrong, or merely large, on purpose."""

from pathlib import Path
from typing import Any

import pytest

from analysis.error import AnalysisError
from analysis.files import csv_file, spool
from tests.unit.analysis.calling import answered, mean, refused
from tests.unit.analysis.files.reading import read_columns

TEXTS = {
    "NUL in a value": b"a,b\n1,x\x00y\n",
    "UTF-16 without its mark": "a,b\n1,x\n".encode("utf-16-le"),
    "UTF-16": "a,b\n1,x\n".encode("utf-16"),
    "windows-1258": "a,b\n1,Thành phố\n".encode("cp1258", "replace"),
    "two encodings": "a,b\n1,Đà\n".encode() + "2,Huế\n".encode("utf-16-le"),
}


@pytest.mark.parametrize("data", TEXTS.values(), ids=TEXTS)
def test_another_encoding_is_refused(tmp_path: Path, capsys: Any, data: bytes) -> None:
    code, detail = refused(tmp_path, capsys, mean(), data)
    assert code == "bad_file"
    assert "UTF-8" in detail


def test_the_byte_that_is_no_text_is_counted_from_the_start_of_the_file(
    tmp_path: Path, capsys: Any
) -> None:
    """It was counted from the start of the piece that was being decoded."""
    data = b"a\n" + b"1\n" * 50_000 + b"\xff\n"
    assert "(byte 100002)" in refused(tmp_path, capsys, mean(), data)[1]


def test_a_line_without_end_is_refused(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "MOST_LINE", 1_000)
    for data in ("a,b\n1," + "x" * 2_000, "a," + "x" * 2_000 + "\n1,2\n"):
        code, detail = refused(tmp_path, capsys, mean(), data)
        assert code == "bad_file"
        assert "1000 characters" in detail


def test_more_columns_than_a_process_may_open_files_are_read(tmp_path: Path, capsys: Any) -> None:
    """Each wanted column held an open file: 1,024 columns were too many."""
    names = [f"c{i}" for i in range(1_500)]
    lines = [",".join(names), ",".join("1" for _ in names), ",".join("2" for _ in names)]
    found = answered(tmp_path, capsys, mean(variables=names), "\n".join(lines) + "\n")
    assert [cell["estimate"] for cell in found["estimates"][0]["cells"]] == [1.5] * 1_500


def test_wide_rows_are_read_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "CHUNK_VALUES", 7)
    monkeypatch.setattr(spool, "BATCH_VALUES", 7)
    rows = [(str(i), "x" if i % 2 else "y") for i in range(50)]
    file = tmp_path / "data.csv"
    file.write_text("a,b\n" + "".join(f"{a},{b}\n" for a, b in rows), encoding="utf-8")
    found = read_columns(file, "a", "b")
    assert found["a"] == ("number", [float(a) for a, _ in rows])
    assert found["b"] == ("category", [b for _, b in rows])


@pytest.mark.parametrize(
    ("name", "data"),
    [("data.csv", 'a;"b, c"\n1;x\n2;y\n'), ("data.tsv", "a\tb, c\n1\tx\n2\ty\n")],
)
def test_a_comma_in_a_name_separates_nothing(
    tmp_path: Path, capsys: Any, name: str, data: str
) -> None:
    found = answered(tmp_path, capsys, mean(by=["b, c"]), data, name)
    assert [cell["by"] for cell in found["estimates"][0]["cells"]] == [{"b, c": "x"}, {"b, c": "y"}]


def test_a_name_twice_among_fifty_thousand_is_found(tmp_path: Path, capsys: Any) -> None:
    data = ",".join(f"c{i // 2}" for i in range(50_000)) + "\n"
    code, detail = refused(tmp_path, capsys, mean(), data)
    assert (code, "'c0'" in detail) == ("bad_file", True)


@pytest.mark.parametrize("name", ["a,b", 'a"b', "a\nb", "giới tính", "a.b", " a", "1", "col('x')"])
def test_any_name_is_a_name(tmp_path: Path, capsys: Any, name: str) -> None:
    quoted = name.replace('"', '""')
    data = f'"{quoted}",v\r\nx,1\r\ny,2\r\nx,6\r\n'
    found = answered(tmp_path, capsys, mean(variables=["v"], by=[name]), data)
    cells = found["estimates"][0]["cells"]
    assert [(cell["by"][name], cell["estimate"]) for cell in cells] == [("x", 3.5), ("y", 2.0)]


def test_digits_that_overflow_are_a_text(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text("a\n" + "9" * 400 + "\n1\n", encoding="utf-8")
    assert read_columns(file, "a")["a"][0] == "category"
    with pytest.raises(AnalysisError) as found:
        read_columns(file, "a", columns={"b": "number"})
    assert found.value.code == "unknown_column"
