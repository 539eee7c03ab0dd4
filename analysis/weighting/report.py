"""How the weights came out: their size, their cost in effective n, the margins they meet."""

import numpy as np

from analysis.answer import KnownTotal, Margin, Weights
from analysis.error import AnalysisError
from analysis.estimate.estimate import finite
from analysis.sums.coding import Floats
from analysis.sums.collect import Collector
from analysis.sums.moments import Moments
from analysis.sums.row_residuals import RowProjection
from analysis.sums.table import Table
from analysis.weighting import rake
from analysis.weighting.calibrate_step import INTERCEPT
from analysis.weighting.fitted import CellFactors, RowFactors


def report(collector: Collector, moments: Moments) -> Weights:
    """Return the `weights` part of the answer."""
    whole = moments.group(Table(), 0)
    n, live = float(whole.n.sum()), float(whole.live.sum())
    total, square = float(whole.weight.sum()), float(whole.square.sum())
    if not (abs(total) < np.inf and square < np.inf and (square > 0 or not live)):
        raise AnalysisError(
            "bad_weights", f"the weights sum to {total:g}, their squares {square:g}"
        )
    low, high = _range(collector)
    found: Weights = {
        "n": int(n),
        "n_positive": int(live),
        "sum": total,
        "min": finite(low),
        "max": finite(high),
        "kish_deff": n * square / total**2 if total > 0 else None,
        "n_effective": total**2 / square if square > 0 else None,
        "margins": [],
        "missing": [],
    }
    if collector.weighting.calibrations and collector.replicates is None:
        found["residuals"] = [step.residuals for step in collector.weighting.calibrations]
    before = _before(collector, moments)
    for step in collector.weighting.calibrations:
        for margin in step.margins:
            _add_margin(found, margin, before, moments)
    on_numbers = collector.weighting.row_step
    if on_numbers is not None:
        found["residuals"] = [on_numbers.residuals]
        for margin in on_numbers.margins:
            _add_margin(found, margin, on_numbers.before, moments)
        _add_numbers(found, on_numbers, moments)
    return found


def _add_numbers(found: Weights, step: RowFactors, moments: Moments) -> None:
    """Add a line per number column: its population total before and after."""
    projection = moments.model.projection
    assert isinstance(projection, RowProjection)  # noqa: S101  # as the step has numbers
    achieved = projection.achieved
    lines = zip(step.numbers, step.totals, step.totals_before, achieved, strict=True)
    for name, *numbers in lines:
        target, before, after = map(float, numbers)
        line = KnownTotal(variable=name, target=target, before=before, achieved=after)
        found.setdefault("totals", []).append(line)


def _before(collector: Collector, moments: Moments) -> Floats:
    """Return the weight of every weighting cell before the calibration steps.

    Exact when no trimming lies between; then the factors are taken out of the final weights.
    """
    weights = moments.cell_sums("w")
    for step in collector.weighting.steps:
        if isinstance(step, CellFactors):
            weights = np.divide(
                weights, step.factors, out=np.zeros_like(weights), where=step.factors != 0
            )
    return weights


def _add_margin(found: Weights, margin: rake.Margin, before: Floats, moments: Moments) -> None:
    old, new = margin.sums(before), margin.sums(moments.cell_sums("w"))
    counts = margin.sums(moments.cell_sums("n")).round()
    if margin.variable == INTERCEPT:
        size = float(margin.targets[1])
        line_of_all = KnownTotal(
            variable=INTERCEPT, target=size, before=float(old[1]), achieved=float(new[1])
        )
        found.setdefault("totals", []).append(line_of_all)
        return
    for level, label in enumerate(margin.labels, start=1):
        line: Margin = {
            "variable": margin.variable,
            "category": label,
            "target": float(margin.targets[level]),
            "count": int(counts[level]),
            "before": float(old[level]),
            "achieved": float(new[level]),
        }
        found["margins"].append(line)
    if old[0] > 0:
        found["missing"].append({"variable": margin.variable, "share": float(old[0] / old.sum())})


def _range(collector: Collector) -> tuple[float, float]:
    """Return the smallest and largest final weight."""
    if collector.frame.is_uniform and not collector.weighting.numbers:
        weights = collector.cell_weights()
        return float(weights.min()), float(weights.max())
    low, high = np.inf, -np.inf
    for rows in collector.frame.scan(collector.weighting.columns):
        if rows.count:
            least, greatest = collector.weighting.weight_range(rows)
            low, high = min(low, float(least.min())), max(high, float(greatest.max()))
    return low, high
