from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from analysis.briefing import BriefingFacts, build_outline
from analysis.briefing.facts import SampleType, TopicFacts
from analysis.briefing.outline import Bullets, Figure, Outline, Paragraph, Section, Table
from analysis.charts.cell import Cell
from tests.support.briefings import hidden_cell, make_facts, with_comments, with_valid


def _walk(section: Section) -> Iterator[Section]:
    yield section
    for inner in section.sections:
        yield from _walk(inner)


def _texts(outline: Outline) -> str:
    return repr(outline)


def _keys(outline: Outline) -> list[str]:
    return [section.key for section in outline.sections]


def test_summary_comes_first_then_who_then_what_then_how() -> None:
    outline = build_outline(with_comments(make_facts()))
    assert [section.key for section in outline.summary.sections] == [
        "fieldwork",
        "headlines",
        "indicators",
        "cautions",
    ]
    assert _keys(outline) == [
        "respondents",
        "results",
        "comments",
        "method",
        "tables",
        "wording",
    ]


def test_head_tells_period_state_and_step() -> None:
    head = build_outline(make_facts()).head
    assert head[0] == "Thời gian khảo sát: từ 03/11/2026 đến 20/11/2026."
    assert "tính đến ngày 21/11/2026" in head[1]
    assert "bước 10" in head[1]
    assert head[2] == "Hiện đã nhận 758 phiếu; 5 phiếu mới nhất chưa đưa vào bảng."


def test_closed_survey_says_its_numbers_are_final() -> None:
    facts = make_facts()
    release = replace(facts.release, closed=True, accepted=753, as_of=date(2026, 12, 1))
    head = build_outline(replace(facts, release=release)).head
    assert (
        head[1] == "Cuộc khảo sát đã đóng; số liệu tính đến ngày 01/12/2026 là số liệu cuối cùng."
    )
    assert not any("bước" in line for line in head)


def test_every_question_with_numbers_has_its_sentence_and_picture() -> None:
    outline = build_outline(make_facts())
    results = next(section for section in outline.sections if section.key == "results")
    assert [section.key for section in results.sections] == [
        "item-q3",
        "item-q4",
        "item-q6",
        "item-q11",
        "item-kt",
    ]
    for section in results.sections:
        assert any(isinstance(block, Paragraph) for block in section.blocks)
    for section in results.sections[1:]:
        figures = [block for block in section.blocks if isinstance(block, Figure)]
        assert figures
        assert figures[0].table is not None


def test_question_numbers_agree_with_the_list_of_wordings() -> None:
    outline = build_outline(make_facts())
    results = next(section for section in outline.sections if section.key == "results")
    wording = next(section for section in outline.sections if section.key == "wording")
    titles = {section.title for section in wording.sections}
    assert all(section.title in titles for section in results.sections)
    assert "Câu 6. Ông, bà còn muốn nói điều gì với xã, với tỉnh?" in titles


def test_wording_marks_choices_outside_the_base() -> None:
    outline = build_outline(make_facts())
    wording = next(section for section in outline.sections if section.key == "wording")
    q11 = next(section for section in wording.sections if section.key == "wording-q11")
    (choices,) = (block for block in q11.blocks if isinstance(block, Bullets))
    assert choices.items[-1] == "Không biết, không trả lời\u00a0†"


def test_comments_appear_only_when_reviewed_ones_are_passed() -> None:
    assert "comments" not in _keys(build_outline(make_facts()))
    outline = build_outline(with_comments(make_facts()))
    assert "Đường vào bản cần làm xong trước mùa mưa." in _texts(outline)
    empty = build_outline(replace(make_facts(), comments=()))
    assert "Không có ý kiến nào đã duyệt." in _texts(empty)


@pytest.mark.parametrize(
    ("valid", "reason", "step"),
    [
        (0, "Chưa có phiếu trả lời nào", "điểm thu"),
        (3, "Mới có 3 phiếu hợp lệ, chưa đủ 5 phiếu", "Chờ thêm phiếu"),
        (40, "tất cả các ô số liệu đang được ẩn", "đơn vị rộng hơn"),
    ],
)
def test_empty_briefing_says_why_and_what_to_do(valid: int, reason: str, step: str) -> None:
    outline = build_outline(with_valid(make_facts(), valid))
    assert _keys(outline) == ["method", "wording"]
    last = outline.summary.sections[-1]
    assert last.key == "next"
    warning, steps = last.blocks
    assert isinstance(warning, Paragraph)
    assert reason in warning.text
    assert isinstance(steps, Bullets)
    assert any(step in item for item in steps.items)


def test_questionnaire_without_questions_is_no_error() -> None:
    outline = build_outline(replace(make_facts(), items=(), indicators=()))
    assert "không có câu nào" in _texts(outline)


def test_few_outside_the_base_are_not_told() -> None:
    facts = make_facts()
    items = tuple(replace(item, not_given=3 if item.not_given else None) for item in facts.items)
    assert "Ngoài số này" in _texts(build_outline(facts))
    assert "Ngoài số này" not in _texts(build_outline(replace(facts, items=items)))


def test_marked_items_are_the_headlines() -> None:
    facts = make_facts()
    items = tuple(replace(item, headline=item.id == "q6") for item in facts.items)
    outline = build_outline(replace(facts, items=items))
    headlines = next(s for s in outline.summary.sections if s.key == "headlines").blocks[0]
    assert isinstance(headlines, Bullets)
    assert headlines.leads == ("Khi nộp trên mạng, ông, bà gặp khó khăn nào? (chọn nhiều nhất 3)",)


def test_unmarked_headlines_begin_with_indicators_and_ratings() -> None:
    outline = build_outline(make_facts())
    headlines = next(s for s in outline.summary.sections if s.key == "headlines").blocks[0]
    assert isinstance(headlines, Bullets)
    assert len(headlines.leads) == 3
    assert not any("mấy lần" in lead for lead in headlines.leads)


VARIANTS: dict[str, BriefingFacts] = {
    "full": with_comments(make_facts()),
    "invited": replace(
        make_facts(),
        method=replace(make_facts().method, sample_type=SampleType.INVITED),
    ),
    "unweighted": replace(make_facts(), weights=None, margins=()),
    "quiz": replace(make_facts(), kind="quiz"),
    "empty": with_valid(make_facts(), 0),
    "few": with_valid(make_facts(), 3),
    "hidden": with_valid(make_facts(), 40),
}


@pytest.mark.parametrize("name", list(VARIANTS))
def test_sampling_error_is_never_claimed(name: str) -> None:
    text = _texts(build_outline(VARIANTS[name])).casefold()
    assert "sai số mẫu" not in text
    assert "sai số chọn mẫu" not in text
    assert "khoảng tin cậy" not in text


def test_quiz_prints_no_interval_at_all() -> None:
    outline = build_outline(VARIANTS["quiz"])
    text = _texts(outline)
    assert "±" not in text
    assert "Khoảng sai số theo mô hình" not in text
    assert "54,2–62,1" not in text
    sections = [inner for section in outline.sections for inner in _walk(section)]
    tables = [block for section in sections for block in section.blocks if isinstance(block, Table)]
    assert tables
    assert all("Khoảng" not in column for table in tables for column in table.columns)
    assert "không suy rộng" in text


def test_hidden_numbers_do_not_reach_the_outline() -> None:
    facts = make_facts()
    secret = replace(hidden_cell("q6.khac"), estimate=0.012345, n=7, count=7)
    items = tuple(
        replace(item, cells=(*item.cells[:-1], secret)) if item.id == "q6" else item
        for item in facts.items
    )
    outline = build_outline(replace(facts, items=items))
    for section in outline.sections:
        for inner in _walk(section):
            for block in inner.blocks:
                if isinstance(block, Figure) and block.table is not None:
                    assert "1,23" not in repr(block.table.rows)


def test_what_the_briefing_was_made_for_stands_in_the_head() -> None:
    day = date(2026, 11, 23)
    both = replace(make_facts(), meeting_day=day, meeting_place="Hội trường A")
    assert build_outline(both).head[0] == "Phục vụ cuộc họp ngày 23/11/2026 tại Hội trường A."
    alone = replace(make_facts(), meeting_day=day)
    assert build_outline(alone).head[0] == "Phục vụ cuộc họp ngày 23/11/2026."
    placed = replace(make_facts(), meeting_place="Hội trường A")
    assert build_outline(placed).head[0] == "Phục vụ cuộc họp tại Hội trường A."


def test_shares_of_topics_stand_before_the_comments() -> None:
    cell = Cell("topic.a", None, 0.42, low=0.3, high=0.55, n=120, n_effective=100.0)
    hidden = Cell("topic.b", None, None, suppressed=True)
    facts = replace(
        with_comments(make_facts()),
        topics=(TopicFacts("Nước", hidden), TopicFacts("Đường", cell)),
    )
    section = next(s for s in build_outline(facts).sections if s.key == "comments")
    table = section.blocks[0]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["Đường", "Nước"]
    assert table.rows[0][1] == "42,00\u00a0%"
    assert table.rows[1][1] == "ẩn"
    assert "120 người" in table.notes[0]


def test_comments_are_printed_where_no_table_can_be_shown_and_k_answered() -> None:
    few = with_comments(with_valid(make_facts(), 12))
    assert "comments" in {section.key for section in build_outline(few).sections}
    too_few = with_comments(with_valid(make_facts(), 3))
    assert "comments" not in {section.key for section in build_outline(too_few).sections}
