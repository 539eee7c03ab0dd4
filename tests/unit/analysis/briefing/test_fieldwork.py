from datetime import date

import pytest

from analysis.briefing.facts import FieldworkFacts, UnitFacts
from analysis.briefing.fieldwork import (
    make_mode_table,
    make_table,
    make_unit_table,
    say_fieldwork,
    write_rate,
)


def test_return_rate_of_binh_thuan() -> None:
    sentence = say_fieldwork(FieldworkFacts(valid=753, issued=800, returned=753))
    assert sentence == (
        "Số phiếu phát ra 800, thu về 753, đạt 94,125\u00a0%; "
        "trong đó có 753 phiếu hợp lệ, đạt 100\u00a0% số phiếu thu về."
    )


def test_valid_rate_of_the_institute_2022() -> None:
    sentence = say_fieldwork(FieldworkFacts(valid=2506, issued=2550, returned=2550))
    assert "Số phiếu phát ra 2.550, thu về 2.550, đạt 100\u00a0%" in sentence
    assert "98,275\u00a0%" in sentence


@pytest.mark.parametrize(
    ("fieldwork", "expected"),
    [
        (FieldworkFacts(valid=1200), "Có 1.200 phiếu hợp lệ."),
        (FieldworkFacts(valid=0, returned=0), "Thu về 0 phiếu."),
        (
            FieldworkFacts(valid=3, returned=4),
            "Thu về 4 phiếu; trong đó có 3 phiếu hợp lệ, đạt 75\u00a0% số phiếu thu về.",
        ),
        (
            FieldworkFacts(valid=0, issued=20, returned=0),
            "Số phiếu phát ra 20, thu về 0, đạt 0\u00a0%.",
        ),
    ],
)
def test_what_is_not_known_is_not_said(fieldwork: FieldworkFacts, expected: str) -> None:
    assert say_fieldwork(fieldwork) == expected


def test_rates_print_no_zero_decimals() -> None:
    assert write_rate(760, 800) == "95\u00a0%"
    assert write_rate(753, 760) == "99,079\u00a0%"


def test_table_leaves_out_unknown_rows() -> None:
    assert [row[0] for row in make_table(FieldworkFacts(valid=5)).rows] == ["Hợp lệ"]
    rows = make_table(FieldworkFacts(valid=753, issued=800, returned=760)).rows
    assert rows[1] == ("Thu về", "760", "95\u00a0% số phát ra")


def test_units_add_up_to_the_total_and_hide_the_hidden() -> None:
    units = (UnitFacts("Xã A", 10, 9, 9), UnitFacts("Xã B", suppressed=True))
    table = make_unit_table(FieldworkFacts(valid=9, issued=20, returned=9, units=units))
    assert table is not None
    assert table.rows[1] == ("Xã B", "ẩn", "ẩn", "ẩn")
    assert table.rows[-1] == ("Tổng", "20", "9", "9")
    assert make_unit_table(FieldworkFacts(valid=9, units=units[:1])) is None


def test_modes_are_named_and_hidden_counts_stay_hidden() -> None:
    fieldwork = FieldworkFacts(
        valid=50, modes=(("qr", 45), ("paper", None)), started=date(2026, 1, 1)
    )
    table = make_mode_table(fieldwork)
    assert table is not None
    assert table.rows == (("Tự trả lời trên điện thoại qua mã QR", "45"), ("Phiếu giấy", "ẩn"))
