"""Which residuals after raking give honest intervals: `unit` or `design`?

`python -m tools.simulate_coverage` draws samples from a made population, rakes each and counts how
often the 95 % interval holds the population's true value (docs/methods/weighting-coverage.md). The
seed is fixed: the figures are the same on every run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import Array, ArraySource, Column
from analysis.sums.coding import Codes, Floats

PEOPLE, CLUSTERS, STRATA = 40_000, 400, 4
SAMPLES = 1_000
KINDS = ("unit", "design")
ESTIMATES: dict[str, dict[str, object]] = {
    "mean": {"statistic": "mean", "variables": ["y"]},
    "share": {"statistic": "proportion", "variable": "yes"},
    "group": {"statistic": "mean", "variables": ["y"], "where": "age == '2'"},
}


@dataclass(frozen=True, eq=False)
class Population:
    """Everybody: codes from 1 on for categories, numbers for y and the measure of size."""

    columns: Mapping[str, Array]

    def margins(self) -> dict[str, dict[str, float]]:
        """Return the true counts of the weighting variables."""
        found = {}
        for name in ("sex", "age"):
            counts = np.bincount(self.columns[name])[1:]
            found[name] = {str(i): float(count) for i, count in enumerate(counts, start=1)}
        return found

    def truth(self) -> dict[str, float]:
        """Return what the estimates are of."""
        y, age = self.columns["y"], self.columns["age"]
        return {
            "mean": float(y.mean()),
            "share": float((self.columns["yes"] == 2).mean()),
            "group": float(y[age == 2].mean()),
        }


def make_population(chance: np.random.Generator) -> Population:
    """Make people in strata and clusters whose answers depend on sex, age, stratum and cluster."""
    cluster = np.arange(PEOPLE) * CLUSTERS // PEOPLE
    stratum = cluster * STRATA // CLUSTERS
    level = chance.normal(0, 1.0, CLUSTERS)[cluster]
    sex = chance.integers(0, 2, PEOPLE)
    age = np.minimum(chance.poisson(1.2 + 0.2 * stratum), 3)
    size = np.exp(0.6 * chance.normal(size=PEOPLE) + 0.25 * age)
    noise = chance.normal(0, 2, PEOPLE) * np.exp(0.15 * stratum)
    y = 20 + 4 * sex + 3 * age + stratum + level + np.log(size) + noise
    yes = chance.random(PEOPLE) < 1 / (1 + np.exp(1.5 - 0.8 * age - 0.6 * sex + 0.4 * level))
    codes = {"sex": sex, "age": age, "stratum": stratum, "cluster": cluster, "yes": yes.astype(int)}
    columns: dict[str, Array] = {k: (v + 1).astype(np.uint16) for k, v in codes.items()}
    return Population({**columns, "y": y, "size": size})


Draw = Callable[[np.random.Generator, Population], tuple[Codes, Floats]]


def draw_strata(
    chance: np.random.Generator, population: Population, times: int = 1
) -> tuple[Codes, Floats]:
    """Draw 400 people (or some `times` as many), 12 times as often in one stratum as in another."""
    stratum = population.columns["stratum"].astype(np.intp)
    rates, chosen = times * np.array([0.002, 0.004, 0.01, 0.024]), []
    for code, rate in enumerate(rates, start=1):
        people = np.flatnonzero(stratum == code)
        chosen.append(chance.choice(people, round(rate * len(people)), replace=False))
    places = np.concatenate(chosen)
    return places, 1 / rates[stratum[places] - 1]


def draw_sizes(
    chance: np.random.Generator, population: Population, times: int = 1
) -> tuple[Codes, Floats]:
    """Draw about 400 people (or some `times` as many) by a size that answers depend on."""
    size = population.columns["size"].astype(np.float64)
    rates = np.minimum(times * 400 * size / size.sum(), 1)
    places = np.flatnonzero(chance.random(len(rates)) < rates)
    return places, 1 / rates[places]


def draw_clusters(chance: np.random.Generator, population: Population) -> tuple[Codes, Floats]:
    """Draw 15 clusters in each stratum and 4 to 12 people in each, more in some strata."""
    people = len(population.columns["y"]) // CLUSTERS
    places, weights = [], []
    for stratum in range(STRATA):
        first = stratum * CLUSTERS // STRATA
        for cluster in chance.choice(CLUSTERS // STRATA, 15, replace=False) + first:
            count = 4 + int(chance.integers(0, 3)) * 2 * (1 + stratum % 2)
            places.append(cluster * people + chance.choice(people, count, replace=False))
            weights.append(np.full(count, CLUSTERS / STRATA / 15 * people / count))
    return np.concatenate(places), np.concatenate(weights)


STRATIFIED: dict[str, object] = {"weight": "w", "strata": "stratum"}
SCENARIOS: dict[str, tuple[Draw, dict[str, object]]] = {
    "strata at unequal rates": (draw_strata, STRATIFIED),
    "strata, 4 times as many": (partial(draw_strata, times=4), STRATIFIED),
    "chances by size": (draw_sizes, {"weight": "w"}),
    "by size, 4 times as many": (partial(draw_sizes, times=4), {"weight": "w"}),
    "two stages": (draw_clusters, {"weight": "w", "strata": "stratum", "clusters": ["cluster"]}),
}


def sample_source(population: Population, places: Codes, weights: Floats) -> ArraySource:
    """Return the people drawn as a source."""
    arrays: dict[str, Array] = {name: array[places] for name, array in population.columns.items()}
    arrays["w"] = weights
    columns = {}
    for name, array in population.columns.items():
        if array.dtype == np.float64:
            columns[name] = Column(name, "number")
        else:
            labels = tuple(str(i) for i in range(1, int(array.max()) + 1))
            columns[name] = Column(name, "category", labels)
    columns["w"] = Column("w", "number")
    return ArraySource(columns, arrays)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the intervals of one estimate did: share that hold the truth, mean se / true spread."""

    covered: float
    se_ratio: float


def simulate(
    name: str, samples: int = SAMPLES, seed: int = 20260411
) -> dict[tuple[str, str], Coverage]:
    """Return the coverage by estimate and kind of residuals."""
    chance = np.random.default_rng(seed)
    population = make_population(chance)
    draw, design = SCENARIOS[name]
    truth, margins = population.truth(), population.margins()
    lines: dict[tuple[str, str], list[tuple[float, float, bool]]] = {}
    plans = {
        kind: parse_plan(
            {
                "format": "ydan-analysis/1",
                "design": design,
                "weighting": [{"method": "rake", "targets": margins, "residuals": kind}],
                "estimates": [{"id": key, **one} for key, one in ESTIMATES.items()],
            }
        )
        for kind in KINDS
    }
    for _ in range(samples):
        source = sample_source(population, *draw(chance, population))
        for kind, plan in plans.items():
            for estimate in run(plan, source)["estimates"]:
                cell, key = estimate["cells"][-1], estimate["id"]
                value, se = cell["estimate"] or 0.0, cell["se"] or 0.0
                inside = (cell["low"] or 0.0) <= truth[key] <= (cell["high"] or 0.0)
                lines.setdefault((key, kind), []).append((value, se, inside))
    return {key: _summarise(one) for key, one in lines.items()}


def _summarise(lines: list[tuple[float, float, bool]]) -> Coverage:
    values, errors, inside = (np.array(column) for column in zip(*lines, strict=True))
    return Coverage(float(inside.mean()), float(errors.mean() / values.std(ddof=1)))


def main() -> None:
    """Print the table of docs/methods/weighting-coverage.md."""
    print("| sample | estimate | coverage unit | coverage design | se / spread unit | design |")
    print("|---|---|---|---|---|---|")
    for name in SCENARIOS:
        found = simulate(name)
        for key in ESTIMATES:
            unit, design = found[key, "unit"], found[key, "design"]
            print(
                f"| {name} | {key} | {unit.covered:.1%} | {design.covered:.1%} | "
                f"{unit.se_ratio:.3f} | {design.se_ratio:.3f} |"
            )


if __name__ == "__main__":
    main()
