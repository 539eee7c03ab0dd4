"""Differences and quantiles from replicate weights against R's `survey` 4.1-1.

options(survey.lonely.psu = "adjust")
e <- subset(edge, stratum != 6)
d <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, data = e)
r <- as.svrepdesign(d, type = "JKn")
svycontrast(svyby(~spend, ~wave, r, svymean, covmat = TRUE), c(-1, 1))
b <- svyby(~as.numeric(q2 == 1), ~age, r, svymean, covmat = TRUE)
svycontrast(b, list(c(-1, 1, 0, 0), c(0, 0, -1, 1)))
svyquantile(~income, subset(r, !is.na(income)), c(.25, .5, .75), ci = TRUE)
"""

from typing import Any

import pytest

from analysis.plan import parse_plan
from analysis.run import run
from tests.reference.comparing import close
from tests.reference.edge import CLUSTERED, rows, source

JACKKNIFE = {**CLUSTERED, "replicates": {"type": "JKn"}}
WAVES = {"group": "wave", "levels": ["2", "1"], "measure": "mean", "variable": "spend"}
AGES = {"group": "age", "measure": "proportion", "variable": "q2", "categories": ["1"]}
QUARTILES = [
    [2.617, 1.834, 3.195, 0.319266295286048],
    [4.036, 3.476, 4.843, 0.320673788138154],
    [6.683, 5.655, 7.867, 0.518895698143085],
]


def jackknifed(estimate: dict[str, Any]) -> list[Any]:
    kept = [row for row in rows() if row["stratum"] != "6"]
    plan = {"format": "ydan-analysis/1", "design": JACKKNIFE, "estimates": [estimate]}
    return list(run(parse_plan(plan), source(kept))["estimates"][0]["cells"])


def test_difference_of_waves() -> None:
    (cell,) = jackknifed({"id": "d", "statistic": "difference", **WAVES})
    close([cell["estimate"], cell["se"]], [-0.166679635153415, 0.441097652781280])
    assert cell["df"] == 15


@pytest.mark.parametrize(
    ("pair", "error"), [(("2", "1"), 0.0828433739137245), (("4", "3"), 0.1372838086850905)]
)
def test_difference_of_columns(pair: tuple[str, str], error: float) -> None:
    found = jackknifed({"id": "d", "statistic": "difference", **AGES})
    (cell,) = [cell for cell in found if (cell["level"], cell["against"]) == pair]
    close(cell["se"], error)


def test_quartiles() -> None:
    probs = {"variable": "income", "probs": [0.25, 0.5, 0.75]}
    found = jackknifed({"id": "q", "statistic": "quantile", **probs})
    listed = [[cell[key] for key in ("estimate", "low", "high", "se")] for cell in found]
    close(listed, QUARTILES)
