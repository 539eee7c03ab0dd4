"""Shares of classes of categories, in the whole group or at each level of another column.

A class is a category or a set of them (a top box). Shares are functions of the totals of one table
of weights by category, the same that proportions and crosstabs are made from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.error import AnalysisError
from analysis.sums.coding import Floats
from analysis.sums.group import Group
from analysis.sums.where import Bools

MOST_DERIVATIVES = 2**25


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of a column's labels: masks (classes × labels), and which labels are answers."""

    names: tuple[str | None, ...]
    masks: Bools
    base: Bools


@dataclass(frozen=True, slots=True)
class Levels:
    """What a measure is at each level: arrays levels × outputs, the base by level.

    `derivatives` has shape levels × outputs × basis of the group, `bases` (levels × basis) are the
    derivatives of the denominators; `counts` are unweighted (0 for means).
    """

    values: Floats
    derivatives: Floats
    bases: Floats
    counts: Floats
    n: Floats
    weight: Floats
    square: Floats


def check_size(levels: int, outputs: int, labels: int, names: str) -> None:
    """Raise AnalysisError("too_many_cells") where the derivatives of all levels would fill memory.

    They are levels × outputs × (levels × labels) numbers.
    """
    if levels * outputs * levels * labels > MOST_DERIVATIVES:
        detail = f"{names}: {levels} levels of {outputs} shares of {labels} categories are too many"
        raise AnalysisError("too_many_cells", detail)


def each_category(
    labels: Sequence[str], categories: Sequence[str], missing: Sequence[str], column: str
) -> Classes:
    """Return a class for each of the named categories (all answers when none is named)."""
    check_labels(labels, (*categories, *missing), column)
    names = tuple(categories) or tuple(label for label in labels if label not in missing)
    masks = [[label == name for label in labels] for name in names]
    return Classes(
        names, np.array(masks, dtype=bool).reshape(len(names), len(labels)), _base(labels, missing)
    )


def one_box(
    labels: Sequence[str], categories: Sequence[str], missing: Sequence[str], column: str
) -> Classes:
    """Return the one class of the named categories."""
    check_labels(labels, (*categories, *missing), column)
    mask = np.array([[label in categories for label in labels]], dtype=bool)
    return Classes((None,), mask, _base(labels, missing))


def check_labels(labels: Sequence[str], named: Sequence[str], column: str) -> None:
    """Raise AnalysisError("level_not_in_data") for a name that is no label of the column."""
    unknown = sorted(set(named) - set(labels))
    if unknown:
        shown = ", ".join(map(repr, labels[:10]))
        detail = f"{unknown[0]!r} does not occur in {column!r}, which has {shown}"
        raise AnalysisError("level_not_in_data", detail)


def class_shares(group: Group, classes: Classes, levels: int = 1) -> Levels:
    """Return the shares of classes at each level; the table's cells are levels × labels."""
    shape = (levels, len(classes.base))
    weight, people = group.weight.reshape(shape) * classes.base, group.n.reshape(shape)
    totals = weight.sum(axis=1)
    masks = classes.masks & classes.base
    with np.errstate(all="ignore"):
        values = weight @ masks.T / totals[:, None]
        values[(weight @ ~masks.T == 0) & (totals[:, None] != 0)] = 1.0
        own = (masks[None] - values[:, :, None] * classes.base) / totals[:, None, None]
    return Levels(
        values,
        spread_out(own),
        spread_out(np.tile(classes.base, (levels, 1, 1)))[:, 0],
        people @ masks.T,
        people @ classes.base,
        totals,
        group.square.reshape(shape) @ classes.base,
    )


def level_means(group: Group) -> Levels:
    """Return the mean of the table's value at each level; the table's cells are the levels."""
    weight, means = group.totals[:, 0], group.means
    with np.errstate(all="ignore"):
        own = np.stack([-means, np.ones_like(means)], axis=2) / weight[:, None, None]
    bases = spread_out(np.tile([1.0, 0.0], (len(means), 1, 1)))[:, 0]
    counts = np.zeros_like(means)
    return Levels(means, spread_out(own), bases, counts, group.n, group.weight, group.square)


def spread_out(own: Floats) -> Floats:
    """Place each level's derivatives (levels × outputs × own basis) in the basis of the group."""
    levels, outputs, width = own.shape
    spread = np.zeros((levels, outputs, levels, width))
    spread[np.arange(levels), :, np.arange(levels), :] = own
    return spread.reshape(levels, outputs, levels * width)


def _base(labels: Sequence[str], missing: Sequence[str]) -> Bools:
    return np.array([label not in missing for label in labels], dtype=bool)
