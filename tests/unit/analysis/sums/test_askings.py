"""What a pass asks of a grouping source: each table by its own columns, numbers as sums."""

from typing import Any

from analysis.lines import Asking, GroupingSource
from analysis.plan import parse_plan
from analysis.sums.askings import askings
from analysis.sums.frame import prepare
from analysis.weighting.fit import fit
from tests.support.engines import make_survey
from tests.support.grouping_source import GroupedArrays

SURVEY = GroupedArrays(make_survey())
TRIM = {"method": "trim", "lower": 0.2, "upper": 4.0}


def asked(*estimates: dict[str, Any], weighting: list[Any] | None = None) -> list[Asking]:
    plan = parse_plan(
        {
            "format": "ydan-analysis/1",
            "design": {"weight": "w", "strata": "stratum"},
            "weighting": weighting or [],
            "estimates": [{"id": str(i), **one} for i, one in enumerate(estimates)],
        }
    )
    frame = prepare(SURVEY, plan.design)
    fitted = fit(frame, plan.weighting)
    tables = [table for request in plan.estimates for table in request.tables()]
    columns = {table: table.columns(SURVEY.columns) for table in tables}
    assert isinstance(SURVEY, GroupingSource)
    return list(askings(frame, SURVEY, columns, fitted.columns))


def test_tables_are_not_grouped_by_each_others_columns() -> None:
    one = {"statistic": "proportion", "variable": "q"}
    two = {"statistic": "crosstab", "rows": "h", "columns": "g"}
    keys = {asking.keys for asking in asked(one, two)}
    assert keys == {("q", "stratum"), ("g", "h", "stratum")}


def test_a_table_is_served_from_finer_lines() -> None:
    one = {"statistic": "proportion", "variable": "h"}
    two = {"statistic": "crosstab", "rows": "h", "columns": "g"}
    assert [asking.keys for asking in asked(one, two)] == [("g", "h", "stratum")]


def test_values_are_summed_and_the_weight_is_no_key() -> None:
    (asking,) = asked({"statistic": "mean", "variables": ["y"], "by": ["g"]})
    assert asking.keys == ("g", "stratum")
    assert asking.weight == "w"
    assert [name for name, _ in asking.values] == ["y"]
    assert {("ww", (0, 0)), ("live", (0,)), ("n", ())} <= set(asking.sums)
    assert ("live", (0, 0)) not in asking.sums


def test_a_value_that_is_also_a_condition_is_a_key() -> None:
    (asking,) = asked({"statistic": "mean", "variables": ["z"], "where": "z > 2"})
    assert asking.keys == ("stratum", "z")
    assert not asking.values


def test_weights_that_are_cut_off_are_keys_and_all_tables_share_the_lines() -> None:
    one = {"statistic": "mean", "variables": ["y"]}
    two = {"statistic": "proportion", "variable": "q"}
    (asking,) = asked(one, two, weighting=[TRIM])
    assert asking.keys == ("q", "stratum", "w", "y")
    assert asking.kinds == ("n",)
