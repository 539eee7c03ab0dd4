from survey_app.cli.table import text_table, width


def test_columns_stand_under_each_other_with_marks_and_wide_letters() -> None:
    assert width("Đo\u0323c") == 3
    assert width("漢字") == 4
    table = text_table(("Tên", "n"), [("Bình Lư", "5"), ("Tả", "12")], "lr")
    assert table.splitlines() == ["Tên       n", "Bình Lư   5", "Tả       12"]
