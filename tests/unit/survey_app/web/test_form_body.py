"""Bodies of forms: read as a browser wrote them, refused when they are no UTF-8."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from survey_app.web.shared.form_body import FIELD_LIMIT, parse_fields

PAIRS = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=20)), max_size=8)


@given(pairs=PAIRS)
def test_fields_come_back_as_a_browser_sent_them(pairs: list[tuple[str, str]]) -> None:
    fields = parse_fields(urlencode(pairs).encode())
    expected: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        expected[name] = (*expected.get(name, ()), value.replace("\r\n", "\n"))
    assert fields == expected


@pytest.mark.parametrize("body", [b"q=%ff", b"q=\xff", b"%c3=1", b"q=%ed%a0%80", b"q=%f4%90%80%80"])
def test_bytes_that_are_no_utf8_are_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        parse_fields(body)


def test_too_many_fields_are_refused() -> None:
    with pytest.raises(BadRequest):
        parse_fields(b"&".join([b"a=1"] * (FIELD_LIMIT + 1)))


def test_percent_signs_that_mean_nothing_stay_text() -> None:
    assert parse_fields(b"q=100%25&p=%zz&r=%") == {"q": ("100%",), "p": ("%zz",), "r": ("%",)}
