from analysis.answer import Answer, Cell, Weights
from analysis.rounding import Rounding
from survey_app.services.analysing.analyse_survey import empty_answer
from survey_app.services.analysing.percents import attach_percents


def cell(category: str | None, estimate: float | None, variable: str = "q1") -> Cell:
    return Cell(
        by={}, variable=variable, category=category, estimate=estimate, se=None, low=None,
        high=None, df=None, n=753, n_effective=753.0, deff=None, flags=[],
        suppressed=estimate is None, count=None,
    )  # fmt: skip


def percents(statistic: str, cells: list[Cell], rule: Rounding) -> list[object]:
    answer: Answer = empty_answer()
    answer["estimates"] = [{"id": "q1", "statistic": statistic, "cells": cells}]
    attach_percents(answer, rule)
    return [made.get("percent") for made in cells]


def binh_thuan() -> list[Cell]:
    return [cell(str(i), n / 753) for i, n in enumerate((106, 259, 206, 174, 8))]


def test_a_whole_table_adds_up_by_the_largest_remainder() -> None:
    found = percents("proportion", binh_thuan(), Rounding.LARGEST_REMAINDER)
    assert found == [14.08, 34.39, 27.36, 23.11, 1.06]


def test_plain_rounds_each_alone() -> None:
    found = percents("proportion", binh_thuan(), Rounding.PLAIN)
    assert found == [14.08, 34.40, 27.36, 23.11, 1.06]


def test_a_table_with_a_hidden_cell_is_rounded_plainly() -> None:
    cells = [*binh_thuan()[:4], cell("4", None)]
    found = percents("proportion", cells, Rounding.LARGEST_REMAINDER)
    assert found == [14.08, 34.40, 27.36, 23.11, None]


def test_choices_that_go_together_need_not_add_up() -> None:
    cells = [cell(None, 1 / 3, "q6.a"), cell(None, 2 / 3, "q6.b"), cell(None, 1.0, "q6.c")]
    assert percents("multiple", cells, Rounding.LARGEST_REMAINDER) == [33.33, 66.67, 100.0]


def test_an_answer_without_estimates_stays_empty() -> None:
    answer = empty_answer()
    attach_percents(answer, Rounding.PLAIN)
    weights: Weights = answer["weights"]
    assert (answer["estimates"], weights["n"]) == ([], 0)
