from dataclasses import replace

from analysis.briefing.facts import BriefingFacts, ChoiceFacts, GroupFacts, ItemFacts, TestFacts
from analysis.briefing.frame import make_frame
from analysis.briefing.group_tables import make_group_table
from analysis.briefing.groups import PAGE_ROWS, make_charts, say_differences
from analysis.briefing.measure import make_measure
from tests.support.briefings import (
    grid_item,
    hidden_cell,
    make_cells,
    make_facts,
    number_item,
    scale_item,
)

FRAME = make_frame(make_facts())


def _say(facts: BriefingFacts | None = None, item: ItemFacts | None = None) -> str:
    frame = make_frame(facts) if facts else FRAME
    item = item or scale_item()
    return " ".join(say_differences(frame, item, make_measure(frame, item)))


def test_only_a_significant_difference_is_named() -> None:
    text = _say().replace("\u00a0", " ")
    assert "Ý kiến khác nhau theo giới tính (kiểm định Rao–Scott, p = 0,008)" in text
    assert "ở nhóm “Nam” là 65,00 %, ở nhóm “Nữ” là 53,00 %" in text
    assert "Chưa thấy khác biệt có ý nghĩa thống kê theo dân tộc." in text
    assert "Mông" not in text


def test_a_p_value_that_does_not_survive_holm_is_not_named() -> None:
    item = scale_item()
    group = replace(item.groups[0], tests=(TestFacts("q11", "rao_scott_f", 0.04),))
    item = replace(item, groups=(group, item.groups[1]))
    facts = replace(make_facts(), items=(item,))
    assert "khác nhau" not in _say(facts, item)


def test_untested_groups_are_said_to_be_untested() -> None:
    item = scale_item()
    item = replace(item, groups=tuple(replace(group, tests=()) for group in item.groups))
    assert _say(replace(make_facts(), items=(item,)), item) == (
        "Chưa kiểm định khác biệt theo giới tính, dân tộc; bảng ở phụ lục chỉ để tham khảo."
    )


def test_hidden_and_too_few_levels_are_words_in_picture_and_table() -> None:
    item = scale_item()
    measure = make_measure(FRAME, item)
    assert measure is not None
    (chart,) = make_charts(FRAME, item, measure)
    words = {row.label: chart.printed(row) for row in chart.rows}
    assert words["La Hủ"] == "n < 30"
    assert words["Dân tộc khác"] == "ẩn"
    assert words["Dao"].endswith("*")
    table = make_group_table(FRAME, item, 4)
    assert table is not None
    rows = {row[0]: row for row in table.rows}
    assert set(rows["La Hủ"][1:-1]) == {"n < 30"}
    assert rows["La Hủ"][-1] == "27"
    assert set(rows["Dân tộc khác"][1:]) == {"ẩn"}
    assert rows["Chung"][-1] == "741"
    assert table.sections == ((1, "Giới tính"), (3, "Dân tộc"))
    assert any(note.startswith("n < 30") for note in table.notes)


def test_shares_within_a_level_add_up_to_a_hundred() -> None:
    table = make_group_table(FRAME, scale_item(), 4)
    assert table is not None
    row = next(row for row in table.rows if row[0] == "Nữ")
    assert sum(float(text.split("\u00a0")[0].replace(",", ".")) for text in row[1:-1]) == 100


def _communes(count: int, shown: int) -> GroupFacts:
    levels = tuple(ChoiceFacts(f"x{i:02d}", f"Xã {i}") for i in range(count))
    cells = []
    for index, level in enumerate(levels):
        by = {"unit": level.code}
        if index < shown:
            cells.extend(make_cells("q11", [0.1, 0.1, 0.3, 0.3, 0.2], 120, by=by))
        else:
            cells.extend(hidden_cell("q11", str(code), by=by) for code in range(1, 6))
    return GroupFacts("unit", "Đơn vị", levels, tuple(cells))


def test_many_hidden_levels_are_counted_not_listed() -> None:
    item = replace(scale_item(), groups=(_communes(38, 8),))
    table = make_group_table(FRAME, item, 4)
    assert table is not None
    assert len(table.rows) == 9
    assert table.notes[-1].startswith("Không in 30 nhóm khác")
    measure = make_measure(FRAME, item)
    assert measure is not None
    (chart,) = make_charts(FRAME, item, measure)
    assert len(chart.rows) == 8


def test_pictures_are_cut_to_the_page() -> None:
    item = replace(scale_item(), groups=(*scale_item().groups, _communes(38, 38)))
    measure = make_measure(FRAME, item)
    assert measure is not None
    charts = make_charts(FRAME, item, measure)
    assert all(len(chart.rows) <= PAGE_ROWS for chart in charts)
    assert sum(len(chart.rows) for chart in charts) == 8 + 38
    assert len({chart.key for chart in charts}) == len(charts)


def test_grid_tables_hold_the_joint_share_of_each_statement() -> None:
    table = make_group_table(FRAME, grid_item(), 2)
    assert table is not None
    assert table.columns[1] == "Cán bộ hướng dẫn dễ hiểu"
    assert table.rows[0][1] == "70,00\u00a0%"
    assert table.notes[0] == "Tỷ lệ trả lời “Hài lòng” hoặc “Rất hài lòng”."


def test_item_without_groups_has_no_table() -> None:
    assert make_group_table(FRAME, number_item(), 1) is None
