"""What strata with one sampling unit do to the variance of one group (`lonely_psu`).

R keeps of an uncalibrated sample the strata that have a row in the domain, of a calibrated one all:
only those stand for a lonely one (`average`), and only their units make the mean it is taken around
(`adjust`). Source: R `survey` 4.4-2, `survey.lonely.psu` and `survey.adjust.domain.lonely`.
"""

from dataclasses import dataclass

import numpy as np

from analysis.sample import LonelyPsu
from analysis.sums.coding import Floats
from analysis.sums.sampling import Stage, at_stage
from analysis.sums.where import Bools


@dataclass(frozen=True, slots=True)
class Lonely:
    """The strata of a group: those around the mean of all `units`, and what `scale` makes up for.

    `apart` marks strata taken around the mean of all units instead of their own, `out` those left
    out; `scale` multiplies the variance of the first stage.
    """

    apart: Bools
    out: Bools
    units: int
    scale: float

    def mean(self, totals: Floats) -> Floats:
        """Return the mean of all units."""
        return np.asarray(totals.sum(axis=0) / max(self.units, 1))


def find_lonely(
    stage: Stage,
    seen: Floats | None,
    policy: LonelyPsu,
    *,
    is_element: bool,
    in_domains: bool,
) -> Lonely:
    """Return what is lonely in a group; `seen` is above 0 for last-stage units with a row in it.

    For element samples it is by stratum; None stands for all. With `in_domains` strata of several
    units of which the group has one are lonely too.
    """
    lonely, present = stage.lonely, stage.sizes > 0
    if seen is not None and is_element:
        present = seen > 0
    elif seen is not None:
        units = at_stage(seen[:, None], stage)[:, 0] > 0
        counts = np.bincount(stage.group_of_unit[units], minlength=len(stage.sizes))
        present = counts > 0
        if in_domains:
            lonely = lonely | ((counts == 1) & (stage.remaining > 0))
    lonely, nothing = lonely & present, np.zeros(len(present), dtype=bool)
    size = int(stage.sizes[present].sum())
    if policy == "adjust":
        return Lonely(lonely, nothing, size, 1.0)
    if policy != "average" or not lonely.any():
        return Lonely(nothing, nothing, size, 1.0)
    strata, alone = int(present.sum()), int(lonely.sum())
    return Lonely(nothing, lonely, size, strata / (strata - alone) if strata > alone else np.nan)
