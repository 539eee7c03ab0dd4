"""The reader of a release: everything printed, as equations over the people of every combination.

Rows weigh 1 and every number has full digits, so a share times its base is a count, a standard
error gives the sum of squares, and degrees of freedom the rows of a domain. Unknown are the people
of each combination of answers (missing ones included).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from analysis.source import ArraySource, Column
from tests.unit.analysis.making import answer

Mask = Any
LEVELS: dict[str, tuple[str, ...]] = {
    "q": ("1", "2", "3", "4"),
    "g": ("a", "b", "c"),
    "h": ("k", "l"),
    "x": ("0", "1"),
    "y": ("0", "1"),
}
NUMBERS = ("q", "x", "y")
PLACES = tuple(product(*((None, *levels) for levels in LEVELS.values())))
COLUMNS = {name: np.array([place[i] or "" for place in PLACES]) for i, name in enumerate(LEVELS)}
VALUES = {
    name: np.array([float(label) if label else np.nan for label in COLUMNS[name]])
    for name in NUMBERS
}
WHERES: dict[str, Mask] = {
    "": np.ones(len(PLACES), dtype=bool),
    "g != 'b'": np.isin(COLUMNS["g"], ("a", "c")),
    "h == 'k'": COLUMNS["h"] == "k",
    "x == 1": VALUES["x"] == 1,
    "q < 4": VALUES["q"] < 4,
}


def has(*names: str) -> Mask:
    """The combinations with an answer to all of these."""
    return np.all([COLUMNS[name] != "" for name in names] or [np.ones(len(PLACES), bool)], axis=0)


def at(levels: Mapping[str, str]) -> Mask:
    """The combinations at these levels."""
    parts = [COLUMNS[name] == level for name, level in levels.items()]
    return np.all([np.ones(len(PLACES), bool), *parts], axis=0)


@dataclass
class Known:
    """Equations and inequalities, and the cells that are hidden and small, with their people."""

    truth: Any
    rows: list[Any] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    at_most: list[Any] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    hidden: dict[str, Mask] = field(default_factory=dict)

    def equal(self, row: Any, number: float | None) -> None:
        """Note that people (or sums over them) make up a number."""
        if number is not None:
            row = np.asarray(row, dtype=float)
            assert np.isclose(row @ self.truth, number, atol=1e-6), "the reader's own equation"
            self.rows.append(row)
            self.numbers.append(float(row @ self.truth))

    def most(self, row: Any, number: float) -> None:
        """Note that a sum is at most a number."""
        row = np.asarray(row, dtype=float)
        assert row @ self.truth <= number + 1e-6, "the reader's own bound"
        self.at_most.append(row)
        self.limits.append(number + 1e-6)

    def values(self, base: Mask, value: Any, total: float, squares: float | None) -> None:
        """Note the sum of a number over a base, and the sum of its squares."""
        one = np.where(base, np.nan_to_num(value), 0.0)
        self.equal(one, total)
        self.equal(one**2, squares)

    def largest(self, cell: Mask) -> float:
        """The most people a cell can hold for all that is known."""
        goal = -np.asarray(cell, dtype=float)
        found = linprog(
            goal,
            A_eq=np.array(self.rows),
            b_eq=self.numbers,
            A_ub=np.array(self.at_most) if self.at_most else None,
            b_ub=self.limits if self.at_most else None,
            bounds=(0, None),
        )
        assert found.status in (0, 3), found.message
        return np.inf if found.status == 3 else float(-found.fun)


def source_of(counts: Any) -> ArraySource:
    """The rows of people counted by combination."""
    rows = np.repeat(np.arange(len(PLACES)), counts)
    columns, arrays = {}, {}
    for name, levels in LEVELS.items():
        if name in NUMBERS:
            columns[name] = Column(name, "number")
            arrays[name] = VALUES[name][rows]
        else:
            columns[name] = Column(name, "category", levels)
            codes = np.array([levels.index(one) + 1 if one else 0 for one in COLUMNS[name]])
            arrays[name] = codes[rows].astype(np.uint8)
    return ArraySource(columns, arrays)


def read(counts: Any, plan: list[dict[str, Any]], k: int, **keys: Any) -> Known:
    """What a reader of a plan's answer knows, and which small cells it hides."""
    source = source_of(counts)
    full = answer(source, *plan, **keys)
    shown = answer(source, *plan, disclosure={"minimum_base": k}, **keys)
    known = Known(np.asarray(counts, dtype=float))
    known.equal(np.ones(len(PLACES)), shown["weights"]["n"])
    for number, estimate in enumerate(plan):
        true, seen = (found["estimates"][number]["cells"] for found in (full, shown))
        assert len(true) == len(seen)
        for one, two in zip(true, seen, strict=True):
            for name, mask, count in counts_in(estimate, one):
                people = int(mask @ known.truth)
                assert count is None or count == people, (estimate, name)
                if two["suppressed"]:
                    if 0 < people < k:
                        known.hidden[f"{estimate} {one['by']} {name}"] = mask
                else:
                    known.equal(mask, people)
                    assert people == 0 or people >= k, f"{estimate} prints {name}: {people}"
            if not two["suppressed"]:
                learn(known, estimate, two)
    return known


def domain_of(estimate: Mapping[str, Any], cell: Mapping[str, Any]) -> Mask:
    return WHERES[estimate.get("where", "")] & at(cell["by"])


def counts_in(
    estimate: Mapping[str, Any], cell: Mapping[str, Any]
) -> Iterator[tuple[str, Mask, int | None]]:
    """The counts of people that a cell prints: a name, the combinations, the number."""
    inside = domain_of(estimate, cell)
    statistic, variable = estimate["statistic"], cell["variable"] or ""
    if statistic == "crosstab":
        place = {estimate["rows"]: cell["row"], estimate["columns"]: cell["column"]}
        yield "n", inside & has(*place), cell["n"]
        yield f"{place}", inside & at(place), cell["count"]
        for name, level in place.items():
            yield f"{name} {level}", inside & has(*place) & at({name: level}), None
    elif statistic == "proportion" or estimate.get("indicator"):
        yield "n", inside & has(variable), cell["n"]
        yield cell["category"], inside & at({variable: cell["category"]}), cell["count"]
    elif statistic == "multiple":
        base = inside & np.any([has(name) for name in estimate["variables"]], axis=0)
        yield "n", base, cell["n"]
        yield "1", base & at({variable: "1"}), cell["count"]
    elif statistic in ("top_box", "nps"):
        yield from boxes_in(estimate, cell, inside, variable)
    elif statistic == "letters":
        inside = inside & at({estimate["columns"]: cell["column"]})
        yield "n", inside & has(variable), cell["n"]
        place = {variable: cell["row"]}
        yield f"{place} {cell['column']}", inside & at(place), cell["count"]
    elif statistic == "difference":
        yield from levels_in(estimate, cell, inside)
    elif statistic == "ratio":
        yield "n", inside & has(estimate["numerator"], estimate["denominator"]), cell["n"]
    elif statistic == "mean_top_box":
        yield "n", inside & ~np.isnan(share_in(estimate)), cell["n"]
    else:
        yield "n", inside & has(variable), cell["n"]


def boxes_in(
    estimate: Mapping[str, Any], cell: Mapping[str, Any], inside: Mask, variable: str
) -> Iterator[tuple[str, Mask, int | None]]:
    answered = inside & has(variable) & ~np.isin(COLUMNS[variable], estimate.get("missing", ()))
    yield "n", answered, cell["n"]
    if estimate["statistic"] == "nps":
        for part, count in cell["counts"].items():
            low, high = {"promoters": (9, 10), "passives": (7, 8), "detractors": (0, 6)}[part]
            value = VALUES[variable]
            yield part, answered & (value >= low) & (value <= high), count
        return
    box = answered & np.isin(COLUMNS[variable], estimate["categories"])
    yield "in", box, cell["count"]
    yield "out", answered & ~box, None


def levels_in(
    estimate: Mapping[str, Any], cell: Mapping[str, Any], inside: Mask
) -> Iterator[tuple[str, Mask, int | None]]:
    variable = estimate["variable"]
    missing = estimate.get("missing", ())
    for name in ("level", "against"):
        base = inside & at({estimate["group"]: cell[name]}) & has(variable)
        base = base & ~np.isin(COLUMNS[variable], missing)
        yield f"{name} {cell[name]} n", base, cell[f"{name}_n"]
        if estimate["measure"] != "mean":
            box = estimate["categories"] if cell["category"] is None else [cell["category"]]
            box_mask = base & np.isin(COLUMNS[variable], box)
            yield f"{name} {cell[name]} {box}", box_mask, cell[f"{name}_count"]


def share_in(estimate: Mapping[str, Any]) -> Any:
    answered = np.sum([has(name) for name in estimate["variables"]], axis=0)
    ticked = np.sum(
        [np.isin(COLUMNS[name], estimate["categories"]) for name in estimate["variables"]], axis=0
    )
    with np.errstate(invalid="ignore"):
        return ticked / answered


def squares(known: Known, cell: Mapping[str, Any]) -> float | None:
    """The sum of squares of values behind a mean and its standard error (element sampling)."""
    n, mean, se, rows = cell["n"], cell["estimate"], cell["se"], float(known.truth.sum())
    return None if se is None else se**2 * n**2 * (rows - 1) / rows + n * mean**2


def learn(known: Known, estimate: Mapping[str, Any], cell: Mapping[str, Any]) -> None:
    """Note what the numbers of a shown cell tell besides its counts."""
    inside = domain_of(estimate, cell)
    statistic, variable, value = estimate["statistic"], cell["variable"], cell["estimate"]
    if value is None:
        return
    domain_df = statistic in ("proportion", "crosstab", "top_box", "multiple")
    if domain_df and cell["df"] is not None:
        known.equal(inside, cell["df"] + 1)
    if statistic == "letters" and cell["df"] is not None:
        known.equal(inside & at({estimate["columns"]: cell["column"]}), cell["df"] + 1)
    if statistic == "mean":
        base = inside & has(variable)
        total = squares(known, cell)
        known.values(base, VALUES[variable], value * cell["n"], total)
    elif statistic == "mean_top_box":
        share = share_in(estimate)
        total = squares(known, cell)
        known.values(inside & ~np.isnan(share), share, value * cell["n"], total)
    elif statistic == "total" and not estimate.get("indicator"):
        known.values(inside & has(variable), VALUES[variable], value, None)
    elif statistic == "ratio":
        top, bottom = estimate["numerator"], estimate["denominator"]
        base = inside & has(top, bottom)
        known.values(base, VALUES[top] - value * VALUES[bottom], 0.0, None)
    elif statistic == "quantile":
        base = inside & has(variable)
        up_to, below = base & (VALUES[variable] <= value), base & (VALUES[variable] < value)
        known.most(-1.0 * up_to, -cell["prob"] * cell["n"])
        known.most(below, cell["prob"] * cell["n"])
    elif statistic == "multiple" and estimate.get("base") == "responses" and value > 0:
        base = inside & np.any([has(name) for name in estimate["variables"]], axis=0)
        ticks = np.sum([np.nan_to_num(VALUES[name]) for name in estimate["variables"]], axis=0)
        known.values(base, ticks, cell["count"] / value, None)
    elif statistic == "difference" and estimate["measure"] == "mean":
        learn_difference(known, estimate, cell, inside)


def learn_difference(
    known: Known, estimate: Mapping[str, Any], cell: Mapping[str, Any], inside: Mask
) -> None:
    """Note both levels' sums: for a 0/1 column the difference and its error give them."""
    variable = estimate["variable"]
    for name in ("level", "against"):
        base = inside & at({estimate["group"]: cell[name]}) & has(variable)
        one = np.where(base, np.nan_to_num(VALUES[variable]), 0.0)
        known.equal(one, float(one @ known.truth))
