"""Sums kept and refreshed give the answer that counting all rows again gives."""

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.error import AnalysisError
from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import ArraySource, Batch, Column, skip_rows
from analysis.sums import kept as kept_sums
from analysis.sums.kept import KeptSums
from analysis.sums.kept_file import read_kept, write_kept
from tests.unit.analysis.making import survey

ESTIMATES: list[dict[str, Any]] = [
    {"statistic": "mean", "variables": ["y", "z"], "by": ["g", "h"], "deff": True},
    {"statistic": "proportion", "variable": "q", "where": "z > 1.5 and h != 'k'"},
    {"statistic": "proportion", "variable": "box"},
    {"statistic": "ratio", "numerator": "y", "denominator": "z", "by": ["g"]},
    {"statistic": "crosstab", "rows": "q", "columns": "h", "tests": ["rao_scott_f"]},
    {
        "statistic": "crosstab",
        "rows": "q",
        "columns": "g",
        "where": "z > 2",
        "tests": ["rao_scott_f"],
    },
    {"statistic": "quantile", "variable": "y", "probs": [0.5], "by": ["g"]},
    {"statistic": "mean_top_box", "variables": ["q"], "categories": ["4", "5"]},
    {"statistic": "multiple", "variables": ["box", "tick"], "base": "respondents", "by": ["h"]},
]
CLUSTERS = {"clusters": ["cluster"], "lonely_psu": "adjust"}
STRATA = {"strata": "stratum", "nest": True, "lonely_psu": "adjust"}
DESIGNS: dict[str, dict[str, Any]] = {
    "equal": {},
    "uniform": {"weight": "one"},
    "weighted": {"weight": "w"},
    "clustered": {"weight": "w", **STRATA, **CLUSTERS},
    "clustered equal": {**STRATA, **CLUSTERS},
    "clustered fpc": {**STRATA, **CLUSTERS, "fpc": ["more"]},
    "stratified": {"weight": "w", "strata": "stratum", "lonely_psu": "remove"},
    "stratified fpc": {"strata": "stratum", "fpc": ["more"], "lonely_psu": "remove"},
    "fpc": {"fpc": ["many"]},
    "replicates": {**CLUSTERS, "weight": "w", "replicates": {"type": "JK1"}},
    "replicates fpc": {**STRATA, **CLUSTERS, "fpc": ["more"], "replicates": {"type": "JKn"}},
    "columns": {"weight": "w", "replicates": {"columns": ["w", "r"], "scale": 0.5}},
}
EMPTY: dict[str, dict[str, Any]] = {
    "empty units": {"weight": "sparse", **STRATA, **CLUSTERS, "lonely_psu": "average"},
    "empty strata": {"weight": "sparse", "strata": "stratum", "lonely_psu": "remove"},
}
"""Designs in which units and strata weigh 0, and few rows of a group are left."""
FEWEST = 100
"""Of fewer rows a variance may be 0, which one order of additions meets and another misses."""
BY_CELL = ["plain", "raked", "twice", "poststratified", "to one size"]
WEIGHTINGS = [*BY_CELL, "trimmed", "calibrated"]


def grown(seed: int, rows: int = 300) -> ArraySource:
    """A survey with rows and units of weight 0, and columns for designs and several answers."""
    whole = survey(seed, rows)
    chance = np.random.default_rng(seed)
    new = {
        "one": np.full(rows, 2.5),
        "many": np.full(rows, 5_000.0),
        "more": whole.arrays["stratum"] * 700.0,
        "r": chance.uniform(0, 2, rows),
        "box": chance.integers(0, 2, rows).astype(float),
        "tick": np.where(chance.random(rows) < 0.2, np.nan, chance.integers(0, 2, rows)),
    }
    arrays = {**whole.arrays, **new, "cluster": chance.integers(1, 6, rows).astype(np.uint8)}
    arrays["w"] = np.where(chance.random(rows) < 0.02, 0.0, whole.arrays["w"])
    empty = (arrays["cluster"] == 2) | (arrays["stratum"] == 1)
    arrays["sparse"] = np.where(empty, 0.0, arrays["w"])
    arrays |= {"v": arrays["w"][::-1], "all": np.ones(rows, dtype=np.uint8)}
    columns = {**whole.columns, **{name: Column(name, "number") for name in (*new, "v", "sparse")}}
    columns["all"] = Column("all", "category", ("x",))
    return ArraySource(columns, arrays, batch_rows=64)


def first(source: ArraySource, rows: int) -> ArraySource:
    """The first rows of a source, labels in the order in which they turned up."""
    columns, arrays = dict(source.columns), {}
    for name, array in source.arrays.items():
        arrays[name] = array[:rows]
        column = source.columns[name]
        if column.kind == "category":
            found, places = np.unique(arrays[name], return_index=True)
            met = [int(code) for code in found[np.argsort(places)] if code]
            new = np.zeros(len(column.labels) + 1, dtype=np.uint8)
            new[met] = np.arange(1, len(met) + 1)
            arrays[name] = new[arrays[name]]
            columns[name] = Column(name, "category", tuple(column.labels[i - 1] for i in met))
    return ArraySource(columns, arrays, batch_rows=50)


def targets(source: ArraySource, *names: str) -> dict[str, dict[str, float]]:
    """Margins of the labels that occur, not those of the sample."""
    found = {}
    for name in names:
        labels = sorted(source.columns[name].labels)
        parts = [2 + number for number in range(len(labels))]
        found[name] = {
            label: 600.0 * part / sum(parts) for label, part in zip(labels, parts, strict=True)
        }
    return found


def weighting(kind: str, source: ArraySource) -> list[dict[str, Any]]:
    """The steps of a weighting, fitted to the rows there are."""
    rake = {"method": "rake", "targets": targets(source, "g", "h")}
    one = {"method": "poststratify", "targets": targets(source, "g")}
    size = float(source.arrays["z"].sum()) * 1.5
    numbers = {"method": "calibrate", "totals": {"z": size, "(intercept)": 1.4 * source.rows}}
    steps: dict[str, list[dict[str, Any]]] = {
        "plain": [],
        "raked": [{**rake, "residuals": "unit"}],
        "twice": [rake, one],
        "poststratified": [one],
        "to one size": [{"method": "poststratify", "targets": {"all": {"x": 700.0}}}],
        "trimmed": [one, {"method": "trim", "upper": 2.5}],
        "calibrated": [numbers],
    }
    return steps[kind]


def asked_of(source: ArraySource) -> list[dict[str, Any]]:
    """The estimates whose labels occur."""
    labels = set(source.columns["q"].labels)
    return [one for one in ESTIMATES if labels >= set(one.get("categories", ()))]


def plan(design: dict[str, Any], steps: list[dict[str, Any]], *estimates: dict[str, Any]) -> Any:
    return parse_plan(
        {
            "format": "ydan-analysis/1",
            "design": design,
            "weighting": steps,
            "estimates": [{"id": str(i), **one} for i, one in enumerate(estimates or ESTIMATES)],
        }
    )


def outcome(plan: Any, source: ArraySource, kept: KeptSums | None = None) -> Any:
    """The answer, or what was refused."""
    try:
        return run(plan, source, kept=kept)
    except AnalysisError as error:
        return error.code


def assert_same(one: Any, two: Any) -> None:
    """Everything but fractions is equal; fractions are as near as the order of additions allows."""
    if isinstance(one, dict):
        assert one.keys() == two.keys()
        for key in one:
            assert_same(one[key], two[key])
    elif isinstance(one, list):
        assert len(one) == len(two)
        for left, right in zip(one, two, strict=True):
            assert_same(left, right)
    elif isinstance(one, float):
        assert two == pytest.approx(one, rel=1e-10, abs=1e-12)
    else:
        assert one == two


@settings(max_examples=40, deadline=None)
@given(
    design=st.sampled_from(sorted(DESIGNS)),
    kind=st.sampled_from(WEIGHTINGS),
    seed=st.integers(0, 20),
    cuts=st.lists(st.integers(1, 299), max_size=3),
)
def test_refreshed_sums_give_the_answer_of_all_rows(
    design: str, kind: str, seed: int, cuts: list[int]
) -> None:
    whole, kept = grown(seed), KeptSums()
    for rows in [*sorted(cuts), 300]:
        part = first(whole, rows)
        asked = plan(DESIGNS[design], weighting(kind, part), *asked_of(part))
        found = outcome(asked, part, kept)
        if rows >= FEWEST:
            assert_same(outcome(asked, part), found)


class Watched(ArraySource):
    """Notes from which rows on it is read, and which columns."""

    def batches_from(self, names: Any, first_row: int) -> Any:
        if first_row:
            WATCHED.append((first_row, frozenset(names)))
        return super().batches_from(names, first_row)


WATCHED: list[tuple[int, frozenset[str]]] = []


def watched(source: ArraySource) -> ArraySource:
    WATCHED.clear()
    return Watched(source.columns, source.arrays, batch_rows=source.batch_rows)


@pytest.mark.parametrize("design", (DESIGNS | EMPTY).values(), ids=DESIGNS | EMPTY)
@pytest.mark.parametrize("kind", BY_CELL)
def test_only_new_rows_are_summed(design: dict[str, Any], kind: str) -> None:
    whole, kept = grown(3), KeptSums()
    part = first(whole, 220)
    run(plan(design, weighting(kind, part)), part, kept=kept)
    assert (kept.rows, kept.is_changed) == (220, True)
    asked = plan(design, weighting(kind, whole))
    assert_same(run(asked, whole), run(asked, watched(whole), kept=kept))
    assert kept.rows == 300
    assert [first_row for first_row, _ in WATCHED] == [220]
    assert {"q", "y", "box"} <= WATCHED[0][1]
    assert_same(run(asked, whole), run(asked, watched(whole), kept=kept))
    assert (WATCHED, kept.is_changed) == ([], False)


@pytest.mark.parametrize("kind", ["trimmed", "calibrated"])
def test_weights_that_do_not_go_by_cells_keep_nothing(kind: str) -> None:
    source, kept = grown(1), KeptSums()
    run(plan({"weight": "w"}, weighting(kind, source)), source, kept=kept)
    assert (kept.rows, kept.tables) == (0, {})


def test_counts_are_exact_whatever_the_batches() -> None:
    whole, kept = grown(5), KeptSums()
    asked = plan({}, [], {"statistic": "proportion", "variable": "q", "by": ["g"]})
    for rows in (7, 8, 150, 299, 300):
        assert run(asked, first(whole, rows), kept=kept) == run(asked, first(whole, rows))


@pytest.mark.parametrize("kind", ["plain", "raked"])
@pytest.mark.parametrize("design", ["equal", "clustered", "stratified fpc"])
@pytest.mark.parametrize("row", [10, 290])
def test_an_infinite_value_is_refused_wherever_it_stands(row: int, design: str, kind: str) -> None:
    whole, kept = grown(5), KeptSums()
    whole.arrays["y"][row] = np.inf
    for rows in (200, 300):
        part = first(whole, rows)
        asked = plan(DESIGNS[design], weighting(kind, part))
        found = outcome(asked, part, kept)
        assert_same(outcome(asked, part), found)
        assert (found == "not_a_number") == (row < rows)
    assert kept.rows == (0 if row < 200 else 200)


def test_a_new_table_is_summed_over_all_rows_beside_those_known() -> None:
    whole, kept = grown(6), KeptSums()
    one, two = ESTIMATES[0], ESTIMATES[4]
    run(plan({}, [], one), first(whole, 200), kept=kept)
    asked = plan({}, [], one, two)
    assert_same(run(asked, whole), run(asked, watched(whole), kept=kept))
    assert [first_row for first_row, _ in WATCHED] == [200]


OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "another weight": ({"weight": "v"}, "plain"),
    "clusters": (DESIGNS["clustered"], "plain"),
    "a weighting": ({"weight": "w"}, "raked"),
}


@pytest.mark.parametrize(("design", "kind"), OTHERS.values(), ids=OTHERS)
def test_sums_of_another_plan_are_not_used(design: dict[str, Any], kind: str) -> None:
    whole, kept = grown(7), KeptSums()
    run(plan({"weight": "w"}, []), first(whole, 200), kept=kept)
    asked = plan(design, weighting(kind, whole))
    assert_same(run(asked, whole), run(asked, watched(whole), kept=kept))
    assert WATCHED == []


def test_sums_of_more_rows_are_not_used() -> None:
    whole, kept = grown(8), KeptSums()
    part = first(whole, 120)
    run(plan({}, []), whole, kept=kept)
    assert_same(run(plan({}, []), part), run(plan({}, []), part, kept=kept))
    assert kept.rows == 120


def test_a_label_that_vanished_starts_its_tables_anew() -> None:
    whole, kept = grown(9), KeptSums()
    asked = plan(DESIGNS["clustered"], [], *ESTIMATES[:4])
    run(asked, whole, kept=kept)
    for name in ("q", "stratum", "cluster"):
        labels = [f"{label}!" for label in whole.columns[name].labels]
        columns = {**whole.columns, name: Column(name, "category", tuple(labels))}
        other = ArraySource(columns, whole.arrays)
        assert_same(run(asked, other), run(asked, other, kept=kept))


def test_tables_without_room_are_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, kept, all_kept = grown(2), KeptSums(), KeptSums()
    asked = plan(DESIGNS["clustered"], weighting("raked", whole))
    run(asked, first(whole, 250), kept=all_kept)
    room = sum(8 * a.size for table in all_kept.tables.values() for a in table.arrays.values())
    monkeypatch.setattr(kept_sums, "MOST_BYTES", room // 2)
    run(asked, first(whole, 250), kept=kept)
    assert 0 < len(kept.tables) < len(all_kept.tables)
    assert_same(run(asked, whole), run(asked, whole, kept=kept))


def test_many_passes_keep_the_same_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, kept = grown(4), KeptSums()
    asked = plan(DESIGNS["clustered"], weighting("raked", whole))
    monkeypatch.setattr("analysis.sums.shares.BUDGET", 1)
    run(asked, first(whole, 280), kept=kept)
    assert_same(run(asked, whole), run(asked, watched(whole), kept=kept))
    assert {first_row for first_row, _ in WATCHED} == {280}


class Plain:
    """A source that cannot be read from a row on."""

    def __init__(self, source: ArraySource) -> None:
        self._source, self.columns, self.rows = source, source.columns, source.rows

    def batches(self, names: Any) -> Any:
        yield from self._source.batches(names)


def test_a_source_that_cannot_skip_is_read_whole() -> None:
    whole, kept = grown(11), KeptSums()
    asked = plan({"weight": "w"}, [])
    run(asked, Plain(first(whole, 130)), kept=kept)
    assert_same(run(asked, whole), run(asked, Plain(whole), kept=kept))


def kept_in(path: Path, *, rows: int = 200, tag: str = "a") -> KeptSums:
    """Write the sums of a survey's first rows and return them."""
    kept = KeptSums(tag)
    part = first(grown(1), rows)
    run(plan(DESIGNS["clustered"], weighting("raked", part)), part, kept=kept)
    write_kept(path, kept)
    return kept


def test_a_file_gives_back_what_was_kept(tmp_path: Path) -> None:
    path, whole = tmp_path / "sums", grown(1)
    kept_in(path)
    found = read_kept(path, "a")
    assert (found.rows, found.is_changed) == (200, False)
    asked = plan(DESIGNS["clustered"], weighting("raked", whole))
    assert_same(run(asked, whole), run(asked, watched(whole), kept=found))
    assert [first_row for first_row, _ in WATCHED] == [200]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["sums"]


def test_a_file_that_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sums"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="sums"):
        kept_in(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_of_other_rows_is_not_used(tmp_path: Path) -> None:
    kept_in(tmp_path / "sums")
    assert read_kept(tmp_path / "sums", "b").rows == 0
    assert read_kept(tmp_path / "nothing", "a").rows == 0


@pytest.fixture(scope="module")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "sums"
    kept_in(path, rows=40)
    return path


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 10**9), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_file_is_an_empty_one(
    small_file: Path, place: int, byte: int, *, cut: bool
) -> None:
    content = small_file.read_bytes()
    place %= len(content)
    damaged = content[:place] + (b"" if cut else bytes([byte]) + content[place + 1 :])
    path = small_file.with_name("damaged")
    path.write_bytes(damaged)
    assert read_kept(path, "a").rows == (40 if damaged == content else 0)


HEADERS = [b"", b"{}", b"[]", b'{"tag": "a"}', b'{"tag": "a", "tables": {"x": [[], {"n": 3}]}}']


@pytest.mark.parametrize("header", HEADERS)
def test_a_foreign_file_is_an_empty_one(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "sums"
    path.write_bytes(b"ydan-sums/1 %d %d\n%s" % (zlib.crc32(header), len(header), header))
    assert read_kept(path, "a").rows == 0


def test_sums_of_another_size_are_not_used() -> None:
    whole, kept = grown(1), KeptSums()
    asked = plan({}, [])
    run(asked, first(whole, 200), kept=kept)
    kept.tables = {
        name: kept_sums.KeptTable({kind: a[:, 1:] for kind, a in one.arrays.items()}, one.shifts)
        for name, one in kept.tables.items()
    }
    assert_same(run(asked, whole), run(asked, whole, kept=kept))


def test_rows_are_skipped_across_batches() -> None:
    def batches() -> list[Batch]:
        return [{"x": np.array(part)} for part in ([1, 2], [3], [4, 5, 6])]

    found = [batch["x"].tolist() for batch in skip_rows(batches(), 3)]
    assert found == [[4, 5, 6]]
    assert [batch["x"].tolist() for batch in skip_rows(batches(), 4)] == [[5, 6]]
