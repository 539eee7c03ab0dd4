"""What is told of the weighting where a class is hidden."""

from typing import Any

import pytest

from survey_app.services.analysing.public_margins import publish_margins


def margin(category: str, before: float | None) -> dict[str, Any]:
    return {
        "variable": "gioi",
        "category": category,
        "target": 30.0,
        "achieved": 30.0,
        "before": before,
        "count": None if before is None else round(before),
    }


def answer(*before: float | None) -> Any:
    cell = {"n_effective": 47.3, "deff": 1.2}
    small = {"n_effective": 8.9, "deff": 1.1}
    weights = {
        "n": 60,
        "sum": 60.0,
        "min": 0.5,
        "max": 2.5,
        "kish_deff": 1.268,
        "n_effective": 47.3,
        "margins": [margin(str(at), value) for at, value in enumerate(before)],
        "missing": [],
    }
    return {"estimates": [{"id": "q", "cells": [cell, small]}], "weights": weights}


def test_all_classes_shown_tell_the_exact_effective_n() -> None:
    found = answer(25.0, 35.0)
    publish_margins(found, 10)
    assert found["weights"]["n_effective"] == pytest.approx(47.3)
    assert found["weights"]["max"] == pytest.approx(2.5)


def test_an_effective_n_cannot_be_solved_for_a_hidden_class() -> None:
    found = answer(None, None)
    publish_margins(found, 10)
    weights = found["weights"]
    assert (weights["n_effective"], weights["kish_deff"]) == (40, 1.5)
    assert (weights["min"], weights["max"]) == (None, None)
    cells = found["estimates"][0]["cells"]
    assert [(cell["n_effective"], cell["deff"]) for cell in cells] == [(40, None), (None, None)]
