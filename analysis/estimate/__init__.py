"""Statistics as functions of totals: the estimate, and its derivatives for the variance."""

from analysis.estimate.estimate import Estimate

__all__ = ["Estimate"]
