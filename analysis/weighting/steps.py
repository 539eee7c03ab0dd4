"""The weighting steps of a plan: how each is read and fitted. One class per method."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np

from analysis.error import AnalysisError, PlanError
from analysis.reading import Keys, is_number
from analysis.sums.coding import Floats
from analysis.weighting.fitted import CellFactors, Clip, Residuals
from analysis.weighting.rake import ACCEPTED, rake
from analysis.weighting.targets import CellTable, Missing, Targets, make_margins

ROUNDS = 1_000
MOST_TARGET = 1e100


class Step(ABC):
    """One step of a plan's `weighting`."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The category columns the step reads."""
        return ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number columns the step reads."""
        return ()

    @property
    def is_by_cell(self) -> bool:
        """Whether the step multiplies all weights of a weighting cell by one factor."""
        return not self.numbers

    @classmethod
    @abstractmethod
    def read(cls, keys: Keys) -> "Step":
        """Read the step from a plan."""


@dataclass(frozen=True)
class Rake(Step):
    """Rake to several margins; `trim` bounds the factors new weight / old weight."""

    targets: Targets
    residuals: Residuals = "design"
    trim: tuple[float, float] | None = None
    missing: Missing = "own_class"

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the targets."""
        return tuple(self.targets)

    @classmethod
    def read(cls, keys: Keys) -> "Rake":
        """Read `{"method": "rake", "targets": …, "residuals": …, "trim": …, "missing": …}`."""
        targets = read_targets(keys)
        residuals = cast("Residuals", keys.choice("residuals", ("unit", "design"), "design"))
        missing = cast("Missing", keys.choice("missing", ("own_class", "refuse"), "own_class"))
        return cls(targets, residuals, keys.pair("trim"), missing)

    def fit(self, table: CellTable) -> CellFactors:
        """Return the factors of the weighting cells; margins are met to 1e-8 or it is refused."""
        margins = make_margins(self.targets, table, self.missing)
        factors = rake(table.weights, margins, self.trim)
        worst = max(margin.error(table.weights * factors) for margin in margins)
        if not worst <= ACCEPTED:
            raise AnalysisError("no_convergence", f"a margin is missed by {worst:.2g} of the total")
        return CellFactors(factors, margins, self.residuals)


@dataclass(frozen=True)
class Poststratify(Rake):
    """Meet the targets of one variable; residuals are always those of the design weights."""

    @classmethod
    def read(cls, keys: Keys) -> "Poststratify":
        """Read `{"method": "poststratify", "targets": {one variable}, "missing": …}`."""
        targets = read_targets(keys)
        if len(targets) != 1:
            raise PlanError("bad_plan", f"{keys.where}.targets must name one variable")
        missing = cast("Missing", keys.choice("missing", ("own_class", "refuse"), "own_class"))
        return cls(targets, "design", None, missing)


@dataclass(frozen=True)
class Trim(Step):
    """Hold absolute weights in [lower, upper]; the excess is spread equally over the other rows.

    R `trimWeights`. `strict` repeats until no weight is outside.
    """

    lower: float
    upper: float
    strict: bool = False

    @property
    def is_by_cell(self) -> bool:
        """What is cut off depends on the weight itself."""
        return False

    @classmethod
    def read(cls, keys: Keys) -> "Trim":
        """Read `{"method": "trim", "lower": 5, "upper": 60, "strict": false}`."""
        lower, upper = keys.number("lower", 0.0), keys.find_number("upper")
        step = cls(lower, np.inf if upper is None else upper, keys.flag("strict"))
        if not 0 <= step.lower < step.upper:
            raise PlanError("bad_plan", f"{keys.where}: 0 <= lower < upper is needed")
        return step

    def round(self, weights: Iterator[tuple[Floats, Floats | None]]) -> Clip | None:
        """Return one round for the current weights of all rows; None when nothing is outside.

        Beside the weights stands how many rows have each (None: one).
        """
        outside, inside, excess, total = 0.0, 0.0, 0.0, 0.0
        clip = Clip(self.lower, self.upper, 0.0)
        for some, given in weights:
            times = np.ones(len(some)) if given is None else given
            out = clip.outside(some)
            total += float((some * times).sum())
            outside += float(times[out].sum())
            inside += float(times[~out].sum())
            over = some[out] - np.clip(some[out], self.lower, self.upper)
            excess += float((over * times[out]).sum())
        if not outside:
            return None
        if not inside:
            raise AnalysisError(
                "bounds_infeasible",
                f"every weight is outside {self.lower:g} … {self.upper:g}: none can take the rest",
            )
        mean = total / (inside + outside)
        if self.strict and not self.lower <= mean <= self.upper:
            raise AnalysisError(
                "bounds_infeasible",
                f"the mean weight {mean:g} is outside {self.lower:g} … {self.upper:g}",
            )
        return Clip(self.lower, self.upper, excess / inside)


def read_targets(keys: Keys) -> Targets:
    """Read `{"variable": {"level": number}}`; numbers are at least 0."""
    targets = keys.child("targets")
    if targets is None:
        keys.refuse("targets", "an object of variables")
    found = {
        name: read_levels(Keys(levels, f"{targets.where}.{name}"))
        for name, levels in targets.items().items()
    }
    if not found:
        keys.refuse("targets", "an object of variables")
    return found


def read_levels(keys: Keys) -> dict[str, float]:
    """Read `{"level": number}`; numbers are at least 0, and there is a level."""
    found: dict[str, float] = {}
    for label, number in keys.items().items():
        if not is_number(number) or not 0 <= cast(float, number) <= MOST_TARGET:
            raise PlanError("bad_plan", f"{keys.where}.{label} must be 0 or more (to 1e100)")
        found[label] = float(cast(float, number))
    if not found:
        raise PlanError("bad_plan", f"{keys.where} names no level")
    return found
