"""Sheets of paper: from the first stack to its closing, through the pages that typists see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.staff import Staff, make_staff

if TYPE_CHECKING:
    from tests.support.client import Page
    from tests.support.site import Site


def survey_of(site: Site, code: str) -> int:
    from survey_app.services.collectors import open_page

    page = open_page(site.context, code)
    assert page is not None
    return page.survey_id


def begin(typist: Staff, survey_id: int, **fields: str) -> str:
    """Begin a stack: the address of its page."""
    board = f"/staff/surveys/{survey_id}/sheets"
    values = {"unit": "", "mode": "paper", "expected": "", "check_percent": "100", **fields}
    reply = typist.send(board, list(values.items()))
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return str(reply.headers["Location"]).removesuffix("/entry")


def key(typist: Staff, stack: str, page: Page | None = None, **codes: str) -> Page:
    """Type a sheet in and press Store: the page that comes."""
    shown = page or typist.get(f"{stack}/entry")
    answers = {"code-consent": "1", **{name.replace("__", "-"): v for name, v in codes.items()}}
    return typist.press(shown, f"{stack}/entry", answers, ("action", "store"))


@pytest.fixture
def typist(site: Site) -> Staff:
    return make_staff(site, "administrator")


def test_a_sheet_is_stored_through_the_same_way_as_a_phones(site: Site, typist: Staff) -> None:
    survey_id = survey_of(site, site.publish_design("single-choice"))
    stack = begin(typist, survey_id)

    page = key(typist, stack, code__q1="1")

    assert "Đã lưu phiếu số 1." in page.text
    assert page.field("sheet-number") == "2"
    (stored,) = site.stored()
    assert stored["mode"] == "paper"
