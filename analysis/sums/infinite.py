"""What a sum that is not finite says of the data: an infinite value, or values too great to sum."""

from collections.abc import Iterable

import numpy as np

from analysis.error import AnalysisError
from analysis.sums.coding import Floats
from analysis.sums.frame import Frame
from analysis.sums.table import Table


def need_finite(frame: Frame, table: Table, arrays: Iterable[Floats]) -> None:
    """Refuse what is not finite: an infinite value, or values too great to sum and square."""
    if not all(np.isfinite(array).all() for array in arrays):
        raise infinite(frame, table)


def infinite(frame: Frame, table: Table) -> AnalysisError:
    """Return the refusal of a table whose sums are not finite; reads its number columns for it.

    `not_a_number` names a column with infinite values and how many there are, `too_large` columns
    whose values are finite and whose sums (or sums of squares) are not.
    """
    names = sorted(table.number_columns)
    counts = dict.fromkeys(names, 0)
    for rows in frame.scan(names, keys=names):
        for name in names:
            counts[name] += rows.count_true(
                np.isinf(rows.batch[name].astype(np.float64, copy=False))
            )
    for name, count in counts.items():
        if count:
            values = "an infinite value" if count == 1 else f"{count} infinite values"
            return AnalysisError("not_a_number", f"column {name!r} has {values}")
    columns = ", ".join(map(repr, names))
    return AnalysisError("too_large", f"the values of {columns} are too great to sum and square")
