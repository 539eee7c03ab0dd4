"""Stored exactly once: whole forms, repeats, conflicts, another person on the same phone."""

from uuid import uuid4

import pytest

from tests.support.client import Page, fill
from tests.support.site import Site

WHOLE = {"nguoi": "4", "tre": "1"}


@pytest.fixture
def path(site: Site) -> str:
    return f"/s/{site.publish_design('check-expression')}"


def whole_form(
    first: Page, answers: dict[str, str], action: str | None = "send"
) -> list[tuple[str, str]]:
    """What curl would post from the first page: consent, id, token and all answers."""
    pairs = [p for p in first.fields() if p[0] in {"submission_id", "csrf_token"}]
    pairs += [("consent", "yes"), *answers.items()]
    return pairs if action is None else [*pairs, ("action", action)]


@pytest.mark.parametrize("action", ["send", None])
def test_whole_form_from_the_first_page_is_stored(
    site: Site, path: str, action: str | None
) -> None:
    page = site.client.post(path, whole_form(site.client.get(path), WHOLE, action))
    assert page.status == 200
    assert len(page.receipt) == 8
    assert site.answers() == [{"nguoi": 4, "tre": 1}]


def test_receipt_stands_in_the_body_only(site: Site, path: str) -> None:
    reply = site.client.post(path, whole_form(site.client.get(path), WHOLE))
    assert reply.receipt not in str(reply.headers)
    assert "Location" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"


def test_same_form_again_gives_the_same_receipt(site: Site, path: str) -> None:
    form = whole_form(site.client.get(path), WHOLE)
    first, second = site.client.post(path, form), site.client.post(path, form)
    assert (first.status, second.status) == (200, 200)
    assert first.receipt == second.receipt
    assert len(site.stored()) == 1


def test_repeat_is_answered_with_an_old_token_and_after_closing(site: Site, path: str) -> None:
    form = whole_form(site.client.get(path), WHOLE)
    first = site.client.post(path, form)
    bad = [(name, "x" if name == "csrf_token" else value) for name, value in form]
    assert site.client.post(path, bad).receipt == first.receipt
    site.close(path.removeprefix("/s/"))
    assert site.client.post(path, form).receipt == first.receipt
    assert site.client.post(path, bad).receipt == first.receipt


def test_other_content_under_the_same_id_is_a_conflict_that_keeps_it(site: Site, path: str) -> None:
    first = site.client.get(path)
    site.client.post(path, whole_form(first, WHOLE))
    page = site.client.post(path, whole_form(first, {"nguoi": "9", "tre": "2"}))
    assert page.status == 409
    assert "Gửi thành phiếu của người khác" in page.text
    assert "Sửa lại" in page.text
    assert site.answers() == [{"nguoi": 4, "tre": 1}]


def test_conflict_can_be_sent_as_another_persons_sheet(site: Site, path: str) -> None:
    first = site.client.get(path)
    site.client.post(path, whole_form(first, WHOLE))
    page = site.client.post(path, whole_form(first, {"nguoi": "9", "tre": "2"}))
    done = site.client.press(path, page, ("action", "send"), form=0)
    assert done.status == 200
    assert done.receipt
    rows = site.answers()
    assert len(rows) == 2
    assert {"nguoi": 9, "tre": 2} in rows


def test_conflict_can_be_corrected_under_the_same_id(site: Site, path: str) -> None:
    first = site.client.get(path)
    stored = site.client.post(path, whole_form(first, WHOLE))
    page = site.client.post(path, whole_form(first, {"nguoi": "9", "tre": "2"}))
    screen = site.client.press(path, page, ("action", "back"), form=1)
    assert screen.status == 200
    assert screen.sent("nguoi") == ["9"]
    done = site.client.answer(path, screen, "send", WHOLE)
    assert done.receipt == stored.receipt
    assert len(site.stored()) == 1


def test_family_answers_in_turn_on_one_phone(site: Site, path: str) -> None:
    for size in ("2", "3", "4"):
        page = site.client.answer(path, site.client.agree(path), "send", {"nguoi": size})
        assert page.status == 200
    again = [a.get("href") for a in page.all("a")]
    assert again == [f"{path}?lang=vi"]
    assert len(site.stored()) == 3


def test_next_and_back_store_nothing(site: Site, path: str) -> None:
    for action in ("next", "back"):
        form = whole_form(site.client.get(path), WHOLE, action)
        assert site.client.post(path, form).status == 200
    assert site.stored() == []


def test_upper_case_address_is_the_same_page(site: Site, path: str) -> None:
    upper = path.upper()
    first = site.client.get(upper)
    assert first.status == 200
    assert site.client.post(upper, whole_form(first, WHOLE)).status == 200
    assert site.client.get(path.lower()).status == 200
    assert site.stored()[0]["collector"] == path.removeprefix("/s/")


def test_problem_on_an_earlier_page_brings_that_page(site: Site) -> None:
    path = f"/s/{site.publish_design('skip-over-pages')}"
    form = whole_form(site.client.get(path), {"q1": "khong", "q5": "7"})
    page = site.client.post(path, form)
    assert page.status == 422
    assert page.items == ["q5"]
    form = whole_form(site.client.get(path), {"q5": "30"})
    page = site.client.post(path, form)
    assert page.items == ["q1"]
    page = site.client.answer(path, page, "next", {"q1": "khong"})
    assert page.sent("q5") == ["30"]
    assert site.client.answer(path, page, "send", {}).status == 200


def test_receipts_of_different_sheets_differ(site: Site, path: str) -> None:
    first = site.client.get(path)
    receipts = set()
    for _ in range(5):
        form = fill(whole_form(first, WHOLE), {"submission_id": str(uuid4())})
        receipts.add(site.client.post(path, form).receipt)
    assert len(receipts) == 5


def test_store_that_is_busy_keeps_the_answers_and_says_when(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from survey_app.services.answering.unavailable import StoreUnavailableError  # noqa: PLC0415 - app tests

    def refuse(_response: object) -> None:
        raise StoreUnavailableError("no room")

    first = site.client.get(path)
    monkeypatch.setattr(site.context.writer, "submit", refuse)
    page = site.client.post(path, whole_form(first, WHOLE))
    assert page.status == 503
    assert page.headers["Retry-After"].isdigit()
    assert page.sent("nguoi") == ["4"]
    monkeypatch.undo()
    assert site.client.answer(path, page, "send", {}).status == 200
    assert site.answers() == [{"nguoi": 4, "tre": 1}]
