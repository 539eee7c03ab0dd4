"""Plans and data that are wrong on purpose: a named error, never a traceback or a silent number."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from analysis.error import MOST_DETAIL
from analysis.sums import frame as frame_module
from tests.unit.analysis.calling import DATA, FORMAT, MEAN, answered, call, mean, rake, refused

WHERES = {
    "inverted a thousand times": ("~" * 1_900 + "a", "bad_where"),
    "a constant with a thousand signs": ("a in [" + "-" * 1_900 + "1]", "bad_where"),
    "hundreds of dots": ("a" + ".b" * 300, "unknown_column"),
    "a thousand brackets": ("(" * 900 + "a" + ")" * 900, "bad_where"),
    "a tower of powers": ("a**9**9**9 > 1", "bad_where"),
    "a lambda": ("(lambda: a)()", "bad_where"),
    "a class": ("().__class__.__mro__", "bad_where"),
    "half a character": ("b == '\ud800'", "bad_where"),
    "a count of no choices": ("count(a) == 0", "unknown_column"),
    "a choice that is not there": ("has(a, 'x')", "unknown_column"),
}
QUANTILE = {"id": "q", "statistic": "quantile", "variable": "a"}
BOOTSTRAP = {"type": "bootstrap", "replicates": 1e9}
PLANS: dict[str, tuple[str, Any]] = {
    "level of 400 digits": ("bad_plan", mean(level=10**400)),
    "target of 400 digits": ("bad_plan", rake({"b": {"x": 10**400, "y": 1}})),
    "target of 1e308": ("bad_plan", rake({"b": {"x": 1e308, "y": 1e308}})),
    "total of 1e308": (
        "bad_plan",
        {"weighting": [{"method": "calibrate", "totals": {"a": 1e308}}]},
    ),
    "by the same twice": ("bad_plan", mean(by=["b", "b"])),
    "a variable twice": ("bad_plan", mean(variables=["a", "a"])),
    "deff of 1": ("bad_plan", mean(deff=1)),
    "half a character for a key": ("unknown_key", {"\ud800": 1}),
    "a column nobody knows": ("unknown_column", {"columns": {"aa": "category"}, **mean()}),
    "a billion replicates": (
        "too_many_cells",
        {"design": {"clusters": ["a"], "replicates": BOOTSTRAP}, **mean()},
    ),
}


@pytest.mark.parametrize(("where", "code"), WHERES.values(), ids=WHERES)
def test_a_where_that_tries_to_be_code_is_refused(
    tmp_path: Path, capsys: Any, where: str, code: str
) -> None:
    assert refused(tmp_path, capsys, mean(where=where))[0] == code


@pytest.mark.parametrize(("code", "plan"), PLANS.values(), ids=PLANS)
def test_a_hostile_plan_is_refused_by_name(
    tmp_path: Path, capsys: Any, code: str, plan: Any
) -> None:
    assert refused(tmp_path, capsys, plan)[0] == code


def test_a_where_is_refused_in_english(tmp_path: Path, capsys: Any) -> None:
    _, detail = refused(tmp_path, capsys, mean(where="a == "))
    assert "syntax error at column" in detail


def test_half_a_character_is_printed_escaped(tmp_path: Path, capsys: Any) -> None:
    found = answered(tmp_path, capsys, {"estimates": [{**MEAN, "id": "\ud800"}]})
    assert found["estimates"][0]["id"] == "\ud800"


def test_a_name_of_a_million_characters_is_cut_in_the_detail(tmp_path: Path, capsys: Any) -> None:
    code, detail = refused(tmp_path, capsys, mean(variables=["n" * 1_000_000]))
    assert code == "unknown_column"
    assert len(detail) == MOST_DETAIL + 1


def test_a_plan_without_end_is_refused(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.__main__.MOST_PLAN", 100)
    assert refused(tmp_path, capsys, '{"format": "' + "x" * 100)[0] == "bad_file"


ITEM = "q,q.x,q.y,a\nz,1,0,1\nz,1,1,2\nu,0,5,3\n"


@pytest.mark.parametrize(
    ("where", "n"), [("has(q, 'x')", 2), ("count(q) == 1", 1), ("q == 'z'", 2), ("q.x == 1", 2)]
)
def test_an_item_and_its_choices_stand_side_by_side(
    tmp_path: Path, capsys: Any, where: str, n: int
) -> None:
    found = answered(tmp_path, capsys, mean(where=where), ITEM)
    assert found["estimates"][0]["cells"][0]["n"] == n


def test_an_item_is_no_column_of_its_own(tmp_path: Path, capsys: Any) -> None:
    data = "q.x,a\n1,1\n0,2\n"
    assert refused(tmp_path, capsys, mean(where="q == 1"), data)[0] == "unknown_column"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("where", ["tuổi == 'Già'", "col('tuổi') == 'Già'", "tuổi in ['Già']"])
def test_where_finds_names_and_labels_in_either_form(
    tmp_path: Path, capsys: Any, where: str, form: Any
) -> None:
    data = unicodedata.normalize("NFD", "tuổi,a\nGià,1\nTrẻ,2\nGià,4\n")
    plan = mean(where=unicodedata.normalize(form, where))
    found = answered(tmp_path, capsys, plan, data)
    assert found["estimates"][0]["cells"][0]["estimate"] == 2.5


@pytest.mark.parametrize("number", ["1_000", "١٢", "0x10", "1,5"])
def test_numbers_of_another_language_are_refused(tmp_path: Path, capsys: Any, number: str) -> None:
    plan = {"columns": {"a": "number"}, **mean()}
    assert refused(tmp_path, capsys, plan, f'a\n"{number}"\n1\n')[0] == "not_a_number"


@pytest.mark.parametrize("weight", ["1e308", "1e120", "1e-120", "1e-320"])
def test_weights_whose_squares_are_lost_are_refused(
    tmp_path: Path, capsys: Any, weight: str
) -> None:
    data = f"a,w\n1,{weight}\n2,{weight}\n3,0\n"
    code, detail = refused(tmp_path, capsys, {"design": {"weight": "w"}, **mean()}, data)
    assert code == "bad_weights"
    assert "'w'" in detail


def test_an_infinite_population_is_refused(tmp_path: Path, capsys: Any) -> None:
    plan = {"design": {"fpc": ["N"]}, **mean()}
    code, detail = refused(tmp_path, capsys, plan, "a,N\n1,inf\n2,inf\n")
    assert code == "bad_design"
    assert "'N'" in detail


def test_long_ids_stay_apart(tmp_path: Path, capsys: Any) -> None:
    """9007199254740993 and …992 are one double; 1000000000000000 was labelled 1000000000000000.0"""
    ids = ["1000000000000000", "9007199254740992", "9007199254740993"]
    data = "a,i\n" + "".join(f"{k},{i}\n" for k, i in enumerate(ids))
    cells = answered(tmp_path, capsys, mean(by=["i"]), data)["estimates"][0]["cells"]
    assert [cell["by"]["i"] for cell in cells] == ids


@pytest.mark.parametrize("ticked", ["2", "-1", "0.5", "99"])
def test_a_choice_that_is_neither_ticked_nor_not_is_refused(
    tmp_path: Path, capsys: Any, ticked: str
) -> None:
    """A 2 for "no" made the share of people 1.5."""
    plan = {"estimates": [{"id": "m", "statistic": "multiple", "variables": ["x", "y"]}]}
    code, detail = refused(tmp_path, capsys, plan, f"x,y\n1,0\n0,{ticked}\n,1\n")
    assert (code, "'y'" in detail) == ("bad_score", True)


def levels(count: int) -> str:
    return "a,b,c,d\n" + "".join(f"{i},x{i},y{i},z{i}\n" for i in range(count))


CROSSTAB = {"id": "x", "statistic": "crosstab", "rows": "b", "columns": "c"}
DIFFERENCE = {"id": "d", "statistic": "difference", "variable": "a", "group": "b"}
MANY: dict[str, Any] = {
    "crosstab": CROSSTAB,
    "mean": {**MEAN, "by": ["b", "c"]},
    "proportion": {"id": "p", "statistic": "proportion", "variable": "d", "by": ["b", "c"]},
    "difference": {**DIFFERENCE, "measure": "mean"},
    "tested crosstab": {**CROSSTAB, "where": "a < 50", "tests": ["wald"]},
    "letters": {"id": "l", "statistic": "letters", "variable": "b", "columns": "c"},
    "quantile": {**QUANTILE, "probs": [0.5], "by": ["b", "c"]},
}


@pytest.mark.parametrize("estimate", MANY.values(), ids=MANY)
def test_too_many_cells_are_refused_before_they_are_summed(
    tmp_path: Path, capsys: Any, estimate: Any
) -> None:
    code, detail = refused(tmp_path, capsys, {"estimates": [estimate]}, levels(700))
    assert code == "too_many_cells"
    assert "'b'" in detail


@pytest.mark.parametrize("method", ["rake", "calibrate"])
def test_margins_of_too_many_levels_are_refused(tmp_path: Path, capsys: Any, method: str) -> None:
    targets = {name: {f"{name}{i}": 1 for i in range(2_100)} for name in "xy"}
    data = "x,y,a\n" + "".join(f"x{i},y{i},{i}\n" for i in range(2_100))
    plan = {"weighting": [{"method": method, "targets": targets}], **mean()}
    code, detail = refused(tmp_path, capsys, plan, data)
    assert code == "too_many_levels"
    assert "'x', 'y'" in detail


def test_more_groups_than_a_float_counts_are_refused(tmp_path: Path, capsys: Any) -> None:
    names = [f"b{i}" for i in range(1_100)]
    data = "a," + ",".join(names) + "\n" + "".join(f"{k}," + f"v{k}," * 1_099 + "u\n" for k in "12")
    assert refused(tmp_path, capsys, mean(by=names), data)[0] == "too_many_cells"


@pytest.mark.parametrize("keys", [{"design": {"clusters": list("abcd")}}, {"weighting": True}])
def test_combinations_beyond_64_bits_are_refused(tmp_path: Path, capsys: Any, keys: Any) -> None:
    """Keys of more than 64 bits wrapped around: two combinations could become one."""
    count = 60_000
    if "weighting" in keys:
        targets = {f: {f"{g}{i}": 1 for i in range(count)} for f, g in zip("bcd", "xyz")}  # noqa: B905
        keys = rake({**targets, "e": {f"u{i}": 1 for i in range(count)}})
    lines = levels(count).replace("\n", ",u\n").replace("d,u", "d,e", 1).splitlines()
    data = "\n".join([lines[0], *(f"{line}{i}" for i, line in enumerate(lines[1:]))]) + "\n"
    assert refused(tmp_path, capsys, {**keys, **mean()}, data)[0] == "too_many_cells"


def test_a_text_of_too_many_levels_is_refused(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_module.Frame.add_codings, "__kwdefaults__", {"most": 10})
    code, detail = refused(tmp_path, capsys, mean(by=["b"]), levels(11))
    assert code == "too_many_levels"
    assert "'b'" in detail


def test_the_same_plan_is_answered_when_nothing_is_wrong(tmp_path: Path) -> None:
    assert call(tmp_path, {**FORMAT, **mean()}, DATA) == 0
