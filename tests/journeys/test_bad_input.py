"""What no browser of an honest person sends: refused with words, 4xx, nothing stored or lost."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest

from tests.support.client import FORM_TYPE, Page, PageClient, fill
from tests.support.site import Site

Pairs = list[tuple[str, str]]
TYPED = "Đường vào bản xấu"


@pytest.fixture
def path(site: Site) -> str:
    return f"/s/{site.publish_design('required-items')}"


def good(first: Page) -> Pairs:
    """A whole form that would be stored."""
    pairs = [p for p in first.fields() if p[0] in {"submission_id", "csrf_token", "carry"}]
    answers = {"consent": "yes", "q1": "a", "q2": "b", "q3": TYPED, "action": "send"}
    return [*pairs, *answers.items()]


def put(**changes: str | tuple[str, ...]) -> Callable[[Pairs], Pairs]:
    """Change fields of a form."""
    return lambda pairs: fill(pairs, changes)


def drop(name: str) -> Callable[[Pairs], Pairs]:
    """Leave a field out."""
    return lambda pairs: [pair for pair in pairs if pair[0] != name]


def bend(name: str) -> Callable[[Pairs], Pairs]:
    """Change the last signs of a field."""
    return lambda pairs: [(n, v[:-2] + "xx" if n == name else v) for n, v in pairs]


REFUSED: dict[str, Callable[[Pairs], Pairs]] = {
    "unknown choice": put(q1="khac"),
    "unknown choice among known": put(q2=("a", "zzz")),
    "code of another case": put(q1="A"),
    "repeated single choice": put(q1=("a", "b")),
    "repeated text": put(q4=("một", "hai")),
    "missing required": drop("q1"),
    "empty required": put(q1=""),
    "a row that is none": lambda pairs: [*pairs, ("q1.row", "a")],
    "text too long": put(q4="x" * 101),
    "control character": put(q4="a\x00b"),
    "escape character": put(q4="a\x1b[2Jb"),
    "direction override": put(q4="a\u202eb"),
    "direction isolate": put(q4="a\u2066b"),
    "byte order mark": put(q4="a\ufeffb"),
    "noncharacter": put(q4="a\ufffeb"),
    "missing id": drop("submission_id"),
    "id that is none": put(submission_id="42"),
    "id with braces": put(submission_id="{" + "0" * 34 + "}"),
    "two ids": put(submission_id=("00000000-0000-4000-8000-000000000001",) * 2),
    "missing token": drop("csrf_token"),
    "tampered token": bend("csrf_token"),
    "token of another form": put(csrf_token="x.y.z"),
    "token that is no ASCII": put(csrf_token="đ"),
    "tampered carry": put(carry="eyJsIjoxfQ.AAAA"),
    "carry that is no ASCII": put(carry="đ"),
    "two carries": put(carry=("", "")),
    "unknown action": put(action="delete"),
    "two actions": put(action=("send", "next")),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_bad_form_is_refused_and_what_was_typed_stays(
    site: Site, path: str, change: Callable[[Pairs], Pairs]
) -> None:
    page = site.client.post(path, change(good(site.client.get(path))))
    assert page.status == 422
    assert page.problems
    assert page.sent("q3") == [TYPED]
    assert site.stored() == []


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_bad_form_can_be_put_right_on_the_page_that_refuses_it(
    site: Site, path: str, change: Callable[[Pairs], Pairs]
) -> None:
    page = site.client.post(path, change(good(site.client.get(path))))
    done = site.client.answer(path, page, "send", {"q1": "a", "q2": "b", "q4": ""})
    assert done.status == 200
    assert site.answers() == [{"q1": "a", "q2": ["b"], "q3": TYPED}]


def test_tampered_carry_says_to_walk_again(site: Site) -> None:
    path = f"/s/{site.publish_design('many-pages')}"
    page = site.client.answer(path, site.client.agree(path), "next", {"q1": "b"})
    page = site.client.post(path, fill(bend("carry")(page.fields()), {"q2": "a", "action": "next"}))
    assert page.status == 422
    assert "Không đọc lại được câu trả lời của các trang trước" in page.text
    assert page.sent("q2") == ["a"]


def test_carry_of_another_survey_is_refused(site: Site, path: str) -> None:
    other = f"/s/{site.publish_design('many-pages')}"
    carry = site.client.agree(other).field("carry")
    page = site.client.post(path, put(carry=carry)(good(site.client.get(path))))
    assert page.status == 422
    assert site.stored() == []


def test_token_of_another_collector_is_refused(site: Site, path: str) -> None:
    other = f"/s/{site.publish_design('required-items')}"
    token = site.client.get(other).field("csrf_token")
    page = site.client.post(path, put(csrf_token=token)(good(site.client.get(path))))
    assert page.status == 422
    assert site.stored() == []


def test_expired_token_costs_one_more_press(site: Site, path: str) -> None:
    form = good(site.client.get(path))
    site.clock.now += timedelta(hours=25)
    page = site.client.post(path, form)
    assert page.status == 422
    assert "bấm Gửi lần nữa" in page.text
    assert site.client.answer(path, page, "send", {}).status == 200
    assert len(site.stored()) == 1


@pytest.mark.parametrize(
    "body", [b"q4=%ff", b"q4=\xff\xfe", b"q4=%c3%28", b"%ff=1", b"q4=%ed%a0%80"]
)
def test_bytes_that_are_no_utf8_are_refused(site: Site, path: str, body: bytes) -> None:
    whole = urlencode(good(site.client.get(path))).encode() + b"&" + body
    page = site.client.post_body(path, whole)
    assert page.status == 400
    assert "nút quay lại" in page.text
    assert site.stored() == []


def test_raw_utf8_in_the_body_is_read(site: Site, path: str) -> None:
    pairs = drop("q3")(good(site.client.get(path)))
    body = urlencode(pairs).encode() + f"&q3={TYPED}".replace(" ", "+").encode()
    assert site.client.post_body(path, body).status == 200
    assert site.answers()[0]["q3"] == TYPED


def test_body_over_64_kb_is_refused(site: Site, path: str) -> None:
    page = site.client.post(path, put(q4="x" * 66_000)(good(site.client.get(path))))
    assert page.status == 413
    assert "viết ngắn bớt" in page.text
    assert site.stored() == []


def test_thousands_of_fields_are_refused(site: Site, path: str) -> None:
    page = site.client.post_body(path, b"&".join(b"a=1" for _ in range(5000)))
    assert page.status == 400


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=x", "application/json", "text/plain", "", "x"]
)
def test_other_content_types_are_refused(site: Site, path: str, content_type: str) -> None:
    body = urlencode(good(site.client.get(path))).encode()
    page = site.client.post_body(path, body, content_type)
    assert page.status == 415
    assert site.stored() == []


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(site: Site, path: str, method: str) -> None:
    reply = getattr(site.client.flask, method)(path, data=b"", content_type=FORM_TYPE)
    assert reply.status_code == 405
    assert "POST" in reply.headers["Allow"]


@pytest.mark.parametrize("cookie", ["session=%ff.x.y", "=;;=;\x80", "session=" + "A" * 4000, "a"])
def test_malformed_cookies_are_ignored(site: Site, path: str, cookie: str) -> None:
    page = site.client.get(path, headers={"Cookie": cookie})
    assert page.status == 200
    done = site.client.post(path, good(page), headers={"Cookie": cookie})
    assert done.status == 200


def test_mark_up_in_an_answer_comes_back_as_text(site: Site, path: str) -> None:
    script = "</textarea><script>alert(1)</script>'\"><img src=x onerror=y>{{7*7}}"
    page = site.client.post(path, put(q1="?", q4=script)(good(site.client.get(path))))
    assert page.sent("q4") == [script]
    later = site.client.post(path, put(q1="a", q4=script)(good(site.client.get(path))))
    assert later.status == 200
    assert site.answers()[0]["q4"] == script


@pytest.mark.parametrize(
    "field", ["q1", "q2", "q3", "carry", "csrf_token", "submission_id", "action"]
)
@pytest.mark.parametrize(
    "value", ["\ud7ff", "💥" * 50, "\r\n\r\n", "%", "%zz", "' OR 1=1 --", "../..", "{q1}"]
)
def test_any_text_in_any_field_gets_a_page_and_no_fault(
    site: Site, path: str, field: str, value: str
) -> None:
    body = urlencode(fill(good(site.client.get(path)), {field: quote(value)})).encode()
    assert site.client.post_body(path, body).status in {200, 422}
    assert client_is_well(site.client, path)


def client_is_well(client: PageClient, path: str) -> bool:
    """Whether the next person gets the page."""
    return client.get(path).status == 200


def test_empty_body_is_a_missing_consent(site: Site, path: str) -> None:
    assert site.client.post_body(path, b"").status == 422


def test_codes_stay_text(site: Site, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from tests.support.site import DESIGNS  # noqa: PLC0415

    text = (DESIGNS / "single-choice.yaml").read_text(encoding="utf-8")
    text = text.replace("{code: co,", "{code: no,").replace("{code: chua,", "{code: 012,")
    design = tmp_path / "codes.yaml"
    design.write_text(text, encoding="utf-8")
    path = f"/s/{site.publish(design)}"
    for code in ("no", "012"):
        page = site.client.answer(path, site.client.agree(path), "send", {"q1": code})
        assert page.status == 200
    assert sorted(str(row["q1"]) for row in site.answers()) == ["012", "no"]
