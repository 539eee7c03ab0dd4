"""Numbers as officers type and paste them."""

import pytest

from survey_app.services.collecting.issued import Entry, only_typed, parse_number, read_lines


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("50", 50), (" 7 ", 7), ("1.200", 1200), ("1.000.000", 1_000_000), ("", None)],
)
def test_numbers_are_read_as_written_in_vietnam(text: str, number: int | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["-1", "+1", "1,5", "1.5", "1e3", "0x10", "١٢", "10.000.001", "9" * 40, "năm", "1 2"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"whole|large"):
        parse_number(text)


def test_lines_are_read_with_any_separator() -> None:
    entries, faults = read_lines("k7m2qp;50\n\nABC234\t1.200\r\nDEF567, 3\nGHJ789 4\nKLM234;\n")

    assert faults == []
    assert [(entry.line, entry.code, entry.text) for entry in entries] == [
        (1, "K7M2QP", "50"),
        (3, "ABC234", "1.200"),
        (4, "DEF567", "3"),
        (5, "GHJ789", "4"),
        (6, "KLM234", ""),
    ]


@pytest.mark.parametrize("line", [";5", "K7M2QP", "mã;5", "<script>;1", "K" * 40 + ";1"])
def test_a_line_that_is_none_is_named(line: str) -> None:
    entries, faults = read_lines(line)

    assert entries == []
    assert [(fault.line, fault.kind) for fault in faults] == [(1, "bad_line")]


def test_too_many_lines_are_refused_at_once() -> None:
    assert [fault.kind for fault in read_lines("A2;1\n" * 10_001)[1]] == ["too_many_lines"]


def test_only_what_was_typed_counts() -> None:
    same, changed = Entry(1, "a2", "5", "5"), Entry(2, "b2", "6", "5")

    assert [entry.code for entry in only_typed([same, changed])] == ["B2"]
