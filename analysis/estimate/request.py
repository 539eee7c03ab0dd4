"""What every estimate of a plan has in common, and how its statistic answers."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TypedDict

import numpy as np

from analysis.answer import EstimateAnswer
from analysis.estimate.design_effect import Deff, design_effects
from analysis.estimate.estimate import Estimate, base_flags, kish
from analysis.estimate.interval import quantile
from analysis.estimate.quantile_search import Found, Wanted, find_quantiles
from analysis.reading import Keys
from analysis.sums.coding import Floats
from analysis.sums.collect import Collector
from analysis.sums.frame import Frame
from analysis.sums.group import Group
from analysis.sums.moments import Moments
from analysis.sums.presence import Presence
from analysis.sums.table import Domain, Table
from analysis.sums.where import parse_where


class Common(TypedDict):
    """The fields of `Request`, read."""

    id: str
    domain: Domain
    level: float
    normal: bool
    deff: Deff


@dataclass(frozen=True)
class Sums:
    """What the statistics of a plan answer from: the summed tables, the frame they are sums of."""

    moments: Moments
    frame: Frame
    collector: Collector
    requests: Sequence["Request"]

    def labels(self, column: str) -> tuple[str, ...]:
        """Return the labels of a column taken by its text."""
        return self.frame.codings[column].labels

    @cached_property
    def quantiles(self) -> Mapping[Wanted, Found]:
        """All quantiles of the plan, found in passes of their own when first asked for."""
        moments = Moments(self.collector)
        moments.model.projection = self.moments.model.projection
        wanted = [one for request in self.requests for one in request.quantiles()]
        return find_quantiles(wanted, self.collector, moments)

    def groups(self, domain: Domain) -> list[dict[str, str]]:
        """Return the levels of `by` of every group, in the order of the group numbers."""
        levels = [self.labels(name) for name in domain.by]
        return [dict(zip(domain.by, one, strict=True)) for one in product(*levels)]


@dataclass(frozen=True)
class Request(ABC):
    """One estimate of a plan. A statistic is a subclass and a line in the registry.

    `level` is the confidence level, `normal` asks for normal instead of t intervals, `deff` for
    design effects against a sample without (`yes`) or with replacement (`replace`).
    """

    id: str
    domain: Domain
    level: float
    normal: bool
    deff: Deff

    @classmethod
    @abstractmethod
    def read(cls, keys: Keys, common: Common) -> "Request":
        """Read the statistic's own keys."""

    @abstractmethod
    def tables(self) -> Sequence[Table]:
        """Return the tables the statistic needs summed."""

    def quantiles(self) -> Sequence[Wanted]:
        """Return the quantiles the statistic needs."""
        return ()

    @abstractmethod
    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return the cells (and tests)."""

    def estimates_of(
        self,
        sums: Sums,
        group: Group,
        values: Sequence[float],
        derivatives: Floats,
        *,
        needs_two: bool = True,
    ) -> list[Estimate]:
        """Return estimates with symmetric intervals from their values and derivatives.

        `derivatives` is outputs × basis of the group. With `needs_two` one respondent has no
        standard error.
        """
        n = int(group.n.sum())
        effective = kish(group.weight.sum(), group.square.sum())
        flags = base_flags(n, effective)
        if not np.isfinite(values).all():
            empty = Estimate(None, None, None, None, None, n, effective, None, flags)
            return [empty] * len(values)
        df = self.design_df(sums)
        variances = group.variances(derivatives)
        effects = design_effects(group, derivatives, variances, self.deff)
        errors = np.sqrt(np.maximum(variances, 0))
        if n == 1 and needs_two:
            errors[:] = effects[:] = np.nan
        half = quantile(self.level, df) * errors
        return [
            Estimate(value, se, value - h, value + h, df, n, effective, effect, flags)
            for value, se, h, effect in zip(values, errors, half, effects, strict=True)
        ]

    def design_df(self, sums: Sums) -> float | None:
        """Return the whole design's degrees of freedom, None when normal intervals are asked."""
        return None if self.normal else sums.moments.presence(Domain(), 0).df

    def domain_df(self, presence: Presence) -> float | None:
        """Return the domain's degrees of freedom, None when normal intervals are asked."""
        return None if self.normal else presence.df

    def numbered_groups(self, sums: Sums) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the number and the levels of every group of the domain."""
        yield from enumerate(sums.groups(self.domain))


def read_common(keys: Keys) -> Common:
    """Read the keys that every estimate may have."""
    where = keys.find_text("where")
    by = keys.different_texts("by")
    domain = Domain(by, parse_where(where) if where is not None else None)
    level = keys.number("level", 0.95)
    if not 0 < level < 1:
        keys.refuse("level", "between 0 and 1")
    normal = keys.null("df")
    deff = keys.raw("deff")
    if deff is not None and not isinstance(deff, bool) and deff != "replace":
        keys.refuse("deff", 'true, false or "replace"')
    chosen: Deff = "replace" if deff == "replace" else "yes" if deff else "no"
    return {
        "id": keys.text("id"),
        "domain": domain,
        "level": level,
        "normal": normal,
        "deff": chosen,
    }
