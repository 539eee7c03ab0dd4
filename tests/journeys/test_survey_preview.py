"""A survey tried out before it is opened: the citizens' pages, every language, nothing stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import html5lib
import pytest

from survey_app.services.surveys.list_surveys import list_surveys
from tests.support.client import Page, fill
from tests.support.site import DESIGNS, LIBRARY
from tests.support.staff import make_staff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.test import TestResponse

    from tests.support.site import Site
    from tests.support.staff import Staff

PREVIEW = "/staff/surveys/1/preview"


def parsed(reply: TestResponse) -> Page:
    """A citizen's page within the staff's side, valid HTML like any other."""
    html = reply.get_data(as_text=True)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return Page(reply.status_code, dict(reply.headers), html, parser.parse(html))


@pytest.fixture
def viewer(site: Site) -> Staff:
    """Somebody who may look at surveys, before one is opened."""
    site.publish(DESIGNS / "two-languages" / "questionnaire.yaml", is_open=False)
    return make_staff(site, "viewer")


def press(
    staff: Staff, page: Page, button: tuple[str, str], answers: Mapping[str, str], language: str
) -> Page:
    """Press a button of the tried-out form as a browser does."""
    pairs = [pair for pair in fill(page.fields(), answers) if pair[0] != button[0]]
    data: dict[str, list[str]] = {}
    for name, value in [*pairs, button]:
        data.setdefault(name, []).append(value)
    return parsed(staff.flask.post(f"{PREVIEW}/page?lang={language}", data=data))


@pytest.mark.parametrize(
    ("language", "notice", "heading"),
    [
        ("vi", "Xem thử: câu trả lời không được gửi đi.", "Hai ngôn ngữ"),
        ("en", "Trial: answers are not sent.", "Two languages"),
    ],
)
def test_a_walk_to_the_end_stores_nothing(
    site: Site, viewer: Staff, language: str, notice: str, heading: str
) -> None:
    page = parsed(viewer.flask.get(f"{PREVIEW}/page?lang={language}"))
    assert page.heading == heading
    page = press(viewer, page, ("consent", "yes"), {}, language)
    assert page.items == ["q1"]
    stopped = press(viewer, page, ("action", "next"), {}, language)
    assert stopped.status == 422
    assert stopped.problems
    page = press(viewer, page, ("action", "next"), {"q1": "nam"}, language)
    answers = {"q2.duong": "3", "q2.nuoc": "1", "q3": "4", "q4": "đường"}
    back = press(viewer, page, ("action", "back"), answers, language)
    assert back.items == ["q1"]
    page = press(viewer, back, ("action", "next"), {"q1": "nu"}, language)
    assert page.field("q3") == "4"
    page = press(viewer, page, ("action", "send"), answers, language)
    assert page.status == 200
    assert notice in page.text
    assert page.receipt == "–"
    again = [a.get("href") for a in page.all("a")]
    assert again == [f"?lang={language}"]
    assert site.stored() == []
    assert [line.accepted for line in list_surveys(site.context)] == [0]


def test_who_declines_is_thanked_and_may_start_again(viewer: Staff) -> None:
    page = parsed(viewer.flask.get(f"{PREVIEW}/page"))
    page = press(viewer, page, ("consent", "no"), {}, "vi")
    assert [a.get("href") for a in page.all("a")] == ["?lang=vi"]


def test_only_our_own_pages_may_frame_it(viewer: Staff) -> None:
    inside = viewer.flask.get(f"{PREVIEW}/page").headers["Content-Security-Policy"]
    outside = viewer.flask.get(PREVIEW).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in inside
    assert "unsafe" not in inside
    assert "frame-ancestors 'none'" in outside
    assert "frame-src 'self'" in outside


def test_the_frame_has_a_switch_and_a_plain_link(viewer: Staff) -> None:
    page = viewer.get(f"{PREVIEW}?lang=en")
    (frame,) = page.all("iframe")
    assert frame.get("src") == f"{PREVIEW}/page?lang=en"
    links = [a.get("href") for a in page.all("a")]
    assert f"{PREVIEW}?lang=vi" in links
    assert f"{PREVIEW}/page?lang=en" in links
    assert viewer.get(f"{PREVIEW}?lang=<x>").status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"consent": "yes", "action": "send"},
        {"consent": "yes", "action": "send", "carry": "x.y"},
        {"consent": "yes", "action": "hong", "submission_id": "x"},
        {"consent": "yes", "action": "next", "q1": "khong_co", "q9": "x"},
        {"q3": "9" * 5000, "consent": "yes", "action": "send"},
        {},
    ],
)
def test_a_made_up_form_is_answered_in_words(
    site: Site, viewer: Staff, fields: dict[str, str]
) -> None:
    data = {"csrf_token": viewer.token(), **fields}
    reply = viewer.flask.post(f"{PREVIEW}/page", data=data)
    assert reply.status_code == 422
    assert parsed(reply).heading
    assert site.stored() == []


def test_a_form_from_elsewhere_is_not_taken(viewer: Staff) -> None:
    reply = viewer.flask.post(f"{PREVIEW}/page", data={"csrf_token": "x", "consent": "yes"})
    assert reply.status_code == 400


def test_the_citizens_page_stays_closed_meanwhile(site: Site) -> None:
    code = site.publish(LIBRARY / "nhanh-dong-tinh" / "questionnaire.yaml", is_open=False)
    assert site.client.get(f"/s/{code}").status == 403
