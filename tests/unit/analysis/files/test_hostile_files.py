"""CSV files that are wrong, or merely large, on purpose."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.error import AnalysisError
from analysis.files import csv_file, spool
from analysis.files import texts as texts_module
from tests.unit.analysis.calling import answered, mean, refused
from tests.unit.analysis.files.reading import read_columns

TEXTS = {
    "NUL in a value": b"a,b\n1,x\x00y\n",
    "UTF-16 without its mark": "a,b\n1,x\n".encode("utf-16-le"),
    "UTF-16": "a,b\n1,x\n".encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + "a,b\n1,x\n".encode("utf-16-be"),
    "UTF-32": "a,b\n1,x\n".encode("utf-32"),
    "NUL after many rows": b"a,b\n" + b"1,x\n" * 20_000 + b"1,\x00\n",
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


@pytest.mark.parametrize("head", ['a,b\n1,"x\n', 'a,"b\n'])
def test_a_quote_open_over_a_million_rows_is_refused(
    tmp_path: Path, capsys: Any, head: str
) -> None:
    code, detail = refused(tmp_path, capsys, mean(), head + "1,x\n" * 1_000_000)
    assert (code, "limit" in detail) == ("bad_file", True)


@pytest.mark.parametrize("data", ["a,b\n1,x\n3,y", 'a,b\n1,x\n3,"y"', "a,b\r1,x\r3,y"])
def test_the_last_line_needs_no_end(tmp_path: Path, capsys: Any, data: str) -> None:
    (cell,) = answered(tmp_path, capsys, mean(), data)["estimates"][0]["cells"]
    assert (cell["estimate"], cell["n"]) == (2, 2)


def test_a_row_of_another_width_is_refused_before_the_next_is_read(
    tmp_path: Path, capsys: Any
) -> None:
    """8,192 rows were read first: twenty of 16 million commas each took 2.7 GB."""
    detail = refused(tmp_path, capsys, mean(), b"a,b\n1,x\n" + b"," * 50 + b"\n1,\x00\n")[1]
    assert detail == "row 2 has 51 values, the header has 2"


def test_long_rows_are_read_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8,192 rows of 16 MB each were read at once."""
    monkeypatch.setattr(csv_file, "CHUNK_CHARACTERS", 1_000)
    found: list[int] = []
    add = spool.Spool.add

    def noting(one: spool.Spool, texts: Sequence[str]) -> None:
        found.append(len(texts))
        add(one, texts)

    monkeypatch.setattr(spool.Spool, "add", noting)
    texts = [f"{i}{'x' * 300}" for i in range(10)]
    file = tmp_path / "data.csv"
    file.write_text("v\n" + "\n\n".join(texts) + "\n", encoding="utf-8")
    assert read_columns(file, "v")["v"] == ("category", texts)
    assert found == [4, 4, 2]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_different_texts_that_would_fill_memory_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A Parquet file of 1.2 MB unpacked to 2 GB of texts, all of which were kept."""
    monkeypatch.setattr(texts_module, "MOST_TEXTS", 1_000)
    file, texts = tmp_path / f"data.{kind}", [f"{i:040}x" for i in range(30)]
    for some in (texts[:20] * 3, texts):
        if kind == "csv":
            file.write_text("v\n" + "\n".join(some) + "\n", encoding="utf-8")
        else:
            pq.write_table(pa.table({"v": some}), file)
        if len(set(some)) == 20:
            assert read_columns(file, "v")["v"] == ("category", some)
    with pytest.raises(AnalysisError) as found:
        read_columns(file, "v")
    assert (found.value.code, "'v'" in found.value.detail) == ("too_many_levels", True)


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
