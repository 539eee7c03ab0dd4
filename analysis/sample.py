"""How the people of a survey were chosen, as far as standard errors need to know."""

from dataclasses import dataclass
from typing import Literal

LonelyPsu = Literal["fail", "remove", "certainty", "average", "adjust"]
LONELY_PSU: tuple[LonelyPsu, ...] = ("fail", "remove", "certainty", "average", "adjust")

ReplicateType = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap"]
REPLICATE_TYPES: tuple[ReplicateType, ...] = ("JK1", "JKn", "BRR", "Fay", "bootstrap")


@dataclass(frozen=True, slots=True)
class Replication:
    """How replicate weights come about: made from the clusters (`type`), or read from `columns`.

    `rho` belongs to Fay, `count` and `seed` to the bootstrap, `scale` and `rscales` to columns.
    With `mse` replicates are compared with the estimate, else with their own mean.
    """

    type: ReplicateType | None = None
    rho: float = 0.0
    count: int = 0
    seed: int = 0
    columns: tuple[str, ...] = ()
    scale: float = 1.0
    rscales: tuple[float, ...] = ()
    mse: bool = False


@dataclass(frozen=True, slots=True)
class SampleDesign:
    """Columns that describe the sample; all are names of columns of the source.

    Without `clusters` rows are the sampling units. `fpc` is a column per stage: population counts
    or sampling fractions. With `nest` cluster ids are unique only in their stratum. `lonely_psu`
    says what a stratum with one sampling unit does to a variance (R's `survey.lonely.psu`), with
    `adjust_domain_lonely` also one that a domain has one unit of (`survey.adjust.domain.lonely`).
    With `replicates` variances come from replicate weights.
    """

    weight: str | None = None
    strata: str | None = None
    clusters: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    nest: bool = False
    lonely_psu: LonelyPsu = "fail"
    adjust_domain_lonely: bool = False
    replicates: Replication | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """Every column the design reads, without repeats, in the order weight, strata, …"""
        names = (self.weight, self.strata, *self.clusters, *self.fpc)
        if self.replicates is not None:
            names = (*names, *self.replicates.columns)
        return tuple(dict.fromkeys(name for name in names if name is not None))
