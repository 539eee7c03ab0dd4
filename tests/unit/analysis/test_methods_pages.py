"""docs/methods says what the package does: its refusal codes and its examples."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.analysis.calling import answered

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "docs" / "methods"
RAISED = re.compile(r'(?:AnalysisError|PlanError)\(\s*"([a-z_]+)"')
FENCED = re.compile(r"```json\n(.*?)```", re.DOTALL)
INLINE = re.compile(r'`(\{"id".*?\})`')
COLUMNS: dict[str, Callable[[int], object]] = {
    "age": lambda i: 18 + i % 60,
    "g": lambda i: "ab"[i % 2],
    "q1": lambda i: "12459"[i % 5],
    "q4.thai_do": lambda i: "12459"[i % 5],
    "q4.thoi_gian": lambda i: "54219"[i % 5],
    "q10": lambda i: [*range(11), 99][i % 12],
    "gioi": lambda i: "12"[i // 7 % 2],
    "wave": lambda i: f"2026-{1 + i // 60}",
    "tuoi": lambda i: ["trung", "già", "trẻ"][i % 3],
    "q6.song": lambda i: i % 2,
    "q6.cho": lambda i: i // 2 % 2,
    "sex": lambda i: "nf"[i // 3 % 2],
    "stype": lambda i: "EEEEEEEHMM"[i % 10],
    "api99": lambda i: 588 + i * 7 % 90,
    "w": lambda _i: 6194 / 120,
    "region": lambda i: "nam" if i < 60 else "bắc",
    "commune": lambda i: f"x{i // 10}",
}


def codes_raised() -> set[str]:
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "analysis").rglob("*.py")]
    return {code for source in sources for code in RAISED.findall(source)}


def test_every_refusal_code_is_in_the_docs() -> None:
    rows = re.findall(r"^\| (`.*?) \|", (PAGES / "refusals.md").read_text("utf-8"), re.MULTILINE)
    told = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)}
    assert codes_raised() <= told


def test_every_refusal_code_has_a_test() -> None:
    tests = [file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.py")]
    assert not [code for code in codes_raised() if not any(f'"{code}"' in text for text in tests)]


def examples() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for page in sorted(set(PAGES.glob("*.md")) - {PAGES / "worked-example.md"}):
        text = page.read_text(encoding="utf-8")
        for i, example in enumerate([*FENCED.findall(text), *INLINE.findall(text)]):
            found[f"{page.stem} {i}"] = json.loads(example)
    return found


def survey() -> str:
    """Return a hundred and twenty rows of every column that the examples name."""
    rows = [[str(value(i)) for value in COLUMNS.values()] for i in range(120)]
    return "".join(",".join(row) + "\n" for row in [[*COLUMNS], *rows])


@pytest.mark.parametrize("example", examples().values(), ids=examples())
def test_every_example_runs_as_printed(tmp_path: Path, capsys: Any, example: Any) -> None:
    if "statistic" in example:
        found = answered(tmp_path, capsys, {"estimates": [example]}, survey())["estimates"][0]
        assert any(cell["estimate"] is not None for cell in found["cells"])
    elif "method" in example:
        plan = {"design": {"weight": "w"}, "weighting": [example]}
        for line in answered(tmp_path, capsys, plan, survey())["weights"]["margins"]:
            assert line["achieved"] == pytest.approx(line["target"])
    else:
        mean = {"id": "m", "statistic": "mean", "variable": "age"}
        plan = {"design": example, "estimates": [mean]}
        assert answered(tmp_path, capsys, plan, survey())["estimates"][0]["cells"][0]["se"] > 0
