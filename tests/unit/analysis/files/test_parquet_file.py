from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.error import AnalysisError
from analysis.files import parquet_file, parquet_footer
from analysis.files import texts as texts_module
from analysis.files.open_file import open_source
from analysis.files.parquet_file import ParquetSource
from analysis.files.parquet_footer import Footer
from analysis.files.texts import MOST_TEXT
from analysis.plan import parse_plan
from tests.unit.analysis.files.reading import read_columns

COLUMNS: dict[str, tuple[pa.Array, str, list[Any]]] = {
    "whole": (pa.array([1, None, 3], pa.int64()), "number", [1, None, 3]),
    "zero-one": (pa.array([0, 1, 1], pa.uint8()), "number", [0, 1, 1]),
    "float": (pa.array([1.5, None, float("nan")]), "number", [1.5, None, None]),
    "half": (pa.array([1.5, 0.25, None], pa.float16()), "number", [1.5, 0.25, None]),
    "decimal": (pa.array([Decimal("1.50"), None, Decimal("2.00")]), "number", [1.5, None, 2]),
    "bool": (pa.array([True, None, False]), "category", ["true", None, "false"]),
    "yes": (pa.array(["Yes", "No", ""]), "category", ["Yes", "No", None]),
    "zeros": (pa.array(["01", "02", None]), "category", ["01", "02", None]),
    "digits": (pa.array(["1", "2", None]), "number", [1, 2, None]),
    "dictionary": (
        pa.array(["b", None, "a"]).dictionary_encode(),
        "category",
        ["b", None, "a"],
    ),
    "number dictionary": (pa.array([3, None, 1]).dictionary_encode(), "number", [3, None, 1]),
    "large": (pa.array(["b", "ờ", "a"], pa.large_string()), "category", ["b", "ờ", "a"]),
    "binary": (pa.array([b"b", None, "ờ".encode()]), "category", ["b", None, "ờ"]),
    "date": (
        pa.array([date(2026, 11, 22), None, date(2026, 1, 2)]),
        "category",
        ["2026-11-22", None, "2026-01-02"],
    ),
    "moment": (
        pa.array([1_795_330_800_000, None, 500], pa.timestamp("ms")),
        "category",
        ["2026-11-22 07:00:00", None, "1970-01-01 00:00:00.500"],
    ),
    "nothing": (pa.nulls(3), "number", [None, None, None]),
    "no texts": (pa.array([None, None, ""], pa.string()), "number", [None, None, None]),
}


def write(folder: Path, *, group_rows: int = 2, **columns: Any) -> Path:
    file = folder / "data.parquet"
    pq.write_table(pa.table(columns), file, row_group_size=group_rows)
    return file


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_typed_as_the_same_texts_would_be(tmp_path: Path, name: str) -> None:
    array, kind, expected = COLUMNS[name]
    assert read_columns(write(tmp_path, v=array), "v")["v"] == (kind, expected)


def test_named_columns_keep_their_kind(tmp_path: Path) -> None:
    file = write(tmp_path, v=[1.0, 2.5, None], x=["007", "1e2", ""])
    found = read_columns(file, "v", "x", columns={"v": "category", "x": "number"})
    assert found["v"] == ("category", ["1", "2.5", None])
    assert found["x"] == ("number", [7, 100, None])


def test_names_with_dots_and_their_prefixes_are_columns(tmp_path: Path) -> None:
    file = write(tmp_path, **{"sch": ["a", "b"], "sch.wide": ["Yes", "No"]})
    found = read_columns(file, "sch", "sch.wide")
    assert found == {"sch": ("category", ["a", "b"]), "sch.wide": ("category", ["Yes", "No"])}


@pytest.mark.parametrize("last", ["7", "text"])
def test_many_distinct_numbers_are_not_kept_as_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    monkeypatch.setattr(texts_module, "MANY", 20)
    texts = [f"{i}.50" for i in range(100)] + ["", last]
    found = read_columns(write(tmp_path, v=texts), "v")["v"]
    if last == "7":
        assert found == ("number", [*(i + 0.5 for i in range(100)), None, 7.0])
    else:
        assert found == ("category", [text or None for text in texts])


NEXT_IDS = [2**53, 2**53 + 1, 2**53 + 2, 2**53 + 3, 2**53, 2**53 + 1, None]  # floats are even
IDS = {
    "int64": pa.array(NEXT_IDS, pa.int64()),
    "uint64": pa.array([one and one + 2**63 for one in NEXT_IDS], pa.uint64()),
    "decimal": pa.array([one and Decimal(one) for one in NEXT_IDS], pa.decimal128(20, 0)),
    "dictionary": pa.array(NEXT_IDS, pa.int64()).dictionary_encode(),
}


@pytest.mark.parametrize("kind", IDS)
@pytest.mark.parametrize("has_statistics", [True, False])
def test_ids_of_sixteen_digits_stay_apart(tmp_path: Path, kind: str, has_statistics: bool) -> None:
    """They were read as floats: 9007199254740992 and 9007199254740993 made one group."""
    array = IDS[kind]
    file = tmp_path / "data.parquet"
    pq.write_table(pa.table({"v": array}), file, write_statistics=has_statistics, row_group_size=2)
    texts = [None if value is None else str(value) for value in array.to_pylist()]
    assert read_columns(file, "v")["v"] == ("category", texts)
    assert read_columns(file, "v", columns={"v": "category"})["v"] == ("category", texts)
    kind_of, values = read_columns(file, "v", columns={"v": "number"})["v"]
    assert (kind_of, values[0]) == ("number", float(texts[0] or 0))


@pytest.mark.parametrize("has_statistics", [True, False])
def test_numbers_of_fifteen_digits_are_numbers(tmp_path: Path, has_statistics: bool) -> None:
    columns = {
        "n": pa.array([10**15 - 1, None, 1 - 10**15]),
        "d": pa.array([Decimal("999999999999999.25"), None, Decimal("0.50")]),
    }
    file = tmp_path / "data.parquet"
    pq.write_table(pa.table(columns), file, write_statistics=has_statistics)
    assert read_columns(file, "n", "d") == {
        "n": ("number", [1e15 - 1, None, 1 - 1e15]),
        "d": ("number", [999999999999999.25, None, 0.5]),
    }
    found = read_columns(file, "n", "d", columns={"n": "category", "d": "category"})
    assert found["n"] == ("category", ["999999999999999", None, "-999999999999999"])
    assert found["d"] == ("category", ["999999999999999.2", None, "0.5"])


def test_numbers_beyond_their_statistics_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The footer is believed when it says that all numbers are short; the numbers are not."""
    monkeypatch.setattr(Footer, "is_short", lambda _footer, _name: True)
    assert refusal(write(tmp_path, v=IDS["int64"]), "v").code == "bad_file"


def test_ten_thousand_categories_are_read(tmp_path: Path) -> None:
    texts = [f"c{i:05}" for i in range(10_000)]
    assert read_columns(write(tmp_path, group_rows=4_000, v=texts), "v") == {
        "v": ("category", texts)
    }


def refusal(file: Path, *names: str, **keys: Any) -> AnalysisError:
    with pytest.raises(AnalysisError) as refused:
        read_columns(file, *names, **keys)
    assert str(file.parent) not in refused.value.detail
    return refused.value


def test_text_in_a_number_column_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, v=["1", "x"])
    assert refusal(file, "v", columns={"v": "number"}).code == "not_a_number"


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, v=[1]), "w").code == "unknown_column"


def encrypted(folder: Path) -> bytes:
    return b"PARE" + bytes(64) + b"PARE"


def twice(folder: Path) -> bytes:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["v", "v"])
    pq.write_table(table, folder / "twice")
    return (folder / "twice").read_bytes()


def no_rows(folder: Path) -> bytes:
    return write(folder, v=pa.array([], pa.string())).read_bytes()


def no_columns(folder: Path) -> bytes:
    return write(folder).read_bytes()


def nested(folder: Path) -> bytes:
    return write(folder, v=[[1, 2], [3]]).read_bytes()


def not_utf8(folder: Path) -> bytes:
    bad = pa.array([b"\xff\xfe", b"a"]).view(pa.string())
    return write(folder, v=bad).read_bytes()


def changed_page(folder: Path) -> bytes:
    whole = bytearray(write(folder, v=[f"t{i % 50}" for i in range(2_000)]).read_bytes())
    whole[4:60] = bytes(56)
    return bytes(whole)


def cut(folder: Path) -> bytes:
    return write(folder, v=["a", "b", "c"]).read_bytes()[:-9]


def deeply_nested(folder: Path) -> bytes:
    kind, value = pa.int64(), 1
    for _ in range(200):
        kind, value = pa.struct([("f", kind)]), {"f": value}  # type: ignore[assignment]
    return write(folder, v=pa.array([value], kind)).read_bytes()


def long_text(folder: Path) -> bytes:
    return write(folder, v=["x" * (MOST_TEXT + 1), "y"]).read_bytes()


def more_rows(folder: Path) -> bytes:
    """A footer that promises 2^62 rows for 12,345."""
    whole = write(folder, group_rows=20_000, v=[1] * 12_345).read_bytes()
    size = int.from_bytes(whole[-8:-4], "little")
    footer = whole[-8 - size : -8].replace(as_varint(12_345), as_varint(2**62), 1)
    return whole[: -8 - size] + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def as_varint(number: int) -> bytes:
    left, found = number * 2, b""
    while left >= 128:
        left, found = left >> 7, found + bytes([left & 127 | 128])
    return found + bytes([left])


BROKEN = [encrypted, twice, no_rows, no_columns, nested, deeply_nested, not_utf8, changed_page]


@pytest.mark.parametrize("broken", [*BROKEN, cut, long_text, more_rows])
def test_broken_files_are_refused(tmp_path: Path, broken: Any) -> None:
    content = broken(tmp_path)
    file = tmp_path / "data.parquet"
    file.write_bytes(content)
    assert refusal(file, "v").code == "bad_file"


@pytest.mark.parametrize("content", [b"", b"v\n1\n", bytes(100), b"PAR1PAR1"])
def test_no_parquet_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data.parquet").write_bytes(content)
    assert refusal(tmp_path / "data.parquet", "v").code == "bad_file"


def test_texts_that_are_long_on_average_are_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand texts of a megabyte lay in 60 kB and took six gigabytes."""
    file = write(tmp_path, v=["x" * 3_000 + str(i) for i in range(4)], n=[1, 2, 3, 4])
    monkeypatch.setattr(parquet_footer, "MOST_TEXT", 1_000)
    assert read_columns(file, "v")["v"][0] == "category"  # little in all
    monkeypatch.setattr(parquet_footer, "SMALL_BYTES", 1_000)
    monkeypatch.setattr(ParquetSource, "_arrow_batches", None)
    refused = refusal(file, "v")
    assert (refused.code, "'v'" in refused.detail) == ("bad_file", True)


def test_long_rows_are_read_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_file, "BATCH_BYTES", 4_000)
    texts = [f"{i}{'x' * 1_000}" for i in range(10)]
    file = write(tmp_path, group_rows=100, v=texts, n=[1] * 10)
    share = {"id": "a", "statistic": "proportion", "variables": ["v", "n"]}
    plan = parse_plan({"format": "ydan-analysis/1", "estimates": [share]})
    with open_source(file, plan) as source:
        assert [len(batch["v"]) for batch in source.batches(["v"])] == [3, 3, 3, 1]
        assert [len(batch["n"]) for batch in source.batches(["n"])] == [10]
    assert read_columns(file, "v")["v"] == ("category", texts)


def test_one_of_ten_thousand_columns_is_read(tmp_path: Path) -> None:
    file = tmp_path / "data.parquet"
    pq.write_table(pa.table({f"c{i}": [i, i + 1] for i in range(10_000)}), file)
    assert read_columns(file, "c9999") == {"c9999": ("number", [9_999, 10_000])}
