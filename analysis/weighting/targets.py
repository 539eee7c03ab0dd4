"""From the targets of a plan to margins on the weighting cells, checked against the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.error import AnalysisError
from analysis.sums.coding import Codes, Floats
from analysis.weighting.rake import Margin

Targets = Mapping[str, Mapping[str, float]]
Missing = Literal["own_class", "refuse"]
CONTRADICTION = 1e-6
MOST_LEVELS = 4_096
MOST_INDICATORS = 2**26


@dataclass(frozen=True, eq=False)
class CellTable:
    """What is known of the weighting cells: rows and weight of each, and its level per variable."""

    rows: Codes
    weights: Floats
    levels: Mapping[str, Codes]
    labels: Mapping[str, tuple[str, ...]]


def make_margins(targets: Targets, table: CellTable, missing: Missing) -> tuple[Margin, ...]:
    """Return one margin per variable, all of the same total.

    Rows that miss the answer are a class of their own: it keeps its weighted share, the targets are
    scaled to the rest. Raises AnalysisError: `contradictory_margins`, `level_not_in_data`,
    `level_not_in_targets`, `impossible_cell`, `too_many_levels`.
    """
    check_levels(targets, table, MOST_LEVELS)
    totals = {name: sum(levels.values()) for name, levels in targets.items()}
    low, high = min(totals, key=totals.__getitem__), max(totals, key=totals.__getitem__)
    if totals[high] - totals[low] > CONTRADICTION:
        raise AnalysisError(
            "contradictory_margins",
            f"the targets of {low!r} sum to {totals[low]:.10g}, those of {high!r} to "
            f"{totals[high]:.10g}",
        )
    total = next(iter(totals.values()))
    if not total > 0:
        raise AnalysisError("impossible_cell", f"the targets of {low!r} sum to {total:g}")
    return tuple(
        _margin(name, levels, table, missing=missing, total=total)
        for name, levels in targets.items()
    )


def check_levels(targets: Targets, table: CellTable, most: int) -> None:
    """Raise AnalysisError("too_many_levels") where the margins' indicators would fill memory."""
    levels, cells = sum(len(table.labels[name]) for name in targets), len(table.weights)
    if levels > most or levels * cells > MOST_INDICATORS:
        names = ", ".join(map(repr, targets))
        raise AnalysisError(
            "too_many_levels",
            f"the margins {names} have {levels} levels in {cells} combinations, more than {most} "
            f"or, times each other, {MOST_INDICATORS}",
        )


def _margin(
    name: str, wanted: Mapping[str, float], table: CellTable, *, missing: Missing, total: float
) -> Margin:
    labels, levels = table.labels[name], table.levels[name]
    rows = np.bincount(levels, table.rows, len(labels) + 1).astype(np.float64)
    weights = np.bincount(levels, table.weights, len(labels) + 1).astype(np.float64)
    goal = np.array([0.0, *(wanted.get(label, 0.0) for label in labels)])
    _check_levels(name, wanted, labels, rows, weights)
    goal *= total / goal.sum()
    if weights[0] > 0:
        if missing == "refuse":
            raise AnalysisError(
                "level_not_in_targets", f"{int(rows[0])} rows miss the target variable {name!r}"
            )
        share = weights[0] / weights.sum()
        goal *= 1 - share
        goal[0] = share * total
    return Margin(name, labels, levels, goal)


def _check_levels(
    name: str,
    wanted: Mapping[str, float],
    labels: tuple[str, ...],
    rows: Floats,
    weights: Floats,
) -> None:
    count = dict(zip(labels, rows[1:], strict=True))
    weight = dict(zip(labels, weights[1:], strict=True))
    for label, target in wanted.items():
        if target > 0 and not count.get(label):
            raise AnalysisError(
                "level_not_in_data",
                f"target {name} = {label!r} ({target:g}) does not occur in the data",
            )
        if target > 0 and not weight[label] > 0:
            raise AnalysisError(
                "impossible_cell",
                f"all rows of {name} = {label!r} weigh 0, its target is {target:g}",
            )
    for label in labels:
        if label not in wanted and weight[label] > 0:
            raise AnalysisError(
                "level_not_in_targets",
                f"{int(count[label])} rows have {name} = {label!r}, which has no target",
            )
