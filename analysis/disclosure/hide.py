"""Hide the small cells of an answer, and what would give them away, over the whole answer.

One answer is one release: all its tables are looked at together. The proofs, and what is not
covered, are in docs/methods/disclosure.md.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from analysis.answer import Answer, Cell, EstimateAnswer, Margin
from analysis.disclosure.bases import emptied_places, hidden_beside, tables_alike
from analysis.disclosure.boxes import cells_to_hide
from analysis.disclosure.domains import estimates_to_hide
from analysis.disclosure.patterns import Mask, hidden_levels, hide_table
from analysis.disclosure.release import ReleaseTable, release_tables
from analysis.disclosure.told import Told
from analysis.lines import GroupingSource
from analysis.plan import Plan
from analysis.source import Source

Levels = dict[tuple[str, str], set[str]]
KEPT = frozenset(
    {"by", "variable", "category", "row", "column", "numerator", "denominator"}
    | {"prob", "variables", "categories", "group", "level", "against", "letter"}
)


def hide(answer: Answer, plan: Plan, source: Source | GroupingSource) -> Answer:
    """Return the answer with cells under the plan's `minimum_base` hidden (0: as it is).

    A hidden cell keeps its names; every number in it is null and `suppressed` is true. Tests of a
    table with a hidden cell are null too: with the shown cells they would tell the hidden ones.
    The class of people who withheld a group (the plan's `withheld`) is left out.
    """
    k = plan.minimum_base
    if k <= 1:
        return answer
    tables = release_tables(plan, answer)
    levels = _shared_levels(tables, answer["weights"]["margins"], k)
    emptied = emptied_places(tables, k)
    for group in tables_alike(tables):
        _hide_group(group, tables, levels, emptied, k)
    for cell, only_letters in cells_to_hide(plan.estimates, answer, Told.of(tables)):
        if only_letters:
            cell["letters"] = None
        else:
            suppress(cell)
    for estimate in estimates_to_hide(plan, answer, tables, levels, source):
        for cell in estimate["cells"]:
            suppress(cell)
    for estimate in answer["estimates"]:
        _drop_withheld(estimate, plan.withheld)
        _hide_bases(estimate, k)
        _hide_tests(estimate)
        _hide_adjusted(estimate)
    if _hide_margins(answer["weights"]["margins"], levels):
        _coarsen(answer, k)
    return answer


def _shared_levels(tables: Iterable[ReleaseTable], margins: Iterable[Margin], k: int) -> Levels:
    """Return, per condition and axis, the levels that no table may show.

    Those of the whole sample are hidden under every condition.

    The number of people of a level is the largest that any table shows: the others miss answers.
    """
    people: dict[tuple[str, str], dict[str, int]] = {}
    for table in tables:
        counts, _ = table.arrays
        for axis, name in enumerate(table.axes):
            others = tuple(a for a in range(counts.ndim) if a != axis)
            known = people.setdefault((table.where, name), {})
            for level, count in zip(table.levels[axis], counts.sum(axis=others), strict=True):
                known[level] = max(known.get(level, 0), int(count))
    for margin in margins:
        known = people.setdefault(("", margin["variable"]), {})
        level = margin["category"]
        known[level] = max(known.get(level, 0), margin["count"] or 0)
    found: Levels = {}
    for (where, name), known in sorted(people.items()):
        labels = list(known)
        whole = found.get(("", name), set())
        given = [i for i, level in enumerate(labels) if level in whole]
        chosen = hidden_levels(
            np.array([known[level] for level in labels], dtype=np.intp), k, given
        )
        found[where, name] = {labels[i] for i in chosen}
    return found


def _hide_group(
    group: Sequence[ReleaseTable],
    tables: Iterable[ReleaseTable],
    levels: Levels,
    emptied: Mapping[ReleaseTable, Mask],
    k: int,
) -> None:
    """Hide cells of tables over the same axes, until what one hides tells nothing of another."""
    given = {table: _hidden_everywhere(table, levels) for table in group}
    for table in group:
        counts, shown = table.arrays
        if counts.ndim > 2 and any(_is_hidden_inside(p, levels) for p in _parts(table, tables)):
            table.hidden = np.ones_like(shown)
        else:
            table.hidden = hide_table(counts, shown, k, given[table], emptied.get(table))
    beside = list(hidden_beside(group, k))
    while beside:
        for table, places in beside:
            counts, shown = table.arrays
            table.hidden = places | hide_table(counts, shown, k, given[table], places)
        beside = list(hidden_beside(group, k))
    for table in group:
        _suppress_hidden(table)


def _hidden_everywhere(table: ReleaseTable, levels: Levels) -> list[list[int]]:
    """Return, per axis, the levels that no table may show."""
    return [
        [i for i, level in enumerate(known) if level in levels[table.where, axis]]
        for axis, known in zip(table.axes, table.levels, strict=True)
    ]


def _suppress_hidden(table: ReleaseTable) -> None:
    for place, cells in table.cells.items():
        if table.hidden is not None and table.hidden[table.index(place)]:
            for cell in cells:
                suppress(cell)


def _parts(table: ReleaseTable, tables: Iterable[ReleaseTable]) -> Iterable[ReleaseTable]:
    """Yield the tables over some of a table's axes: they were hidden before it."""
    for part in tables:
        if part.where == table.where and part.variables < table.variables:
            yield part


def _is_hidden_inside(table: ReleaseTable, levels: Levels) -> bool:
    """Say whether a table hides more than the levels that are hidden everywhere."""
    if table.hidden is None:
        return False
    everywhere = _everywhere(table, levels)
    return bool((table.hidden & ~everywhere).any())


def _everywhere(table: ReleaseTable, levels: Levels) -> Mask:
    mask = np.zeros(tuple(map(len, table.levels)), dtype=bool)
    for axis, (name, known) in enumerate(zip(table.axes, table.levels, strict=True)):
        hidden = np.array([level in levels[table.where, name] for level in known])
        shape = [1] * mask.ndim
        shape[axis] = len(hidden)
        mask |= hidden.reshape(shape)
    return mask


def suppress(cell: Cell) -> None:
    """Take every number out of a cell."""
    for key in cell:
        if key not in KEPT:
            cell[key] = None  # type: ignore[literal-required]  # every other key holds numbers
    cell["flags"] = []
    cell["suppressed"] = True


def _drop_withheld(estimate: EstimateAnswer, withheld: str | None) -> None:
    """Leave out the cells of people who withheld their group: no table is about them."""
    estimate["cells"] = [cell for cell in estimate["cells"] if withheld not in cell["by"].values()]


def _hide_bases(estimate: EstimateAnswer, k: int) -> None:
    """Hide cells whose base is under k, and the base where all its cells but empty ones are hidden.

    The base of a group whose people are all hidden would otherwise stay in its empty cells.
    """
    groups: dict[tuple[str, ...], list[Cell]] = {}
    for cell in estimate["cells"]:
        groups.setdefault((cell["variable"] or "", *cell["by"].values()), []).append(cell)
    for cells in groups.values():
        people = [cell for cell in cells if cell.get("count") != 0 or cell["suppressed"]]
        if people and all(cell["suppressed"] for cell in people):
            for cell in cells:
                suppress(cell)
        for cell in cells:
            if cell["n"] is not None and 0 < cell["n"] < k:
                suppress(cell)


def _hide_tests(estimate: EstimateAnswer) -> None:
    if not any(cell["suppressed"] for cell in estimate["cells"]):
        return
    for test in estimate.get("tests", {}).values():
        test.update({"statistic": None, "ndf": None, "ddf": None, "p": None})
    for line in estimate.get("tests_by", []):
        line["tests"] = estimate.get("tests", {})


def _hide_adjusted(estimate: EstimateAnswer) -> None:
    """Hide p values corrected for those of a hidden pair: Holm's step down shows the next one."""
    rows: dict[tuple[str | None, ...], list[Cell]] = {}
    for cell in estimate["cells"]:
        if "p_adjusted" in cell:
            rows.setdefault((cell["category"], *cell["by"].values()), []).append(cell)
    for cells in rows.values():
        if any(cell["suppressed"] for cell in cells):
            for cell in cells:
                cell["p_adjusted"] = None


def _hide_margins(margins: Iterable[Margin], levels: Levels) -> bool:
    """Hide what the sample weighed before where it would tell how many people there are.

    Returns whether anything was hidden.
    """
    is_hidden = False
    for margin in margins:
        if margin["category"] in levels.get(("", margin["variable"]), ()):
            margin["before"], margin["count"] = None, None
            is_hidden = True
    return is_hidden


def _coarsen(answer: Answer, k: int) -> None:
    """Take out what tells the people of a hidden class of the weighting beside its target.

    Its weight, target / people, may be the largest; an exact effective n, (Σw)² / Σw², gives the
    people of the last unknown class. Every one is rounded down to a multiple of k, and design
    effects go.
    """
    weights = answer["weights"]
    weights["min"] = weights["max"] = None
    weights["n_effective"] = coarse = _down(weights["n_effective"], k)
    weights["kish_deff"] = weights["n"] / coarse if coarse else None
    for estimate in answer["estimates"]:
        for cell in estimate["cells"]:
            cell["n_effective"], cell["deff"] = _down(cell["n_effective"], k), None


def _down(value: float | None, k: int) -> float | None:
    return value // k * k or None if value is not None else None
