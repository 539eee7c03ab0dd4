from dataclasses import replace

from analysis.briefing.facts import MarginFacts, MarginRow
from analysis.briefing.frame import make_frame
from analysis.briefing.outline import Paragraph, Table
from analysis.briefing.respondents import make_table, present_respondents, say_furthest
from tests.support.briefings import make_facts, margins


def test_margin_shows_before_target_and_after() -> None:
    table = make_table(margins()[0], is_weighted=True)
    assert table.columns == ("Nhóm", "Số người", "Trước trọng số", "Chuẩn", "Sau trọng số")
    assert table.rows[0] == ("Nam", "371", "49,8\u00a0%", "50,7\u00a0%", "50,7\u00a0%")


def test_kept_share_without_an_answer_and_the_source_are_reported() -> None:
    notes = make_table(margins()[0], is_weighted=True).notes
    assert notes[0] == (
        "Chuẩn: dân số Lai Châu, mọi lứa tuổi, năm 2019, nguồn: Tổng điều tra dân số và nhà ở."
    )
    assert notes[1].startswith("1,1\u00a0% người trả lời không cho biết")


def test_hidden_level_shows_its_public_target_alone() -> None:
    last = make_table(margins()[1], is_weighted=True).rows[-1]
    assert last == ("Dân tộc khác", "ẩn", "ẩn", "14,2\u00a0%", "ẩn")


def test_margin_without_target_has_no_empty_columns() -> None:
    margin = MarginFacts("Tuổi", (MarginRow("a", "16 đến 29", 300, 1.0, None, None),))
    assert make_table(margin, is_weighted=True).columns == ("Nhóm", "Số người", "Trước trọng số")


def test_many_hidden_levels_are_counted() -> None:
    rows = [
        MarginRow(str(i), f"Xã {i}", None, None, None, None, suppressed=True) for i in range(30)
    ]
    margin = MarginFacts("Xã", (MarginRow("x", "Xã X", 90, 0.9, None, None), *rows))
    table = make_table(margin, is_weighted=False)
    assert len(table.rows) == 1
    assert table.notes[-1].startswith("Không in 30 nhóm khác")


def test_furthest_level_is_named_from_five_points_on() -> None:
    (sentence,) = say_furthest(margins())
    assert "dân tộc “Kinh” (trả lời 25,6\u00a0%, chuẩn 15,3\u00a0%)" in sentence
    assert say_furthest(margins()[:1]) == ()


def test_weights_are_reported_with_range_and_design_effect() -> None:
    section = present_respondents(make_frame(make_facts()))
    last = section.blocks[-1]
    assert isinstance(last, Paragraph)
    assert "Hệ số từ 0,52 đến 2,31" in last.text
    assert "(Kish) 1,23; 753 người" in last.text


def test_survey_without_weights_says_so() -> None:
    facts = replace(make_facts(), weights=None)
    section = present_respondents(make_frame(facts))
    assert any(
        isinstance(block, Paragraph) and "không tính trọng số" in block.text
        for block in section.blocks
    )
    assert all(
        "Sau trọng số" not in block.columns for block in section.blocks if isinstance(block, Table)
    )
