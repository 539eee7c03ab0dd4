from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.error import AnalysisError
from analysis.files import csv_file
from analysis.files import texts as texts_module
from analysis.files.open_file import open_source
from analysis.plan import parse_plan


def plan(*names: str, **keys: Any) -> Any:
    total = {"id": "a", "statistic": "proportion", "variables": list(names)}
    return parse_plan({"format": "ydan-analysis/1", "estimates": [total], **keys})


def read(path: Path, text: str | bytes, *names: str, **keys: Any) -> dict[str, tuple[Any, Any]]:
    file = path / "data.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with open_source(file, plan(*names, **keys)) as source:
        found: dict[str, list[Any]] = {name: [] for name in names}
        for batch in source.batches(names):
            for name in names:
                found[name] += batch[name].tolist()
        return {name: (source.columns[name], found[name]) for name in names}


def values(column: Any) -> list[Any]:
    kind, codes = column
    if kind.kind == "number":
        return [None if np.isnan(value) else value for value in codes]
    return [kind.labels[code - 1] if code else None for code in codes]


@pytest.mark.parametrize(
    ("texts", "kind", "expected"),
    [
        (["1", "", "2.50", "-3"], "number", [1.0, None, 2.5, -3.0]),
        (["01", "02", ""], "category", ["01", "02", None]),
        (["0", "1"], "number", [0.0, 1.0]),
        (["Yes", "No"], "category", ["Yes", "No"]),
        (["true", "false"], "category", ["true", "false"]),
        (["no", "on"], "category", ["no", "on"]),
        (["1", "2", "khác"], "category", ["1", "2", "khác"]),
        (["1e5", "2"], "category", ["1e5", "2"]),
        (["nan", "1"], "category", ["nan", "1"]),
        ([" 1", "2"], "category", [" 1", "2"]),
        (["+1", "2"], "category", ["+1", "2"]),
    ],
)
def test_columns_are_typed_by_their_values(
    tmp_path: Path, texts: list[str], kind: str, expected: list[Any]
) -> None:
    lines = "\n".join(["id,v", *(f"{i},{text}" for i, text in enumerate(texts))])
    column = read(tmp_path, lines + "\n", "v")["v"]
    assert column[0].kind == kind
    assert values(column) == expected


def test_named_columns_keep_their_kind(tmp_path: Path) -> None:
    text = "v,x\n1,007\n2,1e2\n"
    found = read(tmp_path, text, "v", "x", columns={"v": "category", "x": "number"})
    assert values(found["v"]) == ["1", "2"]
    assert values(found["x"]) == [7.0, 100.0]


def test_quoted_fields_bom_crlf_and_semicolons_are_read(tmp_path: Path) -> None:
    text = '\ufeffv;"câu hỏi"\r\n"a;b";"Đồng ý"\r\n"c ""d""";""\r\n'
    found = read(tmp_path, text, "v", "câu hỏi")
    assert values(found["v"]) == ["a;b", 'c "d"']
    assert values(found["câu hỏi"]) == ["Đồng ý", None]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "empty"),
        ("\n", "empty"),
        ("v,w\n", "no rows"),
        ("v,w\n1,2\n3\n", "row 2"),
        ("v,w\n1,2,3\n", "row 1"),
        ("v,v\n1,2\n", "'v'"),
        (b"v,w\n1,\xff\xfe\n", "UTF-8"),
        ('v,w\n1,"x\n', "broken"),
        ("v\n" + "x" * 200_000 + "\n", "broken"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, text: str | bytes, detail: str) -> None:
    with pytest.raises(AnalysisError) as refused:
        read(tmp_path, text, "v")
    assert refused.value.code == "bad_file"
    assert detail in refused.value.detail


def test_unknown_column_and_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError) as refused:
        read(tmp_path, "v\n1\n", "other")
    assert refused.value.code == "unknown_column"
    with pytest.raises(AnalysisError) as refused:
        open_source(tmp_path / "data.docx", plan("v"))
    assert refused.value.code == "bad_file"


def test_text_in_a_number_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError) as refused:
        read(tmp_path, "v\n1\nx\n", "v", columns={"v": "number"})
    assert refused.value.code == "not_a_number"


@pytest.mark.parametrize("last", ["7", "text"])
def test_many_distinct_numbers_leave_the_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    monkeypatch.setattr(texts_module, "MANY", 20)
    monkeypatch.setattr(csv_file, "CHUNK_ROWS", 16)
    texts = [f"{i}.50" for i in range(100)] + ["", last]
    column = read(tmp_path, "id,v\n" + "".join(f"r,{t}\n" for t in texts), "v")["v"]
    if last == "7":
        assert values(column) == [*(i + 0.5 for i in range(100)), None, 7.0]
    else:
        assert values(column) == [text or None for text in texts]
