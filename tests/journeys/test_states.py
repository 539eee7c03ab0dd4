"""Surveys that take no answers, addresses that lead nowhere: each a kind page with its status."""

import pytest
from structlog.testing import capture_logs

from tests.support.site import Site


def test_unknown_code_says_what_to_do(site: Site) -> None:
    page = site.client.get("/s/ABCDEF")
    assert page.status == 404
    assert "quét lại mã QR" in page.text


@pytest.mark.parametrize(
    "path",
    ["/", "/s/", "/s/A", "/s/%00%00%00%00", "/s/ABC DEF", "/s/%ff%fe%fd%fc", "/s/" + "A" * 5000,
     "/s/ABCDEF/qr.gif", "/s/ABCDEF/qr.svg", "/s/ABCDEF/done", "/x/../s", "/assets/page.js"],
)  # fmt: skip
def test_addresses_that_lead_nowhere_answer_404(site: Site, path: str) -> None:
    assert site.client.get(path).status == 404


def test_draft_is_not_open_yet(site: Site) -> None:
    path = f"/s/{site.publish_design('single-choice', is_open=False)}"
    page = site.client.get(path)
    assert page.status == 403
    assert page.heading == "Khảo sát chưa bắt đầu"
    assert site.client.post(path, [("consent", "yes"), ("q1", "co")]).status in {403, 422}
    assert site.stored() == []


def test_closed_survey_is_gone(site: Site) -> None:
    code = site.publish_design("single-choice")
    first = site.client.agree(f"/s/{code}")
    site.close(code)
    page = site.client.get(f"/s/{code}")
    assert page.status == 410
    assert page.heading == "Khảo sát đã kết thúc"
    for action in ("send",):
        assert site.client.answer(f"/s/{code}", first, action, {"q1": "co"}).status == 410
    assert site.stored() == []


def test_survey_closes_at_its_hour(site: Site) -> None:
    code = site.publish_design("close-at")
    assert site.client.get(f"/s/{code}").status == 410


def test_full_survey_takes_no_more(site: Site) -> None:
    path = f"/s/{site.publish_design('close-after')}"
    late = site.client.agree(path)
    for _ in range(3):
        assert site.client.answer(path, site.client.agree(path), "send", {"q1": "co"}).status == 200
    page = site.client.answer(path, late, "send", {"q1": "co"})
    assert page.status == 410
    assert page.heading == "Khảo sát đã nhận đủ phiếu"
    site.forget_pages()
    assert site.client.get(path).status == 410
    assert len(site.stored()) == 3


def test_done_page_without_a_receipt(site: Site) -> None:
    page = site.client.get(f"/s/{site.publish_design('many-pages')}/done")
    assert page.status == 200
    assert "Cảm ơn đã trả lời." in page.text
    assert "Mã biên nhận" not in page.text


def test_unforeseen_fault_says_so_without_telling_more(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from survey_app.web.public import views  # noqa: PLC0415 - app tests only

    def fail(*_: object) -> None:
        raise RuntimeError("answer of a person")

    code = site.publish_design("single-choice")
    monkeypatch.setattr(views, "open_page", fail)
    with capture_logs() as logged:
        page = site.client.get(f"/s/{code}")
    assert page.status == 500
    assert [entry["event"] for entry in logged] == ["request_failed"]
    assert "answer of a person" not in page.html + str(logged)


@pytest.mark.parametrize("name", ["vi", "en"])
def test_kind_pages_speak_the_language_asked_for(site: Site, name: str) -> None:
    page = site.client.get(f"/s/ABCDEF?lang={name}")
    assert page.language == name
    assert ("survey" in page.text) is (name == "en")
