"""SPSS and Stata files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from struct import pack
from typing import Any

import pyreadstat
import pytest

from analysis.error import AnalysisError
from analysis.files import readstat_file
from tests.support.stat_files import write_dta, write_sav, write_zsav
from tests.unit.analysis.files.reading import read_columns

WRITERS: dict[str, Callable[..., None]] = {"sav": write_sav, "dta": write_dta}
SPSS_DATE, SPSS_MOMENT = 20, 22
kinds = pytest.mark.parametrize("kind", WRITERS)


def write(folder: Path, kind: str, columns: Any, **keys: Any) -> Path:
    file = folder / f"data.{kind}"
    WRITERS[kind](file, columns, **keys)
    return file


@kinds
def test_columns_are_typed_as_the_same_texts_would_be(tmp_path: Path, kind: str) -> None:
    columns = {
        "n": [1.0, None, 2.5],
        "flag": [0.0, 1.0, 1.0],
        "zeros": ["01", "02", None],
        "yes": ["Yes", "No", "Yes"],
        "digits": ["1", "", "3"],
        "long": ["Không biết, khó trả lời", None, "Đồng ý"],
    }
    assert read_columns(write(tmp_path, kind, columns), *columns) == {
        "n": ("number", [1, None, 2.5]),
        "flag": ("number", [0, 1, 1]),
        "zeros": ("category", ["01", "02", None]),
        "yes": ("category", ["Yes", "No", "Yes"]),
        "digits": ("number", [1, None, 3]),
        "long": ("category", ["Không biết, khó trả lời", None, "Đồng ý"]),
    }


@kinds
def test_named_columns_keep_their_kind(tmp_path: Path, kind: str) -> None:
    file = write(tmp_path, kind, {"v": [1.0, None, 2.5], "x": ["007", "", "1e2"]})
    found = read_columns(file, "v", "x", columns={"v": "category", "x": "number"})
    assert found == {"v": ("category", ["1", None, "2.5"]), "x": ("number", [7, None, 100])}


def test_values_a_user_defined_missing_are_missing(tmp_path: Path) -> None:
    file = write(tmp_path, "sav", {"v": [1.0, 9.0, 2.0]}, missing={"v": 9.0})
    assert read_columns(file, "v")["v"] == ("number", [1, None, 2])


def test_days_and_moments_of_spss_are_texts(tmp_path: Path) -> None:
    seconds = (date(2026, 11, 22) - date(1582, 10, 14)).days * 86_400.0
    columns = {"d": [seconds, None], "t": [seconds + 3_661, None]}
    file = write(tmp_path, "sav", columns, formats={"d": SPSS_DATE, "t": SPSS_MOMENT})
    assert read_columns(file, "d", "t") == {
        "d": ("category", ["2026-11-22", None]),
        "t": ("category", ["2026-11-22 01:01:01", None]),
    }


def test_days_and_moments_of_stata_are_texts(tmp_path: Path) -> None:
    days = float((date(2026, 11, 22) - date(1960, 1, 1)).days)
    columns = {"d": [days, None], "t": [days * 86_400_000 + 1_000, None], "q": [267.0, 268.0]}
    file = write(tmp_path, "dta", columns, formats={"d": "%td", "t": "%tc", "q": "%tq"})
    assert read_columns(file, "d", "t", "q") == {
        "d": ("category", ["2026-11-22", None]),
        "t": ("category", ["2026-11-22 00:00:01", None]),
        "q": ("number", [267, 268]),
    }


@kinds
def test_a_day_beyond_the_calendar_is_refused(tmp_path: Path, kind: str) -> None:
    formats = {"sav": {"v": SPSS_DATE}, "dta": {"v": "%td"}}[kind]
    file = write(tmp_path, kind, {"v": [1e300]}, formats=formats)
    assert refusal(file, "v").code == "bad_file"


@kinds
@pytest.mark.parametrize("rows", [8, 10])
def test_chunks_join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, rows: int) -> None:
    monkeypatch.setattr(readstat_file, "MOST_CHUNK_ROWS", 4)
    numbers, texts = [float(i) for i in range(rows)], [f"t{i}" for i in range(rows)]
    file = write(tmp_path, kind, {"v": numbers, "s": texts})
    found = read_columns(file, "v", "s")
    assert found == {"v": ("number", numbers), "s": ("category", texts)}


def test_a_sav_that_does_not_count_its_rows_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readstat_file, "MOST_CHUNK_ROWS", 4)
    numbers = [float(i) for i in range(8)]
    file = write(tmp_path, "sav", {"v": numbers}, rows=-1)
    assert read_columns(file, "v")["v"] == ("number", numbers)


def refusal(file: Path, *names: str, **keys: Any) -> AnalysisError:
    with pytest.raises(AnalysisError) as refused:
        read_columns(file, *names, **keys)
    assert str(file.parent) not in refused.value.detail
    return refused.value


@kinds
def test_texts_of_another_encoding_are_refused(tmp_path: Path, kind: str) -> None:
    file = write(tmp_path, kind, {"v": ["d\xe9j\xe0 vu", "b"]}, encoding="latin-1")
    assert refusal(file, "v").code == "bad_file"


@kinds
@pytest.mark.parametrize("rows", [3, 50, 10**9])
def test_a_file_with_fewer_rows_than_it_says_is_refused(
    tmp_path: Path, kind: str, rows: int
) -> None:
    file = write(tmp_path, kind, {"v": [1.0, 2.0], "s": ["a", "b"]}, rows=rows)
    assert refusal(file, "v").code == "bad_file"


@kinds
def test_a_cut_file_is_refused_wherever_it_ends(tmp_path: Path, kind: str) -> None:
    file = write(tmp_path, kind, {"v": [1.0, 2.0] * 20, "s": ["a", "b"] * 20})
    whole = file.read_bytes()
    data_ends = len(whole) if kind == "sav" else whole.index(b"</data>")
    for length in range(0, data_ends, 37):
        file.write_bytes(whole[:length])
        assert refusal(file, "v").code == "bad_file"


@kinds
@pytest.mark.parametrize("content", [b"", b"v\n1\n", b"ENCRYPTEDSAV" + bytes(90), bytes(5_000)])
def test_another_format_is_refused(tmp_path: Path, kind: str, content: bytes) -> None:
    file = tmp_path / f"data.{kind}"
    file.write_bytes(content)
    assert refusal(file, "v").code == "bad_file"


@kinds
def test_no_rows_and_no_columns_are_refused(tmp_path: Path, kind: str) -> None:
    assert refusal(write(tmp_path, kind, {"v": []}), "v").code == "bad_file"
    assert refusal(write(tmp_path, kind, {}), "v").code == "bad_file"


@kinds
def test_unknown_columns_and_texts_for_numbers_are_refused(tmp_path: Path, kind: str) -> None:
    file = write(tmp_path, kind, {"v": ["1", "x"]})
    assert refusal(file, "w").code == "unknown_column"
    assert refusal(file, "v", columns={"v": "number"}).code == "not_a_number"


@pytest.mark.parametrize("rows", [2**32, 2**40, 2**63 - 1])
def test_a_dta_of_more_rows_than_can_be_is_refused(tmp_path: Path, rows: int) -> None:
    assert refusal(write(tmp_path, "dta", {"v": [1.0, 2.0]}, rows=rows), "v").code == "bad_file"


def with_number(file: Path, place: int, number: int) -> Path:
    """The file with four bytes changed."""
    whole = file.read_bytes()
    file.write_bytes(whole[:place] + pack("<i", number) + whole[place + 4 :])
    return file


FIRST_VARIABLE = 176
WIDTH, MISSING = FIRST_VARIABLE + 4, FIRST_VARIABLE + 12


@pytest.mark.parametrize("place", [WIDTH, MISSING])
@pytest.mark.parametrize("number", [2**31 - 1, -100])
def test_a_sav_of_absurd_variables_is_refused(tmp_path: Path, place: int, number: int) -> None:
    file = with_number(write(tmp_path, "sav", {"v": [1.0, 2.0]}), place, number)
    assert refusal(file, "v").code == "bad_file"


def test_a_zsav_is_read_as_a_sav(tmp_path: Path) -> None:
    columns = {"v": [float(i) for i in range(500)], "s": [f"t{i % 7}" for i in range(500)]}
    columns["v"][3] = None  # type: ignore[list-item]  # as in a table of answers
    file = tmp_path / "data.zsav"
    write_zsav(file, columns, block=1_000)
    assert read_columns(file, "v", "s") == {
        "v": ("number", columns["v"]),
        "s": ("category", columns["s"]),
    }


def test_a_cut_zsav_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "data.zsav"
    write_zsav(file, {"v": [1.0, 2.0] * 20, "s": ["a", "b"] * 20})
    whole = file.read_bytes()
    for length in range(0, len(whole), 23):
        file.write_bytes(whole[:length])
        assert refusal(file, "v").code == "bad_file"


@pytest.mark.parametrize("size", [2**31 - 1, 10**9, 1, -1])
def test_a_zsav_whose_blocks_have_another_size_is_refused(tmp_path: Path, size: int) -> None:
    file = tmp_path / "data.zsav"
    write_zsav(file, {"v": [1.0, 2.0]}, says_bytes=size)
    assert refusal(file, "v").code == "bad_file"


def test_a_zsav_that_unpacks_to_a_giant_is_refused(tmp_path: Path) -> None:
    """One block of 32 MiB, 256 MiB of numbers, in 32 kB."""
    file, size = tmp_path / "data.zsav", 1 << 25
    write_zsav(file, {"v": [1.0]}, code=b"\xff" * size, block=size, rows=size)
    assert file.stat().st_size < 1 << 16
    assert refusal(file, "v").code == "bad_file"


@kinds
def test_long_texts_are_read_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """65,536 texts of 32 KB, in a file of 20 MB, were two gigabytes at once."""
    monkeypatch.setattr(readstat_file, "CHUNK_BYTES", 140)
    found: list[int] = []
    reader = getattr(pyreadstat, f"read_{kind}")

    def noting(*names: Any, **keys: Any) -> Any:
        found.append(keys.get("row_limit", 0))
        return reader(*names, **keys)

    monkeypatch.setattr(pyreadstat, f"read_{kind}", noting)
    texts = [f"{i:032}" for i in range(10)]
    file = write(tmp_path, kind, {"s": texts})
    assert read_columns(file, "s")["s"] == ("category", texts)
    assert found == [0, 4, 4, 4]
