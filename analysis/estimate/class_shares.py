"""Estimates of the shares of classes of categories, for the statistics made of them."""

from dataclasses import dataclass

import numpy as np

from analysis.estimate.classes import Classes, class_shares
from analysis.estimate.design_effect import design_effects
from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import Shares, dispersion, interval
from analysis.estimate.request import Request, Sums
from analysis.sums.group import Group
from analysis.sums.table import Domain


@dataclass(frozen=True)
class ShareRequest(Request):
    """A statistic of shares; `ci` is the method of their intervals, as for proportions."""

    ci: str

    def share_estimates(
        self, sums: Sums, group: Group, classes: Classes, place: tuple[Domain, int]
    ) -> list[tuple[Estimate, int]]:
        """Return the share of every class of a group of categories, and its unweighted count.

        `place` is the domain and the number of the group in it.
        """
        found = class_shares(group, classes)
        n, weight, counts = int(found.n[0]), float(found.weight[0]), found.counts[0].astype(int)
        effective = kish(weight, float(found.square[0]))
        flags = base_flags(n, effective)
        if effective is None:
            nothing = Estimate(None, None, None, None, None, n, None, None, flags)
            return [(nothing, int(count)) for count in counts]
        p, derivatives = found.values[0], found.derivatives[0]
        variances = group.over(classes.base[None, :]).variances(derivatives)
        errors = np.where((p == 0) | (p == 1), 0.0, np.sqrt(np.maximum(variances, 0)))
        if n == 1:
            errors[:] = np.nan
        presence, design_df = sums.moments.presence(*place), self.design_df(sums)
        live = float(group.live[classes.base].sum())
        df, scale = self.domain_df(presence), dispersion(presence, weight, n, live)
        shares = Shares(p, errors, effective, presence, scale, df, design_df, self.level)
        low, high = interval(self.ci, shares)
        effects = design_effects(group, derivatives, variances, self.deff, cells=classes.base)
        shown = design_df if self.ci == "mean" else df
        parts = zip(p, errors, low, high, effects, counts, strict=True)
        return [
            (Estimate(value, se, one, two, shown, n, effective, effect, flags), int(count))
            for value, se, one, two, effect, count in parts
        ]
