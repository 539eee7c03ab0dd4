"""Bad input at the way in: tokens, cookies, bodies, sessions of strangers."""

from __future__ import annotations

import json
import re

import pytest
from itsdangerous import URLSafeTimedSerializer

from survey_app.services.accounts.sessions import list_sessions, start_session
from survey_app.web.auth.door import OPEN_ENDPOINTS
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.session_interface import session_settings
from tests.support.accounts import PASSWORD, Browser, add_account, code_of, invite, shown_key
from tests.support.client import FORM_TYPE, read_page
from tests.support.site import Site

FORMS = {
    "/staff/login": {"login": "hoa", "password": PASSWORD},
    "/staff/account/password": {"password": PASSWORD, "new_password": "x" * 12, "again": "x" * 12},
    "/staff/account/authenticator": {"code": "123456", "password": PASSWORD},
    "/staff/account/authenticator/remove": {"password": PASSWORD},
    "/staff/account/recovery-codes": {"password": PASSWORD},
    "/staff/account/passkeys": {"name": "a", "password": PASSWORD, "credential": "{}"},
    "/staff/account/passkeys/remove": {"key": "a", "password": PASSWORD},
    "/staff/account/sessions/end-others": {},
    "/staff/logout": {},
    "/staff/passkey": {"credential": "{}"},
}


@pytest.fixture(autouse=True)
def light_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory: these journeys sign in often."""
    monkeypatch.setattr("survey_app.web.auth.security.ARGON2_MEMORY_KIB", 64)


def token_of(browser: Browser, path: str = "/staff/account/password") -> str:
    return browser.get(path).sent("csrf_token")[0]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", ["", "rubbish", "foreign"])
def test_nothing_happens_without_the_form_token_of_this_session(
    site: Site, path: str, token: str
) -> None:
    number = add_account(site, "hoa", "viewer")
    browser = Browser(site)
    browser.sign_in("hoa")
    if token == "foreign":
        other = Browser(site)
        token = other.get("/staff/login").sent("csrf_token")[0]
    before = list_sessions(site.context, number)
    reply = browser.flask.post(path, data={**FORMS[path], "csrf_token": token})
    if path == "/staff/logout":
        assert reply.headers["Location"] == "/staff/"
    else:
        assert reply.status_code == 400
        read_page(reply, is_staff=True)
    assert list_sessions(site.context, number) == before
    assert Browser(site).sign_in("hoa").status == 200, "the password is as before"


def test_stale_sign_in_form_says_so_and_keeps_the_name(site: Site) -> None:
    add_account(site, "hoa", "viewer")
    browser = Browser(site)
    page = browser.get("/staff/login")
    browser.flask.delete_cookie("ydan_staff", path="/staff")
    page = browser.press(page, {"login": "hoa", "password": PASSWORD})
    assert page.status == 400
    assert "Chưa có gì được gửi đi" in page.text
    assert page.field("login") == "hoa"
    assert page.field("password") == ""
    assert "Đăng xuất" in browser.press(page, {"password": PASSWORD}).text


def test_session_that_a_stranger_planted_is_not_taken_over(site: Site) -> None:
    add_account(site, "hoa", "viewer")
    stranger, victim = Browser(site), Browser(site)
    page = stranger.get("/staff/login")
    planted = stranger.cookie()
    victim.flask.set_cookie("ydan_staff", planted, path="/staff")
    victim.path = "/staff/login"
    victim.press(page, {"login": "hoa", "password": PASSWORD})
    assert victim.cookie() != planted
    assert stranger.get("/staff/account").heading == "Đăng nhập"
    assert victim.get("/staff/account").heading == "Tài khoản của anh, chị"


def test_signing_in_again_ends_the_session_before(site: Site) -> None:
    number = add_account(site, "hoa", "viewer")
    browser = Browser(site)
    browser.sign_in("hoa")
    token = token_of(browser)
    fields = {"login": "hoa", "password": PASSWORD, "csrf_token": token}
    assert browser.flask.post("/staff/login", data=fields).status_code == 303
    assert len(list_sessions(site.context, number)) == 1


def test_cookie_is_for_the_staff_only_and_out_of_reach_of_scripts(site: Site) -> None:
    add_account(site, "hoa", "viewer")
    browser = Browser(site)
    token = browser.get("/staff/login").sent("csrf_token")[0]
    fields = {"login": "hoa", "password": PASSWORD, "csrf_token": token}
    reply = browser.flask.post("/staff/login", data=fields)
    cookies = reply.headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"ydan_staff", "ydan_browser"}
    for cookie in cookies:
        assert "Path=/staff" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie, "this address is no HTTPS"
        assert "Domain" not in cookie


def test_cookie_is_secure_over_https() -> None:
    assert session_settings(is_https=True)["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize("change", ["cut", "flip", "none", "other secret", "text", "long"])
def test_changed_cookie_signs_nobody_in(site: Site, change: str) -> None:
    number = add_account(site, "hoa", "viewer")
    browser = Browser(site)
    browser.sign_in("hoa")
    value = browser.cookie()
    signer = URLSafeTimedSerializer("another secret of 32 characters!!", salt="cookie-session")
    changed = {
        "cut": value[:-3],
        "flip": value[:20] + ("a" if value[20] != "a" else "b") + value[21:],
        "none": "",
        "other secret": signer.dumps({"staff_token": start_session(site.context, number)}),
        "text": "đăng-nhập\x7f",
        "long": "a" * 3500,
    }[change]
    browser.flask.set_cookie("ydan_staff", changed, path="/staff")
    assert browser.get("/staff/account").heading == "Đăng nhập"


@pytest.mark.parametrize(
    "kept",
    [
        {"staff_token": 7},
        {"staff_token": ["x"]},
        {"staff_token": "x" * 43},
        {"sign_in": "text"},
        {"sign_in": {"step": "code", "at": 0, "of": "x", "next": "", "keys": []}},
        {"new_authenticator": "x", "passkey": "x", "language": "xx"},
    ],
)
def test_signed_cookie_of_another_version_does_no_harm(site: Site, kept: dict[str, object]) -> None:
    add_account(site, "hoa", "viewer")
    browser = Browser(site)
    with browser.flask.session_transaction(path="/staff/") as session:
        session.update(kept)
    for path in ("/staff/login", "/staff/second-factor", "/staff/second-factor/set-up"):
        assert browser.get(path).heading == "Đăng nhập"
    assert "Đăng xuất" in browser.sign_in("hoa").text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"login=\xff\xfe&password=x", 400),
        (b"login=" + b"a" * 70_000, 413),
        (b"&".join(b"f%d=1" % n for n in range(2500)), 400),
        (b"", 400),
        (b"login=a%00b&password=%00", 400),
    ],
)
def test_bodies_that_no_browser_sends_get_a_clear_page(
    site: Site, body: bytes, status: int
) -> None:
    reply = site.app.test_client().post("/staff/login", data=body, content_type=FORM_TYPE)
    assert reply.status_code == status
    read_page(reply, is_staff=True)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", ""])
def test_other_kinds_of_body_are_no_form(site: Site, kind: str) -> None:
    body = json.dumps({"login": "hoa", "password": PASSWORD})
    reply = site.app.test_client().post("/staff/login", data=body, content_type=kind)
    assert reply.status_code == 400


def test_long_values_come_back_as_complaints(site: Site) -> None:
    browser = Browser(site)
    page = browser.sign_in("n" * 2000, "p" * 2000)
    assert page.status == 422
    assert "Nhiều nhất 80 ký tự" in page.text
    assert "p" * 300 not in page.html


def test_mark_up_in_names_stays_text(site: Site) -> None:
    link = invite(site, "moi", "viewer", name="<script>alert(1)</script> & Hoa")
    page = Browser(site).get(link)
    assert "<script>alert(1)</script> & Hoa" in page.text
    assert Browser(site).sign_in('"><img src=x>').status == 422


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", "x" * 5000, '{"id": 1}', "\0"])
def test_passkey_that_is_none_signs_nobody_in(site: Site, credential: str) -> None:
    site.context.settings = site.context.settings.model_copy(
        update={"public_url": "https://ydan.example"}
    )
    browser = Browser(site)
    token = browser.get("/staff/login").sent("csrf_token")[0]
    reply = browser.flask.post(
        "/staff/passkey", data={"csrf_token": token, "credential": credential}
    )
    assert reply.status_code == 422
    assert "Chưa dùng được khóa truy cập" in read_page(reply, is_staff=True).text


def test_passkeys_are_not_offered_where_browsers_refuse_them(site: Site) -> None:
    assert "passkey-form" not in Browser(site).get("/staff/login").html


def test_second_step_of_one_person_does_not_open_another(site: Site) -> None:
    """A code of one's own authenticator is no use in a sign-in of somebody else."""
    keys = {}
    for login in ("cuc", "dao"):
        browser = Browser(site)
        page = browser.get(invite(site, login, "officer"))
        page = browser.press(page, {"new_password": PASSWORD, "again": PASSWORD})
        keys[login] = shown_key(page)
    browser = Browser(site)
    page = browser.sign_in("cuc")
    assert page.heading == "Thiết lập bước xác thực thứ hai"
    page = browser.press(page, {"code": code_of(keys["dao"], site)})
    assert page.status == 422


def test_every_open_route_is_named_and_the_others_send_to_the_sign_in(site: Site) -> None:
    ours = {r.endpoint for r in site.app.url_map.iter_rules() if r.rule.startswith("/staff")}
    assert ours == OPEN_ENDPOINTS | set(area.permissions)
    assert OPEN_ENDPOINTS.isdisjoint(area.permissions)
    client = site.app.test_client()
    for endpoint in sorted(set(area.permissions)):
        for rule in site.app.url_map.iter_rules(endpoint):
            path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", "1", rule.rule)
            method = client.post if "POST" in (rule.methods or ()) else client.get
            reply = method(path)
            assert reply.status_code in (303, 404, 405), (rule.rule, reply.status_code)
            if reply.status_code == 303:
                assert reply.headers["Location"].startswith("/staff/login")


def test_hooks_of_the_libraries_do_not_run_for_citizens(site: Site) -> None:
    assert not site.app.before_request_funcs.get(None)
    assert not site.app.after_request_funcs.get(None)
    code = site.publish_design("single-choice")
    reply = site.app.test_client().get(f"/s/{code}")
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
