from dataclasses import replace

import pytest

from analysis.briefing.facts import BriefingFacts, SampleType
from analysis.briefing.frame import make_frame
from analysis.briefing.method import half_width, list_limitations, present_method, say_precision
from analysis.briefing.outline import Definitions
from tests.support.briefings import make_facts


def _entries(facts: BriefingFacts) -> dict[str, str]:
    block = present_method(make_frame(facts)).blocks[0]
    assert isinstance(block, Definitions)
    return dict(block.pairs)


def _with_sample(sample_type: SampleType) -> BriefingFacts:
    facts = make_facts()
    return replace(facts, method=replace(facts.method, sample_type=sample_type))


def test_every_item_of_immediate_disclosure_is_there() -> None:
    entries = _entries(make_facts())
    assert {
        "Đơn vị thực hiện",
        "Mục đích",
        "Đối tượng khảo sát",
        "Cách chọn và mời người trả lời",
        "Cách trả lời",
        "Ngôn ngữ",
        "Thời gian",
        "Cỡ mẫu",
        "Trọng số",
        "Độ chính xác",
        "Kiểm định",
        "Xử lý số liệu",
        "Bảo vệ người trả lời",
        "Làm tròn",
        "Câu hỏi",
    } <= set(entries)
    assert entries["Thời gian"] == "từ 03/11/2026 đến 20/11/2026"
    assert entries["Ngôn ngữ"] == "tiếng Việt, tiếng Anh"
    assert "612 phiếu" in entries["Cách trả lời"]
    assert "phần dư lớn nhất" in entries["Làm tròn"]


def test_weighting_names_method_groups_targets_trim_and_missing_class() -> None:
    text = _entries(make_facts())["Trọng số"]
    for part in ("raking", "giới tính, dân tộc", "năm 2019", "năm 2009", "0,3–3,0", "lớp riêng"):
        assert part in text


def test_sizes_hold_effective_n_and_design_effect() -> None:
    assert _entries(make_facts())["Cỡ mẫu"] == (
        "800 phiếu phát ra; 760 phiếu thu về; 753 phiếu hợp lệ; "
        "cỡ mẫu hữu hiệu 612 (hệ số thiết kế 1,23)."
    )


def test_widest_interval_is_that_of_the_effective_n() -> None:
    assert half_width(400, 0.95) == pytest.approx(4.9, abs=0.01)
    assert "±4,0 điểm phần trăm" in say_precision(make_frame(make_facts()))


def test_open_sample_names_its_model_and_assumption() -> None:
    text = _entries(make_facts())["Độ chính xác"]
    assert text.startswith("Khoảng sai số theo mô hình 95\u00a0%")
    assert "người trả lời giống người không trả lời" in text
    assert "không được chọn ngẫu nhiên" in text


def test_only_a_probability_sample_has_confidence_intervals() -> None:
    random = _with_sample(SampleType.PROBABILITY)
    assert _entries(random)["Độ chính xác"].startswith("Khoảng tin cậy 95")
    assert "mô hình" not in _entries(random)["Độ chính xác"]
    invited = _with_sample(SampleType.INVITED)
    assert _entries(invited)["Độ chính xác"].startswith("Khoảng sai số theo mô hình")


def test_quiz_has_no_margin_of_error() -> None:
    quiz = replace(make_facts(), kind="quiz")
    text = _entries(quiz)["Độ chính xác"]
    assert "±" not in text
    assert "không có khoảng sai số" in text


def test_what_was_not_declared_is_said_to_be() -> None:
    facts = make_facts()
    facts = replace(facts, method=replace(facts.method, population="", purpose=""))
    entries = _entries(facts)
    assert entries["Đối tượng khảo sát"] == "Chưa khai báo."
    assert "Mục đích" not in entries


def test_unknown_number_of_invitations_is_a_limitation() -> None:
    facts = make_facts()
    assert len(list_limitations(make_frame(facts))) == 3
    unknown = replace(facts, fieldwork=replace(facts.fieldwork, issued=None))
    assert any("tỷ lệ trả lời" in text for text in list_limitations(make_frame(unknown)))


def test_given_limitations_come_first() -> None:
    facts = make_facts()
    facts = replace(facts, method=replace(facts.method, limitations=("Mưa lũ ngày 10/11.",)))
    assert list_limitations(make_frame(facts))[0] == "Mưa lũ ngày 10/11."
