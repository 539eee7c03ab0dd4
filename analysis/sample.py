"""How the people of a survey were chosen, as far as standard errors need to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LonelyPsu = Literal["fail", "remove", "certainty", "average", "adjust"]
LONELY_PSU: tuple[LonelyPsu, ...] = ("fail", "remove", "certainty", "average", "adjust")


@dataclass(frozen=True, slots=True)
class SampleDesign:
    """Columns that describe the sample; all are names of columns of the source.

    Without `clusters` rows are the sampling units. `fpc` is a column per stage: population counts
    or sampling fractions. With `nest` cluster ids are unique only in their stratum. `lonely_psu`
    says what a stratum with one sampling unit does to a variance (R's `survey.lonely.psu`).
    `replicates` is kept for replicate weights.
    """

    weight: str | None = None
    strata: str | None = None
    clusters: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    nest: bool = False
    lonely_psu: LonelyPsu = "fail"
    replicates: Mapping[str, object] | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """Every column the design reads, without repeats, in the order weight, strata, …"""
        names = (self.weight, self.strata, *self.clusters, *self.fpc)
        return tuple(dict.fromkeys(name for name in names if name is not None))
