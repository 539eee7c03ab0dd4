"""Numbers that stand for days and moments, as the texts a CSV file would hold."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from analysis.sums.coding import Floats

WriteDates = Callable[[Floats], list[str]]


def write_days(origin: datetime, seconds: float) -> WriteDates:
    """Return what writes numbers of units since an origin as days: `2026-11-22`."""
    return lambda values: [_written(origin, value * seconds, 10) for value in values.tolist()]


def write_moments(origin: datetime, seconds: float) -> WriteDates:
    """Return what writes numbers of units since an origin as moments: `2026-11-22 07:04:05`."""
    return lambda values: [_written(origin, value * seconds, None) for value in values.tolist()]


def _written(origin: datetime, seconds: float, length: int | None) -> str:
    if np.isnan(seconds):
        return ""
    return (origin + timedelta(seconds=seconds)).isoformat(" ")[:length]
