"""A source that groups its rows gives the answers of one that is read row by row."""

from typing import Any

import numpy as np
import pytest

from analysis.error import AnalysisError
from analysis.lines import GroupingSource
from analysis.source import ArraySource
from tests.support.engines import (
    DESIGNS,
    WEIGHTINGS,
    answer_to,
    assert_same_answer,
    is_refused,
    make_plan,
    make_survey,
)
from tests.support.grouping_source import GroupedArrays

SURVEY = make_survey()


def with_weights(weights: Any) -> ArraySource:
    return ArraySource(SURVEY.columns, {**SURVEY.arrays, "w": weights}, batch_rows=100)


def test_which_source_is_which() -> None:
    assert isinstance(GroupedArrays(SURVEY), GroupingSource)
    assert not isinstance(SURVEY, GroupingSource)


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("design", DESIGNS)
def test_lines_give_the_answers_of_rows(design: str, weighting: str) -> None:
    plan = make_plan(design, weighting)
    if is_refused(design, weighting):
        with pytest.raises(AnalysisError, match="no_replicates"):
            answer_to(plan, GroupedArrays(SURVEY))
        return
    assert_same_answer(answer_to(plan, SURVEY), answer_to(plan, GroupedArrays(SURVEY)))


@pytest.mark.parametrize("design", ["weighted", "strata", "clusters"])
def test_equal_weights_are_counted_by_line_too(design: str) -> None:
    source, plan = with_weights(np.full(SURVEY.rows, 2.5)), make_plan(design, "rake")
    assert_same_answer(answer_to(plan, source), answer_to(plan, GroupedArrays(source)))


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -1.0])
@pytest.mark.parametrize("design", ["weighted", "clusters"])
def test_one_wrong_weight_is_found_inside_a_line(wrong: float, design: str) -> None:
    weights = SURVEY.arrays["w"].copy()
    weights[700] = wrong
    with pytest.raises(AnalysisError, match="bad_weights"):
        answer_to(make_plan(design, "none"), GroupedArrays(with_weights(weights)))


def test_a_missing_number_for_calibration_is_counted_over_lines() -> None:
    ages = SURVEY.arrays["age"].copy()
    ages[:7] = np.nan
    source = ArraySource(SURVEY.columns, {**SURVEY.arrays, "age": ages})
    with pytest.raises(AnalysisError, match="lacks a number in 7 rows"):
        answer_to(make_plan("equal", "numbers"), GroupedArrays(source))


@pytest.mark.parametrize("where", ["1 == 1", "1 == 2", "w > 1 and r1 < 2"])
def test_conditions_on_nothing_and_on_weights(where: str) -> None:
    estimate = {"id": "p", "statistic": "proportion", "variable": "q", "where": where, "by": ["g"]}
    plan = {**make_plan("columns", "rake"), "estimates": [estimate]}
    assert_same_answer(answer_to(plan, SURVEY), answer_to(plan, GroupedArrays(SURVEY)))


def test_weight_that_is_part_of_the_design_and_of_a_margin() -> None:
    rounded = with_weights(1.0 + np.arange(SURVEY.rows) % 2)
    targets = {"w": {"1": 500.0, "2": 700.0}}
    plan = make_plan("weighted", "none")
    plan["weighting"] = [{"method": "rake", "targets": targets}]
    assert_same_answer(answer_to(plan, rounded), answer_to(plan, GroupedArrays(rounded)))


def test_infinite_values_are_counted_over_lines() -> None:
    ages = SURVEY.arrays["age"].copy()
    ages[100:103] = np.inf
    source = ArraySource(SURVEY.columns, {**SURVEY.arrays, "age": ages})
    mean = {"id": "m", "statistic": "mean", "variables": ["age"]}
    for kind in (source, GroupedArrays(source)):
        with pytest.raises(AnalysisError, match="'age' has 3 infinite values"):
            answer_to({**make_plan("weighted", "none"), "estimates": [mean]}, kind)


def test_what_is_hidden_is_hidden_from_lines_too() -> None:
    shares = {"statistic": "proportion", "variable": "q"}
    wheres = ("", "age > 30", "age > 31 and g != 'b'", "1 == 1")
    estimates = [{**shares, "id": w or "all", **({"where": w} if w else {})} for w in wheres]
    plan = {**make_plan("weighted", "rake"), "estimates": estimates}
    plan["disclosure"] = {"minimum_base": 30}
    want = answer_to(plan, SURVEY)
    assert any(cell["suppressed"] for one in want["estimates"] for cell in one["cells"])
    assert_same_answer(want, answer_to(plan, GroupedArrays(SURVEY)))
