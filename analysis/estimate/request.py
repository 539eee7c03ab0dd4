"""What every estimate of a plan has in common, and how its statistic answers."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypedDict

from analysis.answer import EstimateAnswer
from analysis.reading import Keys
from analysis.sums.frame import Frame
from analysis.sums.moments import Moments, Presence
from analysis.sums.table import Domain, Table
from analysis.sums.where import parse_where

Deff = Literal["no", "yes", "replace"]


class Common(TypedDict):
    """The fields of `Request`, read."""

    id: str
    domain: Domain
    level: float
    normal: bool
    deff: Deff


@dataclass(frozen=True)
class Sums:
    """What a statistic answers from: the summed tables and the frame they were summed over."""

    moments: Moments
    frame: Frame

    def labels(self, column: str) -> tuple[str, ...]:
        """Return the labels of a column taken by its text."""
        return self.frame.codings[column].labels

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

    @abstractmethod
    def answer(self, sums: Sums) -> EstimateAnswer:
        """Return the cells (and tests)."""

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
    by = keys.texts("by")
    domain = Domain(by, parse_where(where) if where is not None else None)
    level = keys.number("level", 0.95)
    if not 0 < level < 1:
        keys.refuse("level", "between 0 and 1")
    normal = keys.null("df")
    deff = keys.raw("deff")
    if deff not in (None, False, True, "replace"):
        keys.refuse("deff", 'true, false or "replace"')
    chosen: Deff = "replace" if deff == "replace" else "yes" if deff else "no"
    return {
        "id": keys.text("id"),
        "domain": domain,
        "level": level,
        "normal": normal,
        "deff": chosen,
    }
