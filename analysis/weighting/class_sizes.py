"""How many people stand in each class of some columns, and how many they count for.

Effective n is Kish's, (Σw)² / Σw² over the rows of the class (docs/methods/weighting.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.plan import Plan
from analysis.source import Source
from analysis.sums.coding import Codes, Floats
from analysis.sums.frame import prepare
from analysis.weighting.fit import fit


@dataclass(frozen=True, slots=True)
class ClassSize:
    """The rows of a class, their weights' sum and Kish's effective n (None without weight)."""

    n: int
    weight: float
    n_effective: float | None


@dataclass(frozen=True)
class Sizes:
    """The whole and, by column, every label; rows without a value are in the whole only."""

    whole: ClassSize
    columns: Mapping[str, Mapping[str, ClassSize]]


def class_sizes(plan: Plan, source: Source, columns: Sequence[str]) -> Sizes:
    """Weigh the rows by the plan and measure the classes of category columns, in one pass.

    The plan's estimates are not computed. Raises AnalysisError when the weighting is refused.
    Example: three rows weighing 1, 1 and 2 count for (1 + 1 + 2)² / (1 + 1 + 4) = 2.67.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        frame = prepare(source, plan.design)
        weighting = fit(frame, plan.weighting)
        frame.add_codings(columns)
        labels = {name: frame.codings[name].labels for name in columns}
        sums = {name: np.zeros((3, len(known) + 1)) for name, known in labels.items()}
        whole = np.zeros((3, 1))
        for rows in frame.scan({*weighting.columns, *columns}):
            weights = weighting.weights(rows)
            whole += _sums(np.zeros(len(weights), np.intp), weights, 1)
            for name in columns:
                sums[name] += _sums(rows.codes(name), weights, sums[name].shape[1])
    return Sizes(
        _size(whole[:, 0]),
        {
            name: {label: _size(sums[name][:, code]) for code, label in enumerate(known, start=1)}
            for name, known in labels.items()
        },
    )


def _sums(codes: Codes, weights: Floats, count: int) -> Floats:
    """Rows, Σw and Σw² of every code."""
    return np.stack(
        [
            np.bincount(codes, minlength=count).astype(float),
            np.bincount(codes, weights, count),
            np.bincount(codes, weights * weights, count),
        ]
    )


def _size(sums: Floats) -> ClassSize:
    n, weight, square = (float(value) for value in sums)
    return ClassSize(int(n), weight, weight**2 / square if square > 0 else None)
