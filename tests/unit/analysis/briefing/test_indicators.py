from dataclasses import replace

import pytest

from analysis.briefing.facts import IndicatorFacts, Measure
from analysis.briefing.frame import make_frame
from analysis.briefing.indicators import Verdict, judge, make_table, measure_indicator
from tests.support.briefings import hidden_cell, make_cell, make_facts


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.80, 0.88, Verdict.MET),
        (0.70, 0.79, Verdict.NOT_MET),
        (0.78, 0.84, Verdict.UNCLEAR),
        (0.72, 0.80, Verdict.UNCLEAR),
        (None, None, Verdict.NO_INTERVAL),
    ],
)
def test_verdict_follows_the_whole_interval(
    low: float | None, high: float | None, verdict: Verdict
) -> None:
    cell = make_cell(0.8, variable="q", low=low, high=high)
    assert judge(cell, 0.8) is verdict


def test_hidden_or_absent_results_are_not_judged() -> None:
    assert judge(hidden_cell("q"), 0.8) is Verdict.NOT_ENOUGH
    assert judge(None, 0.8) is Verdict.NOT_ENOUGH
    assert judge(make_cell(0.9, variable="q", n=12), 0.8) is Verdict.NOT_ENOUGH


def test_participants_of_a_quiz_need_no_interval() -> None:
    cell = make_cell(0.8, variable="q")
    assert judge(cell, 0.8, is_census=True) is Verdict.MET
    assert judge(cell, 0.81, is_census=True) is Verdict.NOT_MET


def test_table_prints_value_interval_threshold_and_verdict() -> None:
    table = make_table(make_frame(make_facts()))
    assert table is not None
    assert table.rows[0] == (
        "Tỷ lệ hài lòng chung về nông thôn mới",
        "58,23\u00a0%",
        "54,2–62,1\u00a0%",
        "≥ 60\u00a0%",
        "Chưa đủ căn cứ kết luận: khoảng chứa ngưỡng",
    )
    assert table.rows[1][-1] == "Chưa đạt"
    assert table.rows[2][-1] == "Đạt"


def test_given_cell_wins_over_one_put_together() -> None:
    frame = make_frame(make_facts())
    given = make_cell(0.61, variable="top.q11")
    indicator = IndicatorFacts("hl", "Hài lòng", "q11", 0.6, cell=given)
    assert measure_indicator(frame, indicator) is given
    together = measure_indicator(frame, replace(indicator, cell=None))
    assert together is not None
    assert together.estimate == pytest.approx(0.5823)


def test_mean_over_statements_is_put_together_carefully() -> None:
    frame = make_frame(make_facts())
    cell = measure_indicator(
        frame, IndicatorFacts("m", "Trung bình", "q4", 0.8, Measure.MEAN_TOP_BOX)
    )
    assert cell is not None
    assert cell.estimate == pytest.approx((0.7 + 0.8 + 0.56 + 0.4) / 4)


def test_unknown_item_and_item_without_top_box_give_nothing() -> None:
    frame = make_frame(make_facts())
    assert measure_indicator(frame, IndicatorFacts("a", "?", "nope", 0.5)) is None
    assert measure_indicator(frame, IndicatorFacts("a", "?", "kt", 0.5)) is None
    assert make_table(make_frame(replace(make_facts(), indicators=()))) is None
