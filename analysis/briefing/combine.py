"""Several shares as one, where the analysis gave only the parts."""

from collections.abc import Sequence
from math import fsum, sqrt
from statistics import NormalDist

from analysis.charts.cell import Cell


def joint_share(cells: Sequence[Cell], *, level: float = 0.95) -> Cell | None:
    """The share of people in any of several categories of one item; None without cells.

    The interval is Wilson's on Kish's effective n (DESIGN §8, `wilson`), which all categories of an
    item share. Where a part is hidden the whole is: shown, it would give the part away.
    """
    if not cells:
        return None
    first = cells[0]
    closed = next((cell for cell in cells if not cell.is_shown), None)
    if closed is not None:
        return Cell(
            variable=first.variable, category=None, estimate=None, by=first.by,
            flags=closed.flags, suppressed=closed.suppressed,
        )  # fmt: skip
    share = min(1.0, fsum(cell.estimate or 0.0 for cell in cells))
    low, high = wilson(share, first.n_effective, level=level)
    counts = [cell.count for cell in cells if cell.count is not None]
    return Cell(
        variable=first.variable, category=None, estimate=share, low=low, high=high, n=first.n,
        n_effective=first.n_effective, by=first.by, flags=first.flags,
        count=sum(counts) if len(counts) == len(cells) else None,
    )  # fmt: skip


def wilson(
    share: float, n_effective: float | None, *, level: float = 0.95
) -> tuple[float | None, float | None]:
    """Wilson's score interval of a share (Wilson 1927); (None, None) without a base.

    >>> low, high = wilson(174 / 753, 753)
    >>> round(low, 4), round(high, 4)
    (0.2024, 0.2625)
    """
    if not n_effective:
        return None, None
    z = NormalDist().inv_cdf(0.5 + level / 2)
    spread = z * z / n_effective
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n_effective + spread / (4 * n_effective)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def mean_share(cells: Sequence[Cell]) -> Cell | None:
    """The mean of several shares of the same people, with a careful interval.

    The standard error of a mean is at most the mean of the standard errors, whatever the
    correlation; so the mean of the bounds is never too narrow (to the order of the bounds).
    """
    if not cells:
        return None
    if not all(cell.is_shown for cell in cells):
        closed = next(cell for cell in cells if not cell.is_shown)
        return Cell(
            variable=closed.variable, category=None, estimate=None, flags=closed.flags,
            suppressed=closed.suppressed,
        )  # fmt: skip
    bases = [cell.n for cell in cells if cell.n is not None]
    return Cell(
        variable=cells[0].variable, category=None,
        estimate=fsum(cell.estimate or 0.0 for cell in cells) / len(cells),
        low=_mean([cell.low for cell in cells]), high=_mean([cell.high for cell in cells]),
        n=min(bases, default=None), flags=cells[0].flags,
    )  # fmt: skip


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if len(known) == len(values) else None
