from analysis.charts import read_cell, read_cells

DOCUMENT = {
    "by": {"group.gioi": "nam"},
    "variable": None,
    "category": "4",
    "estimate": 0.42,
    "se": 0.02,
    "low": 0.38,
    "high": 0.46,
    "df": 752,
    "n": 371,
    "n_effective": 300.5,
    "deff": 1.2,
    "count": 156,
    "flags": ["few"],
    "suppressed": False,
    "row_share": 0.1,
}


def test_cell_is_read_as_the_analysis_answers_it() -> None:
    cell = read_cell(DOCUMENT, variable="q11")
    assert (cell.variable, cell.category, cell.by) == ("q11", "4", {"group.gioi": "nam"})
    assert (cell.estimate, cell.low, cell.high, cell.n, cell.count) == (0.42, 0.38, 0.46, 371, 156)
    assert cell.is_shown
    assert cell.has_interval
    assert cell.is_few


def test_cell_with_too_few_people_is_not_shown() -> None:
    cell = read_cell(DOCUMENT | {"flags": ["too_few"], "n": 12})
    assert not cell.is_shown
    assert not cell.has_interval


def test_suppressed_cell_holds_no_number() -> None:
    cell = read_cell({"variable": "q", "category": None, "estimate": None, "suppressed": True})
    assert not cell.is_shown
    assert cell.n is None
    assert cell.flags == ()


def test_cells_keep_the_order_of_the_answer() -> None:
    answer = {"id": "q", "cells": [DOCUMENT | {"category": code} for code in "312"]}
    assert [cell.category for cell in read_cells(answer, variable="q")] == ["3", "1", "2"]
    assert read_cells({"id": "q"}) == ()
