"""The shipped table of units holds on every day since there are two tiers of local government."""

import csv
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[4] / "survey_app/data/units/units.csv"
TODAY = datetime.now(UTC).date()
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with UNITS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def valid_on(rows: list[Row], day: date) -> list[Row]:
    text = day.isoformat()
    return [row for row in rows if row["valid_from"] <= text < (row["valid_to"] or "9999-12-31")]


CHANGES = [date(2026, 4, 14), date(2026, 4, 24), date(2026, 8, 4), date(2026, 8, 24)]
DAYS = [
    date(2025, 7, 1),
    date(2026, 1, 1),
    *CHANGES,
    *(day - timedelta(days=1) for day in CHANGES),
    TODAY,
]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_day_has_34_provinces_and_3321_communes_with_parents(
    rows: list[Row], day: date
) -> None:
    valid = valid_on(rows, day)
    provinces = {row["code"] for row in valid if row["parent"] == ""}
    communes = [row for row in valid if row["parent"]]
    assert len(provinces) == 34
    assert len(communes) == 3321
    assert len({row["code"] for row in valid}) == 34 + 3321
    assert {row["parent"] for row in communes} == provinces


def test_before_the_two_tiers_nothing_is_valid(rows: list[Row]) -> None:
    assert valid_on(rows, date(2025, 6, 30)) == []


def test_periods_of_a_unit_follow_each_other_without_gap(rows: list[Row]) -> None:
    periods: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        periods.setdefault(row["code"], []).append((row["valid_from"], row["valid_to"]))
    for of_unit in periods.values():
        assert of_unit[0][0] == "2025-07-01"
        assert [end for _, end in of_unit[:-1]] == [start for start, _ in of_unit[1:]]
        assert of_unit[-1][1] == ""


def test_texts_are_nfc_and_names_without_their_kind(rows: list[Row]) -> None:
    for row in rows:
        assert all(unicodedata.is_normalized("NFC", value) for value in row.values())
        assert row["name"] == " ".join(row["name"].split())
        assert not row["name"].startswith(("Xã ", "Phường ", "Đặc khu ", "Tỉnh ", "Thành phố "))
        assert row["legal_ref"]


def test_codes_and_kinds_have_their_form(rows: list[Row]) -> None:
    for row in rows:
        assert row["code"].isdigit()
        province = row["parent"] == ""
        assert len(row["code"]) == (2 if province else 5)
        assert row["kind"] in ({"tinh", "thanh_pho"} if province else {"xa", "phuong", "dac_khu"})


def test_lai_chau_has_2_wards_and_36_communes(rows: list[Row]) -> None:
    kinds = Counter(row["kind"] for row in valid_on(rows, TODAY) if row["parent"] == "12")
    assert kinds == {"phuong": 2, "xa": 36}


def test_changes_of_2026_are_dated_rows(rows: list[Row]) -> None:
    before = Counter(row["kind"] for row in valid_on(rows, date(2026, 4, 13)))
    after = Counter(row["kind"] for row in valid_on(rows, date(2026, 8, 24)))
    assert before == {"tinh": 28, "thanh_pho": 6, "xa": 2621, "phuong": 687, "dac_khu": 13}
    assert after == {"tinh": 25, "thanh_pho": 9, "xa": 2599, "phuong": 709, "dac_khu": 13}


def test_dong_nai_became_a_city_by_resolution_30(rows: list[Row]) -> None:
    first, second = (row for row in rows if row["code"] == "75")
    assert (first["kind"], first["valid_to"]) == ("tinh", "2026-04-24")
    assert (second["kind"], second["valid_from"]) == ("thanh_pho", "2026-04-24")
    assert second["legal_ref"].startswith("30/2026/QH16")
