"""The quantiles of a plan share their passes and are what each is by itself."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from analysis.source import ArraySource, Batch
from analysis.sums import ranks, shares
from tests.unit.analysis.making import answer, survey

DESIGN = {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True}
RAKED = [{"method": "rake", "targets": {"g": {"a": 1.0, "b": 2.0, "c": 1.0}}}]
ASKED: list[dict[str, Any]] = [
    {"statistic": "quantile", "variables": ["y", "z"], "probs": [0.1, 0.5], "by": ["h"]},
    {"statistic": "quantile", "variables": ["z"], "probs": [0.5], "where": "g == 'a'"},
    {"statistic": "quantile", "variable": "y", "probs": [0.25, 0.5, 0.99]},
    {"statistic": "quantile", "variable": "y", "probs": [0.5], "level": 0.8, "df": None},
    {"statistic": "mean", "variables": ["y"]},
    {"statistic": "quantile", "variable": "y", "probs": [0.5], "by": ["g", "h"]},
]


class CountedSource(ArraySource):
    """A source that counts how often it is read."""

    def batches(self, names: Iterable[str]) -> Iterator[Batch]:
        object.__setattr__(self, "passes", getattr(self, "passes", 0) + 1)
        return super().batches(names)


def passes(*estimates: dict[str, Any]) -> int:
    made = survey(3, rows=400)
    source = CountedSource(made.columns, made.arrays)
    answer(source, *estimates, design=DESIGN, weighting=RAKED)
    return int(source.passes)  # type: ignore[attr-defined]  # set at the first reading


@pytest.mark.parametrize("most_bins", [16, 16_384])
def test_many_quantiles_take_the_passes_of_one(
    monkeypatch: pytest.MonkeyPatch, most_bins: int
) -> None:
    monkeypatch.setattr(ranks, "MOST_BINS", most_bins)
    quantiles = [one for one in ASKED if one["statistic"] == "quantile"]
    assert passes(*quantiles) == passes(quantiles[2])


@pytest.mark.parametrize("most_bins", [2, 16, 16_384])
@pytest.mark.parametrize("budget", [1, 20_000, shares.BUDGET])
@pytest.mark.parametrize("batch_rows", [50, 1_000])
def test_quantiles_asked_together_are_those_asked_alone(
    monkeypatch: pytest.MonkeyPatch, most_bins: int, budget: int, batch_rows: int
) -> None:
    monkeypatch.setattr(ranks, "MOST_BINS", most_bins)
    source = survey(4, rows=400, batch_rows=batch_rows)
    keys = {"design": DESIGN, "weighting": RAKED}
    alone = [answer(source, one, **keys)["estimates"][0]["cells"] for one in ASKED]
    monkeypatch.setattr(shares, "BUDGET", budget)
    together = [one["cells"] for one in answer(source, *ASKED, **keys)["estimates"]]
    assert together == alone
