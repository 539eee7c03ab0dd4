from dataclasses import replace

from analysis.briefing.categorical import make_chart as make_bars
from analysis.briefing.categorical import make_table, present, say_joint, say_opinion
from analysis.briefing.facts import ChoiceFacts, ItemFacts
from analysis.briefing.frame import make_frame
from analysis.briefing.grid import say_extremes
from analysis.briefing.outline import Figure
from analysis.briefing.several import say_number, say_several
from analysis.briefing.trend import make_chart as make_trend
from analysis.briefing.trend import present_trend, say_change, write_grain
from tests.support.briefings import (
    binh_thuan_item,
    grid_item,
    hidden_cell,
    make_cells,
    make_facts,
    multiple_item,
    number_item,
    scale_item,
)

FRAME = make_frame(make_facts())


def test_opinions_of_binh_thuan_read_as_in_its_report() -> None:
    assert say_opinion(FRAME, binh_thuan_item()).replace("\u00a0", " ") == (
        "Có 14,08 % ý kiến trả lời “Chuyển biến tốt hơn nhiều”; 34,39 % trả lời “Chuyển biến tốt "
        "hơn”; 27,36 % trả lời “Như trước”; 23,11 % trả lời “Kém hơn” và 1,06 % cho rằng khó trả "
        "lời."
    )


def test_plain_rounding_is_used_and_named_on_request() -> None:
    frame = make_frame(replace(make_facts(), rounding="plain"))
    assert "34,40\u00a0%" in say_opinion(frame, binh_thuan_item())
    table = make_table(frame, binh_thuan_item(), make_bars(frame, binh_thuan_item()))
    assert table.notes[-1].startswith("Tỷ lệ làm tròn từng số")


def test_picture_table_and_sentence_print_the_same_numbers() -> None:
    item = binh_thuan_item()
    figure = present(FRAME, item)[-1]
    assert isinstance(figure, Figure)
    assert figure.table is not None
    for row, line in zip(figure.chart.rows, figure.table.rows, strict=True):
        assert row.printed[0] == line[2]
        assert line[2] in say_opinion(FRAME, item)


def test_missing_codes_stand_outside() -> None:
    chart = make_bars(FRAME, scale_item())
    assert [row.label for row in chart.rows][-1] == "Rất hài lòng"
    assert len(chart.rows) == 5


def test_top_box_is_given_with_its_interval_under_the_model_name() -> None:
    (sentence,) = say_joint(FRAME, scale_item())
    assert sentence.replace("\u00a0", " ") == (
        "Tính gộp “Hài lòng” và “Rất hài lòng”, tỷ lệ là 58,23 % "
        "(khoảng sai số theo mô hình 95 %: 54,2–62,1 %)."
    )


def test_hidden_choice_is_counted_and_shares_are_not_forced_to_a_hundred() -> None:
    item = binh_thuan_item()
    item = replace(item, cells=(*item.cells[:4], hidden_cell("kt", "5")))
    sentence = say_opinion(FRAME, item)
    assert "34,40\u00a0%" in sentence
    assert "1 phương án được ẩn" in sentence
    assert "1,06" not in sentence


def test_item_without_a_shown_cell_says_so() -> None:
    item = replace(binh_thuan_item(), cells=(hidden_cell("kt", "1"),))
    assert (
        say_opinion(FRAME, item) == "Số liệu của câu này đang được ẩn vì có quá ít người trả lời."
    )


def test_many_choices_name_the_three_most_chosen() -> None:
    shares = [0.3, 0.2, 0.15, 0.1, 0.1, 0.08, 0.07]
    item = ItemFacts(
        id="q14",
        text="Biết tin qua đâu?",
        type="single",
        choices=tuple(ChoiceFacts(str(i + 1), f"Nguồn {i + 1}") for i in range(7)),
        cells=tuple(make_cells("q14", shares)),
    )
    assert say_opinion(FRAME, item).replace("\u00a0", " ") == (
        "Nhiều nhất là “Nguồn 1” (30,00 %), “Nguồn 2” (20,00 %), “Nguồn 3” (15,00 %) và các phương "
        "án còn lại mỗi phương án không quá 10,00 %."
    )


def test_a_choice_nobody_picked_is_zero_of_the_same_base() -> None:
    item = binh_thuan_item()
    item = replace(item, cells=tuple(cell for cell in item.cells if cell.category != "5"))
    row = make_bars(FRAME, item).rows[-1]
    assert (row.cells[0].estimate, row.cells[0].n, row.cells[0].count) == (0.0, 753, 0)


def test_several_answers_count_people_and_are_never_added_up() -> None:
    sentence = say_several(FRAME, multiple_item())
    assert sentence.startswith("Trong 214 người trả lời, 45,10\u00a0% chọn “Sóng yếu")
    assert "1 phương án được ẩn" in sentence
    assert "ý kiến" not in sentence


def test_statements_with_overlapping_intervals_are_not_told_apart() -> None:
    assert "còn giao nhau" not in say_extremes(FRAME, grid_item())
    same = tuple(
        cell
        for row in grid_item().rows
        for cell in make_cells(row.variable, [0.05, 0.1, 0.25, 0.4, 0.2], 120)
    )
    assert "còn giao nhau" in say_extremes(FRAME, replace(grid_item(), cells=same))


def test_mean_has_its_interval_and_base() -> None:
    assert say_number(FRAME, number_item()).replace("\u00a0", " ") == (
        "Trung bình là 1,83 (khoảng sai số theo mô hình 95 %: 1,71–1,96), "
        "tính trên 402 người trả lời."
    )
    assert "ẩn" in say_number(FRAME, replace(number_item(), cells=(hidden_cell("q3"),)))


def test_change_over_time_is_hedged_when_intervals_overlap() -> None:
    chart = make_trend(FRAME, scale_item())
    assert chart is not None
    assert [row.label for row in chart.rows] == ["02/11", "09/11", "16/11"]
    assert "Khoảng của hai kỳ còn giao nhau" in say_change(FRAME, chart)
    assert present_trend(FRAME, binh_thuan_item()) == ()


def test_periods_are_printed_by_their_grain() -> None:
    assert write_grain("2026-11-03", "day") == "03/11"
    assert write_grain("2026-11-01", "month") == "11/2026"
    assert write_grain("2026-11", "month") == "11/2026"
    assert write_grain("2026-W45", "week") == "tuần 45/2026"
    assert write_grain("?", "day") == "?"
