"""The weighting method `calibrate`: how a plan names it, how it is fitted and when refused."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, cast

import numpy as np

from analysis.error import AnalysisError, PlanError
from analysis.reading import Keys, is_number
from analysis.sums.coding import Floats
from analysis.weighting.calibrate import (
    FUNCTIONS,
    Auxiliaries,
    Calibration,
    Distance,
    Function,
    Part,
)
from analysis.weighting.fitted import CellFactors, Residuals, RowFactors
from analysis.weighting.rake import ACCEPTED, Margin, indicators, is_feasible
from analysis.weighting.steps import MOST_TARGET, Step, read_levels, read_targets
from analysis.weighting.targets import (
    CONTRADICTION,
    CellTable,
    Missing,
    Targets,
    check_levels,
    make_margins,
)

INTERCEPT = "(intercept)"
MOST_LEVELS = 1_024
Bounds = tuple[float, float]


@dataclass(frozen=True)
class Calibrate(Step):
    """Meet margins of categories, population totals of numbers, and the size of the population.

    `bounds` hold new weight / old weight. R `calibrate(calfun = function, bounds = bounds)`.
    """

    function: Function
    targets: Targets
    totals: Mapping[str, float] = field(default_factory=dict)
    size: float | None = None
    bounds: Bounds | None = None
    residuals: Residuals = "design"
    missing: Missing = "own_class"

    @property
    def variables(self) -> tuple[str, ...]:
        """The category columns."""
        return tuple(self.targets)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number columns."""
        return tuple(self.totals)

    @property
    def distance(self) -> Distance:
        """The function of the factors with its bounds."""
        return Distance(self.function, *(self.bounds or (-np.inf, np.inf)))

    @classmethod
    def read(cls, keys: Keys) -> "Calibrate":
        """Read `function`, `targets` or `totals`, `bounds`, `residuals` and `missing`."""
        function = cast("Function", keys.choice("function", FUNCTIONS, "linear"))
        if keys.has("targets") == keys.has("totals"):
            raise PlanError("bad_plan", f"{keys.where} needs either targets or totals")
        targets, totals = _read_totals(keys) if keys.has("totals") else (read_targets(keys), {})
        size = totals.pop(INTERCEPT, None)
        bounds = keys.pair("bounds")
        if function == "logit" and (bounds is None or not bounds[0] < 1 < bounds[1]):
            keys.refuse("bounds", "[low, high] with low < 1 < high for logit")
        if bounds is not None and (bounds[0] < 0 or bounds[1] <= 0):
            keys.refuse("bounds", "[low, high] with 0 <= low")
        residuals = cast("Residuals", keys.choice("residuals", ("unit", "design"), "design"))
        missing = cast("Missing", keys.choice("missing", ("own_class", "refuse"), "own_class"))
        return cls(function, targets, totals, size, bounds, residuals, missing)

    def fit(self, table: CellTable) -> CellFactors:
        """Return a factor per weighting cell; without numbers no row is read.

        Raises AnalysisError: those of `make_margins`, `bounds_infeasible`, `no_convergence`.
        """
        margins = self.margins(table)
        places, nothing = np.arange(len(table.weights)), np.empty((len(table.weights), 0))
        auxiliaries = Auxiliaries(
            indicators(margins, len(places)), 0, lambda: iter([(places, table.weights, nothing)])
        )
        multipliers, worst = self._solve(auxiliaries, margins, table)
        factors = self.distance.evaluate(auxiliaries.arguments(multipliers)[0])[1]
        worst = max(worst, *(margin.error(table.weights * factors) for margin in margins))
        if not worst <= ACCEPTED:
            self._refuse(table, margins, worst)
        return CellFactors(factors, margins, self.residuals)

    def fit_rows(self, table: CellTable, parts: Callable[[], Iterator[Part]]) -> RowFactors:
        """Return a factor per row, from several passes over the rows' parts.

        Raises AnalysisError as `fit` does.
        """
        margins = self.margins(table)
        cells = len(table.weights)
        auxiliaries = Auxiliaries(indicators(margins, cells), len(self.totals), parts)
        multipliers, worst = self._solve(auxiliaries, margins, table)
        if not worst <= ACCEPTED:
            self._refuse_rows(worst)
        levels = auxiliaries.indicators.shape[1]
        before = auxiliaries.at(np.zeros(len(multipliers)), Distance("linear")).totals[levels:]
        by_cell, slopes = auxiliaries.arguments(multipliers)
        return RowFactors(
            self.distance,
            margins,
            by_cell,
            dict(zip(self.totals, slopes.tolist(), strict=True)),
            self.residuals,
            table.weights,
            before,
            np.array(list(self.totals.values())),
        )

    def margins(self, table: CellTable) -> tuple[Margin, ...]:
        """Return the margins on the weighting cells; the population's size alone is one as well."""
        if not self.targets:
            whole = np.ones(len(table.weights), dtype=np.intp)
            margin = Margin(INTERCEPT, (INTERCEPT,), whole, np.array([0.0, self.size or 0.0]))
            return (margin,) if self.size is not None else ()
        check_levels(self.targets, table, MOST_LEVELS)
        margins = make_margins(self.targets, table, self.missing)
        name, levels = next(iter(self.targets.items()))
        if self.size is not None and abs(sum(levels.values()) - self.size) > CONTRADICTION:
            raise AnalysisError(
                "contradictory_margins",
                f"the totals of {name!r} sum to {sum(levels.values()):.10g}, {INTERCEPT} is "
                f"{self.size:.10g}",
            )
        return margins

    def _solve(
        self, auxiliaries: Auxiliaries, margins: Sequence[Margin], table: CellTable
    ) -> tuple[Floats, float]:
        """Return λ and how far the worst total is off, as a share of its size."""
        numbers = np.array(list(self.totals.values()))
        targets = np.concatenate([*(margin.targets for margin in margins), numbers])
        start = auxiliaries.at(np.zeros(len(targets)), Distance("linear"))
        sizes = [np.full(len(margin.targets), margin.targets.sum()) for margin in margins]
        spread = np.sqrt(np.abs(start.jacobian.diagonal()[len(targets) - len(numbers) :]))
        many = np.sqrt(np.abs(table.weights.sum()))
        sizes.append(np.maximum(np.maximum(np.abs(numbers), spread * many), 1e-300))
        problem = Calibration(auxiliaries, targets, np.concatenate(sizes), self.distance)
        multipliers, totals = problem.solve()
        return multipliers, problem.error(totals)

    def _refuse(self, table: CellTable, margins: Sequence[Margin], worst: float) -> NoReturn:
        """Say why: nothing meets the margins, the bounds forbid it, or it did not settle."""
        names = ", ".join(margin.variable for margin in margins)
        free = (-np.inf, np.inf) if self.function == "linear" else (0.0, np.inf)
        if not is_feasible(table.weights, margins, free):
            raise AnalysisError(
                "impossible_cell", f"no weights of the rows in the data meet the totals of {names}"
            )
        if self.bounds is not None and not is_feasible(table.weights, margins, self.bounds):
            mean = margins[0].targets.sum() / table.weights.sum()
            raise AnalysisError(
                "bounds_infeasible",
                f"no factors between {self.bounds[0]:g} and {self.bounds[1]:g} meet the totals of "
                f"{names} (the mean factor must be {mean:.4g})",
            )
        raise AnalysisError(
            "no_convergence", f"calibration on {names} misses a total by {worst:.2g} of its size"
        )

    def _refuse_rows(self, worst: float) -> NoReturn:
        names = ", ".join((*self.targets, *self.totals))
        if self.bounds is not None:
            raise AnalysisError(
                "bounds_infeasible",
                f"no factors between {self.bounds[0]:g} and {self.bounds[1]:g} were found that "
                f"meet the totals of {names}: one is missed by {worst:.2g} of its size",
            )
        raise AnalysisError(
            "no_convergence", f"calibration on {names} misses a total by {worst:.2g} of its size"
        )


def _read_totals(keys: Keys) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Read `{"(intercept)": N, "category": {"level": number}, "number column": total}`."""
    totals = keys.child("totals")
    assert totals is not None  # noqa: S101  # the only caller has asked
    categories: dict[str, dict[str, float]] = {}
    numbers: dict[str, float] = {}
    for name, value in totals.items().items():
        if is_number(value):
            numbers[name] = float(cast(float, value))
            if abs(numbers[name]) > MOST_TARGET:
                raise PlanError("bad_plan", f"{totals.where}.{name} must be -1e100 to 1e100")
        else:
            categories[name] = read_levels(Keys(value, f"{totals.where}.{name}"))
    if not categories and not numbers:
        keys.refuse("totals", "an object of variables")
    if not numbers.get(INTERCEPT, 1.0) > 0:
        raise PlanError("bad_plan", f"{totals.where}.{INTERCEPT} must be above 0")
    return categories, numbers
