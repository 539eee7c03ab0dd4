"""The page after the sign-in is always one of ours."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.web.auth.next_page import next_page

SIGNS = "/\\.:staf?=%@\r\n"
NEAR = st.text(alphabet=SIGNS, max_size=30).map("/staff".__add__)


@pytest.mark.parametrize(
    "path",
    ["/staff/", "/staff", "/staff/surveys/3", "/staff/surveys?state=open&q=%C3%BD&page=2"],
)
def test_our_own_pages_are_kept(path: str) -> None:
    assert next_page(path) == path


@given(st.text(max_size=60) | NEAR)
def test_nothing_else_is_ever_gone_to(wanted: str) -> None:
    path = next_page(wanted)
    parts = urlsplit(path)
    assert not parts.netloc
    assert not parts.scheme
    assert parts.path == "/staff" or parts.path.startswith("/staff/")
    assert path.isprintable()
    assert "\\" not in path
    assert "//" not in path
