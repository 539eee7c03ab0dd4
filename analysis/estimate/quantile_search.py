"""The quantiles of a plan and the bounds of their intervals, all found in the same few passes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimate.interval import quantile
from analysis.sums.coding import Floats
from analysis.sums.collect import Collector
from analysis.sums.group import Group
from analysis.sums.moments import Moments
from analysis.sums.ranks import Ranks, Sought
from analysis.sums.shares import in_shares
from analysis.sums.table import Table
from analysis.sums.values import Below


@dataclass(frozen=True, slots=True)
class Wanted:
    """Quantiles of a column in every group of a domain, with intervals of a level (normal or t)."""

    sought: Sought
    probs: tuple[float, ...]
    level: float
    normal: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Quantiles and the bounds of their intervals: each groups × probabilities."""

    values: Floats
    low: Floats
    high: Floats


def find_quantiles(
    wanted: Iterable[Wanted], collector: Collector, moments: Moments
) -> Mapping[Wanted, Found]:
    """Return every wanted quantile; `moments` are those of a pass of their own.

    Five passes over the rows, or three where columns have few distinct values: edges of bins, their
    weights, the values inside, the shares at or under each quantile, the values at their bounds;
    as many times more as the bins, or the sums of shares, exceed the memory set aside for them.
    """
    found: dict[Wanted, Found] = {}
    frame = collector.frame
    for share in in_shares(dict.fromkeys(wanted), lambda one: one.sought.room(frame)):
        ranks = Ranks(frame, collector.weighting, [one.sought for one in share])
        pairs = zip(share, ranks.groups, strict=True)
        values = ranks.at([np.tile(one.probs, (groups, 1)) for one, groups in pairs])
        bounds = ranks.at(_bounds(share, values, collector, moments))
        for one, middle, ends in zip(share, values, bounds, strict=True):
            low, high = np.split(ends, 2, axis=1)
            found[one] = Found(middle, low, high)
    return found


def _bounds(
    wanted: Sequence[Wanted], values: Sequence[Floats], collector: Collector, moments: Moments
) -> list[Floats]:
    """Return the shares at the bounds of each interval: groups × (low … high …)."""
    found = [np.full((len(one), 2 * one.shape[1]), np.nan) for one in values]
    tables = [
        (number, place, table)
        for number, (one, middle) in enumerate(zip(wanted, values, strict=True))
        for place, table in enumerate(_tables(one, middle))
    ]
    for share in in_shares(tables, lambda one: collector.size(one[2])):
        moments.load([table for _, _, table in share])
        for number, place, table in share:
            one, middle = wanted[number], values[number]
            for group in np.flatnonzero(np.isfinite(middle[:, place])).tolist():
                ends = _limits(one, moments.group(table, group), moments)
                found[number][group, [place, middle.shape[1] + place]] = ends
    return found


def _tables(wanted: Wanted, values: Floats) -> list[Table]:
    """Return a table of rows at or under each quantile (groups × probabilities)."""
    domain, column = wanted.sought.domain, wanted.sought.column
    limits = np.nan_to_num(values).T
    return [
        Table(domain, values=(Below(column, None, domain, tuple(one.tolist())),)) for one in limits
    ]


def _limits(wanted: Wanted, group: Group, moments: Moments) -> tuple[float, float]:
    """Return the bounds of the share at or under a quantile; NaN for one respondent."""
    if group.n.sum() == 1:
        return np.nan, np.nan
    share = float(group.means[0, 0])
    derivatives = np.array([[-share, 1.0]]) / group.totals[0, 0]
    per_row = group.over(np.array([[1.0, 0.0]]))
    error = float(np.sqrt(max(per_row.variances(derivatives)[0], 0.0)))
    df = None if wanted.normal else moments.answered_df(group)
    half = quantile(wanted.level, df) * error
    return share - half, share + half
