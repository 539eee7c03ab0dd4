"""The command line: the answer or a named refusal, never a traceback."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.__main__ import main
from tests.unit.analysis.calling import DATA, FORMAT, MEAN, call, mean, rake, refused


def refusal(tmp_path: Path, capsys: Any, plan: Any, data: str = DATA) -> str:
    return refused(tmp_path, capsys, plan, data)[0]


def test_answer_has_the_promised_keys(tmp_path: Path, capsys: Any) -> None:
    crosstab = {"id": "x", "statistic": "crosstab", "rows": "b", "columns": "c"}
    plan = {
        "design": {"weight": "w"},
        "estimates": [MEAN, {**crosstab, "tests": ["rao_scott_f", "rao_scott_chisq"]}],
        **rake({"b": {"x": 3, "y": 3}}),
    }
    assert call(tmp_path, plan) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"estimates", "weights", "errors"} <= set(found)
    means, table = found["estimates"]
    keys = "by variable category estimate se low high df n n_effective deff flags suppressed"
    assert set(keys.split()) <= set(means["cells"][0])
    pair = "row column estimate row_share column_share row_share_se column_share_se se count"
    assert set(pair.split()) <= set(table["cells"][0])
    assert set(table["tests"]["rao_scott_f"]) == {"statistic", "ndf", "ddf", "p"}
    assert table["tests"]["rao_scott_chisq"]["ddf"] is None
    keys = "n sum min max kish_deff n_effective margins"
    assert set(keys.split()) <= set(found["weights"])
    for margin in found["weights"]["margins"]:
        assert margin["achieved"] == pytest.approx(margin["target"], rel=1e-12)


CONTRADICTORY = {"b": {"x": 3, "y": 3}, "c": {"k": 3, "l": 4}}
REFUSALS: dict[str, tuple[str, Any]] = {
    "unknown top key": ("unknown_key", {"extra": 1}),
    "unknown estimate key": ("unknown_key", mean(weights="w")),
    "unknown design key": ("unknown_key", {"design": {"psu": "a"}}),
    "unknown step key": ("unknown_key", rake({"b": {"x": 1, "y": 1}}, maxit=5)),
    "unknown statistic": ("unknown_key", {"estimates": [{"id": "a", "statistic": "mode"}]}),
    "unknown method": ("unknown_key", {"weighting": [{"method": "magic"}]}),
    "unknown ci": (
        "unknown_key",
        {"estimates": [{"id": "a", "statistic": "proportion", "variable": "b", "ci": "exact"}]},
    ),
    "unknown variable": ("unknown_column", mean(variables=["zz"])),
    "unknown by": ("unknown_column", mean(by=["zz"])),
    "unknown in where": ("unknown_column", mean(where="zz == 1")),
    "attribute in where": ("unknown_column", mean(where="b.__class__ == 'x'")),
    "unknown target": ("unknown_column", rake({"zz": {"x": 1}})),
    "unknown weight": ("unknown_column", {"design": {"weight": "zz"}}),
    "text as number": ("not_a_number", mean(variables=["b"])),
    "text as weight": ("not_a_number", {"design": {"weight": "b"}}),
    "code in where": ("bad_where", mean(where="__import__('os')")),
    "contradictory": ("contradictory_margins", rake(CONTRADICTORY)),
    "level not in data": ("level_not_in_data", rake({"b": {"x": 1, "y": 1, "z": 1}})),
    "level not in targets": ("level_not_in_targets", rake({"b": {"x": 1}})),
    "no factors": ("no_convergence", rake({"b": {"x": 1, "y": 100}}, trim=[0.9, 1.1])),
    "trim takes all": (
        "bounds_infeasible",
        {"weighting": [{"method": "trim", "lower": 5, "upper": 6}]},
    ),
    "lonely": ("lonely_psu", {"design": {"strata": "a"}, **mean()}),
    "cluster in two strata": ("bad_design", {"design": {"strata": "b", "clusters": ["c"]}}),
    "negative target": ("bad_plan", rake({"b": {"x": -1, "y": 2}})),
    "empty targets": ("bad_plan", rake({})),
    "level of 2": ("bad_plan", mean(level=2)),
    "same id twice": ("bad_plan", {"estimates": [MEAN, MEAN]}),
    "no variables": ("bad_plan", {"estimates": [{"id": "m", "statistic": "mean"}]}),
    "two variables post": (
        "bad_plan",
        {"weighting": [{"method": "poststratify", "targets": CONTRADICTORY}]},
    ),
    "not JSON": ("bad_file", "{nope"),
    "repeated key": ("bad_plan", '{"format": "ydan-analysis/1", "format": "x"}'),
    "a list": ("bad_plan", "[]"),
    "another format": ("unknown_key", '{"format": "ydan-analysis/9"}'),
}


@pytest.mark.parametrize(("code", "plan"), REFUSALS.values(), ids=REFUSALS)
def test_bad_plan_is_refused_by_name(tmp_path: Path, capsys: Any, code: str, plan: Any) -> None:
    assert refusal(tmp_path, capsys, plan) == code


@pytest.mark.parametrize("weight", ["-1", "NaN", "inf", ""])
def test_impossible_weights_are_refused(tmp_path: Path, capsys: Any, weight: str) -> None:
    data = f"a,w\n1,{weight}\n2,3\n"
    assert refusal(tmp_path, capsys, {"design": {"weight": "w"}, **mean()}, data) == "bad_weights"


def test_all_weights_zero_are_refused(tmp_path: Path, capsys: Any) -> None:
    plan = {"design": {"weight": "w"}, **mean()}
    assert refusal(tmp_path, capsys, plan, "a,w\n1,0\n2,0\n") == "bad_weights"


def test_missing_files_are_refused(tmp_path: Path, capsys: Any) -> None:
    assert main(["run", str(tmp_path / "no.json"), "--data", "no.csv"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "bad_file"
    (tmp_path / "plan.json").write_text(json.dumps(FORMAT), encoding="utf-8")
    assert main(["run", str(tmp_path / "plan.json"), "--data", str(tmp_path / "no.csv")]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "bad_file"


def test_engine_spark_without_pyspark_says_what_to_install(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.spark.engine.find_spec", lambda _name: None)
    (tmp_path / "plan.json").write_text(json.dumps(FORMAT), encoding="utf-8")
    plan = str(tmp_path / "plan.json")
    assert main(["run", plan, "--data", "answers", "--engine", "spark"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "no_spark"
    assert "[spark]" in error["detail"]
