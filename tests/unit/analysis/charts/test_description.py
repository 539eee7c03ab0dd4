from analysis.charts import alt_text, note_lines, table
from tests.unit.analysis.charts.examples import ALL, bars, groups, likert, ranks, trend


def test_alt_text_names_kind_title_extremes_and_base() -> None:
    text = alt_text(bars())
    assert text.startswith("Biểu đồ thanh ngang: Ông, bà có biết không.")
    assert "Cao nhất là “Có” (50,0\u00a0%), thấp nhất là “Không nhớ” (15,0\u00a0%)." in text
    assert text.endswith("Có 1 số không được in. Dựa trên 753 người trả lời.")


def test_alt_text_never_tells_a_hidden_number() -> None:
    assert "70,0" not in alt_text(groups())
    assert "La Hủ" not in alt_text(groups())
    assert "Có 2 số không được in." in alt_text(groups())


def test_alt_text_of_statements_and_of_time() -> None:
    assert "Ở “Thái độ”, “Tốt” được chọn nhiều nhất (40,0\u00a0%)." in alt_text(likert())
    assert "Từ 40,0\u00a0% (03/11) đến 52,0\u00a0% (07/11)." in alt_text(trend())


def test_table_holds_the_printed_numbers_and_hides_the_hidden() -> None:
    data = table(bars())
    assert data.columns == (
        "Phương án",
        "Số người",
        "Tỷ lệ",
        "Khoảng sai số theo mô hình 95\u00a0%",
        "n",
    )
    assert data.rows[0] == ("Có", "376", "50,0\u00a0%", "46,0–54,0\u00a0%", "753")
    assert data.rows[-1] == ("Khác", "ẩn", "ẩn", "–", "ẩn")


def test_table_of_statements_has_a_column_for_each_answer() -> None:
    data = table(likert())
    assert data.columns[0] == "Nội dung"
    assert data.columns[-1] == "n"
    assert len(data.columns) == 7
    assert data.rows[1][1] == "ẩn"


def test_table_of_means_has_no_percent() -> None:
    data = table(ranks())
    assert data.rows[0][1:3] == ("1,80", "1,60–2,00")


def test_notes_give_base_method_and_each_reason_once() -> None:
    notes = note_lines(groups())
    assert notes[0] == "n = 753 người trả lời; cỡ mẫu hữu hiệu 612."
    assert notes[1] == "Tỷ lệ có trọng số."
    assert [note.split(":")[0] for note in notes[2:]] == ["ẩn", "n < 30", "*"]


def test_every_row_of_a_table_is_as_long_as_its_head() -> None:
    for maker in ALL:
        data = table(maker())
        assert {len(row) for row in data.rows} == {len(data.columns)}
