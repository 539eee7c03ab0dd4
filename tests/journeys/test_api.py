"""The phone's queue: the same sheet as JSON, exactly once, errors as JSON."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.support.client import fill
from tests.support.site import Site

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

API = "/api/v1/responses"
ANSWERS = {"q1": "a", "q2": ["b"], "q3": "Đường xấu"}


def post(site: Site, document: object, **options: str) -> "TestResponse":
    """POST a document; bytes go as they are."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    kind = options.get("content_type", "application/json")
    reply = site.client.flask.post(API, data=body, content_type=kind)
    assert reply.mimetype == "application/json"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    return reply


def problem(reply: "TestResponse") -> Mapping[str, str]:
    """The first problem of an answer; each has code, where and detail."""
    first = reply.get_json()["problems"][0]
    assert set(first) == {"code", "where", "detail"}
    assert first["detail"]
    return first  # type: ignore[no-any-return]  # a JSON object


@pytest.fixture
def document(site: Site) -> dict[str, object]:
    code = site.publish_design("required-items")
    return {
        "submission_id": str(uuid4()),
        "collector": code,
        "language": "vi",
        "consent": True,
        "answers": dict(ANSWERS),
    }


def test_sheet_is_created_then_repeated_then_in_conflict(
    site: Site, document: dict[str, object]
) -> None:
    created, again = post(site, document), post(site, document)
    assert (created.status_code, again.status_code) == (201, 200)
    assert created.get_json() == again.get_json()
    other = post(site, {**document, "answers": {**ANSWERS, "q3": "Đường tốt"}})
    assert other.status_code == 409
    assert problem(other)["code"] == "conflict"
    assert len(site.stored()) == 1


def test_lower_case_code_and_other_language_are_the_same_sheet(
    site: Site, document: dict[str, object]
) -> None:
    assert post(site, document).status_code == 201
    code = str(document["collector"]).lower()
    assert post(site, {**document, "collector": code, "language": "en"}).status_code == 200


def test_form_and_queue_share_one_contract(site: Site, document: dict[str, object]) -> None:
    receipt = post(site, document).get_json()["receipt"]
    path = f"/s/{document['collector']}"
    form = fill(
        site.client.get(path).fields(),
        {"submission_id": str(document["submission_id"]), "consent": "yes", "action": "send",
         "q1": "a", "q2": "b", "q3": "Đường xấu"},
    )  # fmt: skip
    assert site.client.post(path, form).receipt == receipt
    assert site.client.post(path, fill(form, {"q1": "b"})).status == 409
    assert len(site.stored()) == 1


def test_every_shape_of_answer_is_read(site: Site) -> None:
    cases: list[tuple[str, dict[str, object]]] = [
        ("grid-rows", {"q4": {"thai_do": "5", "dung_hen": "0"}}),
        ("ranking-items", {"q1": ["nuoc", "duong", "truong"]}),
        ("number-items", {"so_lan": 3, "dien_tich": 0.5}),
        ("other-choice", {"q1": "khac", "q1.other": "Thợ"}),
        ("date-answer", {"q1": "2026-02-28"}),
    ]
    for design, answers in cases:
        code = site.publish_design(design)
        sheet = {
            "submission_id": str(uuid4()),
            "collector": code,
            "consent": True,
            "answers": answers,
        }
        assert post(site, sheet).status_code == 201
        assert answers in site.answers()


BAD_SHEETS: dict[str, dict[str, object]] = {
    "no consent": {"consent": False},
    "consent as text": {"consent": "true"},
    "id that is none": {"submission_id": "42"},
    "id as number": {"submission_id": 7},
    "collector as number": {"collector": 5},
    "answers as list": {"answers": []},
    "unknown choice": {"answers": {**ANSWERS, "q1": "x"}},
    "unknown item": {"answers": {**ANSWERS, "q9": "x"}},
    "a list for one choice": {"answers": {**ANSWERS, "q1": ["a", "b"]}},
    "a text for many choices": {"answers": {**ANSWERS, "q2": "b"}},
    "a row of no grid": {"answers": {**ANSWERS, "q3": {"a": "b"}}},
    "missing required": {"answers": {"q1": "a"}},
    "text too long": {"answers": {**ANSWERS, "q4": "x" * 101}},
    "control character": {"answers": {**ANSWERS, "q4": "a\x00"}},
    "direction override": {"answers": {**ANSWERS, "q4": "\u202e"}},
    "noncharacter": {"answers": {**ANSWERS, "q4": "\ufffe"}},
    "text added to no choice": {"answers": {**ANSWERS, "q1.other": "x"}},
    "a form field as item": {"answers": {**ANSWERS, "consent": "yes"}},
}


@pytest.mark.parametrize("change", BAD_SHEETS.values(), ids=BAD_SHEETS)
def test_bad_sheet_is_refused_with_problems(
    site: Site, document: dict[str, object], change: dict[str, object]
) -> None:
    reply = post(site, {**document, **change})
    assert reply.status_code == 422
    problem(reply)
    assert site.stored() == []


@pytest.mark.parametrize("name", ["submission_id", "collector", "consent", "answers"])
def test_missing_key_is_refused(site: Site, document: dict[str, object], name: str) -> None:
    del document[name]
    assert post(site, document).status_code == 422
    assert site.stored() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null x", b"[" * 60_000, b'{"a": NaN}', b'{"a": "\xff"}',
     b'{"consent": true, "consent": false}', b'{"a": "\\ud800"}', b"\xef\xbb\xbf{}"],
)  # fmt: skip
def test_body_that_is_no_json_is_refused(site: Site, body: bytes) -> None:
    assert post(site, body).status_code == 400


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"7", b'{"a": 1e999}'])
def test_json_of_another_shape_is_refused(site: Site, body: bytes) -> None:
    assert post(site, body).status_code == 422


def test_text_added_to_another_choice_is_refused(site: Site) -> None:
    code = site.publish_design("other-choice")
    sheet = {"submission_id": str(uuid4()), "collector": code, "consent": True}
    reply = post(site, {**sheet, "answers": {"q1": "nong_dan", "q1.other": "Thợ"}})
    assert reply.status_code == 422
    assert problem(reply)["where"] == "q1.other"


def test_store_that_is_busy_says_when_to_come_back(
    site: Site, document: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    from survey_app.services.answering.unavailable import StoreUnavailableError  # noqa: PLC0415 - app tests

    def refuse(_response: object) -> None:
        raise StoreUnavailableError("no room")

    monkeypatch.setattr(site.context.writer, "submit", refuse)
    reply = post(site, document)
    assert reply.status_code == 503
    assert reply.headers["Retry-After"].isdigit()


def test_unknown_keys_of_later_versions_are_let_through(
    site: Site, document: dict[str, object]
) -> None:
    assert post(site, {**document, "sealed": "x"}).status_code == 201


def test_other_errors_are_json_too(site: Site, document: dict[str, object]) -> None:
    assert post(site, {**document, "collector": "ZZZZZZ"}).status_code == 404
    assert post(site, {**document, "collector": "\x00\x00\x00\x00"}).status_code == 404
    assert post(site, document, content_type="text/plain").status_code == 415
    assert post(site, b'{"a": "' + b"x" * 66_000 + b'"}').status_code == 413
    reply = site.client.flask.get(API)
    assert reply.status_code == 405
    assert problem(reply)["code"] == "wrong_method"
    assert problem(site.client.flask.get("/api/v2/x"))["code"] == "not_found"


def test_states_answer_with_their_status(site: Site, document: dict[str, object]) -> None:
    draft = site.publish_design("required-items", is_open=False)
    reply = post(site, {**document, "collector": draft})
    assert (reply.status_code, problem(reply)["code"]) == (403, "not_yet")
    site.close(str(document["collector"]))
    reply = post(site, document)
    assert (reply.status_code, problem(reply)["code"]) == (410, "closed")
    full = site.publish_design("close-after")
    sheet = {"collector": full, "consent": True, "answers": {"q1": "co"}}
    for _ in range(3):
        assert post(site, {**sheet, "submission_id": str(uuid4())}).status_code == 201
    reply = post(site, {**sheet, "submission_id": str(uuid4())})
    assert (reply.status_code, problem(reply)["code"]) == (410, "full")


def test_a_repeat_is_answered_after_closing(site: Site, document: dict[str, object]) -> None:
    receipt = post(site, document).get_json()
    site.close(str(document["collector"]))
    again = post(site, document)
    assert (again.status_code, again.get_json()) == (200, receipt)


def test_details_come_in_the_language_of_the_sheet(site: Site) -> None:
    code = site.publish_design("two-languages")
    sheet = {"submission_id": str(uuid4()), "collector": code, "consent": True, "answers": {}}
    english = problem(post(site, {**sheet, "language": "en"}))["detail"]
    vietnamese = problem(post(site, {**sheet, "language": "vi"}))["detail"]
    assert english != vietnamese
    assert problem(post(site, {**sheet, "language": "xx"}))["detail"] == vietnamese
