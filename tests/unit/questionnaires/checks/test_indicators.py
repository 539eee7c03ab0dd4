import pytest

from questionnaires.checks.indicators import check_indicators
from tests.unit.questionnaires.checks.draft import Q3, YES_NO, draft, found

ITEMS = f"""
- {{id: q1, type: scale, text: A, {YES_NO}, top_box: [co]}}
- {{id: q2, type: grid, text: B, {YES_NO}, top_box: [co], rows: [{{code: r, text: R}}]}}
- {{id: q5, type: single, text: C, {YES_NO}}}
{Q3}
"""


@pytest.mark.parametrize(
    ("item", "measure", "code"),
    [
        ("q1", "top_box", None),
        ("q2", "mean_top_box", None),
        ("q9", "top_box", "indicator_unknown_item"),
        ("q3", "top_box", "indicator_wrong_item"),
        ("q2", "top_box", "indicator_wrong_item"),
        ("q1", "mean_top_box", "indicator_wrong_item"),
        ("q5", "top_box", "indicator_without_top_box"),
    ],
)
def test_an_indicator_measures_an_item_that_can_be_measured_so(
    item: str, measure: str, code: str | None
) -> None:
    questionnaire = draft(
        ITEMS, f"indicators: [{{id: i, text: I, item: {item}, measure: {measure}}}]"
    )
    expected = [] if code is None else [(code, "indicators.i.item")]
    assert found(check_indicators, questionnaire) == expected
