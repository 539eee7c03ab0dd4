import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.engine.types.numbers import (
    NumberError,
    format_number,
    parse_number,
    parse_point_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("012", 12),
        ("+5", 5),
        ("-5", -5),
        ("−5", -5),
        ("-0", 0),
        (" 1 234 ", 1234),
        ("1\u00a0234", 1234),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("1234.567", 1234.567),
        ("1,2345", 1.2345),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1.234.567,89", 1234567.89),
    ],
)
def test_parse_number_takes_what_is_clear(text, value):
    assert parse_number(text, is_whole=False) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234", "ambiguous_number"),
        ("12,345", "ambiguous_number"),
        ("-1.234", "ambiguous_number"),
        ("1.2.3", "not_a_number"),
        ("1.23,4,5", "not_a_number"),
        ("1,23.4", "not_a_number"),
        ("1.234,5.6", "not_a_number"),
        ("0.123.456", "not_a_number"),
        ("1,", "not_a_number"),
        (".5", "not_a_number"),
        ("1e3", "not_a_number"),
        ("0x1F", "not_a_number"),
        ("1_000", "not_a_number"),
        ("inf", "not_a_number"),
        ("NaN", "not_a_number"),
        ("١٢", "not_a_number"),
        ("--1", "not_a_number"),
        ("5 triệu", "not_a_number"),
        ("9" * 41, "not_a_number"),
    ],
)
def test_parse_number_refuses_the_rest(text, code):
    with pytest.raises(NumberError) as caught:
        parse_number(text, is_whole=False)
    assert caught.value.code == code


@pytest.mark.parametrize(("text", "value"), [("1.234", 1234), ("12,345", 12345), ("1,0", 1)])
def test_parse_number_knows_thousands_where_there_are_no_decimals(text, value):
    assert parse_number(text, is_whole=True) == value


@pytest.mark.parametrize("text", ["1,5", "1.", ".5", "1e3", "+1", " 1", "", "1.2.3", "٣"])
def test_parse_point_number_takes_only_the_point(text):
    with pytest.raises(NumberError):
        parse_point_number(text)


@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 2)))
def test_a_written_number_is_read_back_if_it_is_clear(value):
    assert parse_point_number(f"{value:.2f}") == value
    assert parse_number(f"{value:.2f}", is_whole=False) == value
    assert parse_number(f"{value:,.2f}", is_whole=False) == value


@given(st.text(alphabet="0123456789.,-+ e", max_size=20))
def test_parse_number_gives_a_number_or_its_own_error(text):
    try:
        value = parse_number(text, is_whole=False)
    except NumberError:
        return
    assert abs(value) < 1e40


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [(5.0, "vi", "5"), (1.5, "vi", "1,5"), (1.5, "en", "1.5"), (-3, "vi", "-3")],
)
def test_format_number_writes_it_for_people(value, language, text):
    assert format_number(value, language) == text
