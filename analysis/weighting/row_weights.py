"""The final weight of every row, for whoever exports them."""

import numpy as np

from analysis.plan import Plan
from analysis.source import Source
from analysis.sums.coding import Floats
from analysis.sums.frame import prepare
from analysis.weighting.fit import fit


def row_weights(plan: Plan, source: Source) -> Floats:
    """Return the weights after a plan's weighting, in the order of the rows (8 bytes a row).

    Raises AnalysisError as `analysis.run.run` does.
    """
    frame = prepare(source, plan.design)
    weighting = fit(frame, plan.weighting)
    parts = [weighting.weights(rows) for rows in frame.scan(weighting.columns)]
    return np.concatenate(parts) if parts else np.empty(0)
