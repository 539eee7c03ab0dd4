"""The sampling units behind the rows: strata, clusters, stages, and what each adds to a variance.

The variance of a total is Σ over stages and groups of c · Σ (t − t̄)², with t the totals of the
units of a group (a stratum; at stage two a cluster) and c = (1 − f) n / (n − 1), at stage two times
the sampling fraction of the cluster's stratum. Source: Särndal, Swensson and Wretman (1992),
section 4.3; R `survey:::multistage`. A stratum with one unit follows `lonely_psu`.
"""

from dataclasses import dataclass

import numpy as np

from analysis.error import AnalysisError
from analysis.sample import LonelyPsu
from analysis.sums.coding import Codes, Floats

CERTAIN = 1e-7
MOST_UNITS = 1e18


@dataclass(frozen=True, eq=False)
class Stage:
    """Units of one stage: the group each lies in, and per group the size and the coefficient.

    `unit_of` maps the units of the last stage to the units of this one (None: they are the same).
    `lonely` marks groups of one unit that are not certain; `coefficients` is 0 there.
    """

    group_of_unit: Codes
    sizes: Codes
    coefficients: Floats
    remaining: Floats
    lonely: np.ndarray[tuple[int], np.dtype[np.bool_]]
    unit_of: Codes | None = None


def coefficients(sizes: Codes, populations: Floats | None, scale: Floats | None = None) -> Floats:
    """Return (1 − n/N) n / (n − 1) per group, 0 for groups of one unit."""
    remaining = remaining_shares(sizes, populations)
    base = np.where(sizes > 1, remaining * sizes / np.maximum(sizes - 1, 1), 0.0)
    return base if scale is None else base * scale


def remaining_shares(sizes: Codes, populations: Floats | None) -> Floats:
    """Return 1 − n/N per group: 1 without population counts."""
    if populations is None:
        return np.ones(len(sizes))
    shares = 1 - sizes / populations
    return np.where(shares < CERTAIN, 0.0, shares)


def populations_of(low: Floats, high: Floats, sizes: Codes, *, name: str) -> Floats:
    """Turn an fpc column (its least and greatest value per group) into population counts.

    Values of 1 and more are counts, values up to 1 sampling fractions. Raises
    AnalysisError("bad_design") when both kinds are mixed, a group has two values, or more units
    were drawn than exist.
    """
    present = sizes > 0
    if np.isnan(low[present]).any() or (low[present] <= 0).any():
        raise AnalysisError("bad_design", f"fpc column {name!r} has missing or negative values")
    if (high[present] > MOST_UNITS).any():
        raise AnalysisError("bad_design", f"fpc column {name!r} has values over {MOST_UNITS:g}")
    if (low[present] != high[present]).any():
        raise AnalysisError("bad_design", f"fpc column {name!r} differs inside a stratum")
    counts = bool((high[present] > 1).any())
    if counts and (low[present] < 1).any():
        raise AnalysisError("bad_design", f"fpc column {name!r} mixes counts and fractions")
    populations = np.where(present, low if counts else sizes / np.where(present, low, 1), 1.0)
    if (populations < sizes * (1 - 1e-9)).any():
        raise AnalysisError("bad_design", f"fpc column {name!r} is under the number of units")
    return populations


def make_stage(
    group_of_unit: Codes,
    sizes: Codes,
    populations: Floats | None,
    *,
    scale: Floats | None = None,
    unit_of: Codes | None = None,
) -> Stage:
    """Build a stage from the group of each unit and the population of each group."""
    remaining = remaining_shares(sizes, populations)
    return Stage(
        group_of_unit,
        sizes,
        coefficients(sizes, populations, scale),
        remaining if scale is None else remaining * scale,
        (sizes == 1) & (remaining > 0),
        unit_of,
    )


def at_stage(totals: Floats, stage: Stage) -> Floats:
    """Sum totals of last-stage units to the units of a stage."""
    if stage.unit_of is None or len(stage.group_of_unit) == len(totals):
        return totals
    summed = np.zeros((len(stage.group_of_unit), totals.shape[1]))
    np.add.at(summed, stage.unit_of, totals)
    return summed


@dataclass(frozen=True, eq=False)
class Sampling:
    """All stages of a sample, the labels of its strata, and the policy for lonely units.

    With `is_element` the rows are the units: then `stages[0].group_of_unit` is empty.
    """

    is_element: bool
    stages: tuple[Stage, ...]
    strata: tuple[str, ...]
    lonely_psu: LonelyPsu

    def check_lonely(self) -> None:
        """Raise AnalysisError("lonely_psu") when the policy is `fail` and a stratum is lonely."""
        lonely = np.flatnonzero(self.stages[0].lonely)
        if self.lonely_psu == "fail" and len(lonely):
            names = ", ".join(self.strata[i] for i in lonely[:5])
            raise AnalysisError(
                "lonely_psu", f"{len(lonely)} strata have one sampling unit only: {names}"
            )
