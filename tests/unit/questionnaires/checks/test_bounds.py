import pytest

from questionnaires.checks.bounds import check_bounds
from tests.unit.questionnaires.checks.draft import YES_NO, draft, found


@pytest.mark.parametrize(
    "item",
    [
        "- {id: q1, type: integer, text: A, min: 5, max: 4}",
        "- {id: q1, type: decimal, text: A, min: 0.5, max: 0.4}",
        '- {id: q1, type: date, text: A, min: "2026-02-01", max: "2026-01-31"}',
        f"- {{id: q1, type: multiple, text: A, min: 2, max: 1, {YES_NO}}}",
        f"- {{id: q1, type: ranking, text: A, min: 2, max: 1, {YES_NO}}}",
    ],
)
def test_finds_a_least_value_above_the_most(item: str) -> None:
    assert found(check_bounds, draft(item)) == [("min_above_max", "items.q1.min")]


@pytest.mark.parametrize("key", ["min", "max"])
def test_finds_limits_that_the_choices_cannot_fill(key: str) -> None:
    questionnaire = draft(f"- {{id: q1, type: multiple, text: A, {key}: 3, {YES_NO}}}")
    assert found(check_bounds, questionnaire) == [("more_than_choices", f"items.q1.{key}")]


def test_accepts_equal_bounds_and_one_bound_alone() -> None:
    questionnaire = draft(
        f"""
        - {{id: q1, type: integer, text: A, min: 0, max: 0}}
        - {{id: q2, type: decimal, text: B, min: 0}}
        - {{id: q3, type: multiple, text: C, min: 2, max: 2, {YES_NO}}}
        - {{id: q4, type: multiple, text: D, max: 3, choices_from: "units:12"}}
        """
    )
    assert found(check_bounds, questionnaire) == []
