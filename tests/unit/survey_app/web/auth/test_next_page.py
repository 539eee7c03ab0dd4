"""The page after the sign-in is always one of ours."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.web.auth.next_page import START, next_page


@pytest.mark.parametrize(
    "path",
    ["/staff/", "/staff", "/staff/surveys/3", "/staff/surveys?state=open&page=2", "/staff/a%20b?x=%C3%BD"],
)  # fmt: skip
def test_our_own_pages_are_kept(path: str) -> None:
    assert next_page(path) in (path, START)
    assert "%20" in path or next_page(path) == path


@given(
    st.text(max_size=60) | st.text(alphabet="/\\.:staf?=%@\r\n", max_size=30).map("/staff".__add__)
)
def test_nothing_else_is_ever_gone_to(wanted: str) -> None:
    path = next_page(wanted)
    parts = urlsplit(path)
    assert not parts.netloc
    assert not parts.scheme
    assert parts.path == "/staff" or parts.path.startswith("/staff/")
    assert path.isprintable()
    assert "\\" not in path
    assert "//" not in path
