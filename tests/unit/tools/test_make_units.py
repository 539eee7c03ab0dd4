"""The unit tool takes spelling from the catalogue and dates every real change."""

from datetime import date

import pytest

from tools.make_units import (
    SourceError,
    Unit,
    check_agreement,
    make_rows,
    read_resolution,
    spelling_key,
    split_name,
)

OLD_LAW = "1658/NQ-UBTVQH15 (16/06/2025)"
NEW_LAW = "388/NQ-UBTVQH16 (04/08/2026)"
PROVINCE = Unit("24", "Bắc Ninh", "tinh", "")


def state(*communes: Unit) -> dict[str, Unit]:
    return {unit.code: unit for unit in (PROVINCE, *communes)}


def old(code: str, name: str, kind: str = "xa") -> Unit:
    return Unit(code, name, kind, "24")


def new(code: str, name: str, kind: str = "xa", law: str = OLD_LAW) -> Unit:
    passed = date(2026, 8, 4) if law == NEW_LAW else date(2025, 6, 16)
    return Unit(code, name, kind, "24", law, passed)


def test_a_unit_that_both_know_alike_has_one_row() -> None:
    rows = list(make_rows(state(old("00001", "Bố Hạ")), state(new("00001", "Bố Hạ"))))
    assert [row.cells() for row in rows] == [
        ("24", "Bắc Ninh", "tinh", "", "2025-07-01", "", "19/2025/QĐ-TTg"),
        ("00001", "Bố Hạ", "xa", "24", "2025-07-01", "", OLD_LAW),
    ]


def test_a_new_kind_is_a_new_dated_row_and_ends_the_old_one() -> None:
    first = state(old("00001", "Hiệp Hòa"), old("00002", "Bảo Đài"))
    later = state(new("00001", "Hiệp Hoà", "phuong", NEW_LAW), new("00002", "Bảo Đài"))
    rows = [row.cells() for row in make_rows(first, later) if row.unit.code == "00001"]
    assert rows == [
        ("00001", "Hiệp Hoà", "xa", "24", "2025-07-01", "2026-08-04", OLD_LAW),
        ("00001", "Hiệp Hoà", "phuong", "24", "2026-08-04", "", NEW_LAW),
    ]


def test_another_spelling_alone_is_no_new_row() -> None:
    rows = list(make_rows(state(old("00001", "Cư M'gar")), state(new("00001", "Cư M’gar"))))
    assert [row.unit.name for row in rows] == ["Bắc Ninh", "Cư M’gar"]


def test_a_change_without_a_later_resolution_stops_the_tool() -> None:
    with pytest.raises(SourceError, match="00001"):
        list(make_rows(state(old("00001", "Kép")), state(new("00001", "Kép", "phuong"))))


def test_a_code_in_one_package_only_stops_the_tool() -> None:
    with pytest.raises(SourceError, match="00002"):
        check_agreement(state(old("00001", "Kép")), state(old("00002", "Kép")))


def test_another_parent_stops_the_tool() -> None:
    moved = Unit("00001", "Kép", "xa", "01")
    with pytest.raises(SourceError, match="parents: 00001"):
        check_agreement(state(old("00001", "Kép")), {"24": PROVINCE, "00001": moved})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hoà An", "Hòa An", True),
        ("Nguyễn Uý", "Nguyễn Úy", True),
        ("D'Ran", "D’Ran", True),
        ("Cẩm Giang", "Cẩm Giàng", False),
        ("Văn Lang", "Văn Lăng", False),
        ("Đông Tiến", "Đồng Tiến", False),
    ],
)
def test_spelling_key_sees_letters_and_tones_but_not_where_the_tone_stands(
    one: str, other: str, same: bool
) -> None:
    assert (spelling_key(one) == spelling_key(other)) is same


def test_split_name_composes_and_trims() -> None:
    assert split_name("Đặc khu  Côn Đa\u0309o") == ("dac_khu", "Côn Đảo")
    assert split_name("Phường 2 Bảo Lộc") == ("phuong", "2 Bảo Lộc")


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (
            "… Số: 237/NQ-UBTVQH16; Ngày: 14/04/2026",
            ("237/NQ-UBTVQH16 (14/04/2026)", date(2026, 4, 14)),
        ),
        ("202/2025/QH15 - 12/06/2025", ("202/2025/QH15 (12/06/2025)", date(2025, 6, 12))),
        ("", ("", None)),
    ],
)
def test_read_resolution(note: str, expected: tuple[str, date | None]) -> None:
    assert read_resolution(note) == expected
