"""The way in: password, delays, second step; what is said, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import text

from survey_app.services.accounts.account import find_account, save_account
from survey_app.store.models import Person
from survey_app.web.auth.security import security_of
from tests.support.accounts import (
    PASSWORD,
    Browser,
    add_account,
    audited,
    code_of,
    complaints,
    invite,
    shown_codes,
    shown_key,
)
from tests.support.site import Site

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture(autouse=True)
def light_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory: these journeys sign in a hundred times."""
    monkeypatch.setattr("survey_app.web.auth.security.ARGON2_MEMORY_KIB", 64)


def turn(site: Site, **by: float) -> None:
    """Turn the clock on."""
    site.clock.now += timedelta(**by)


def set_up_officer(site: Site, login: str = "cuc") -> tuple[Browser, str, list[str]]:
    """An officer by the invitation link: a signed-in browser, the key, the recovery codes."""
    browser = Browser(site)
    page = browser.get(invite(site, login, "officer"))
    page = browser.press(page, {"new_password": PASSWORD, "again": PASSWORD})
    key = shown_key(page)
    page = browser.press(page, {"code": code_of(key, site)})
    return browser, key, shown_codes(page)


def test_password_alone_lets_a_viewer_in(site: Site) -> None:
    add_account(site, "hoa", "viewer")
    page = Browser(site).sign_in("hoa")
    assert page.status == 200
    assert "Đăng xuất" in page.text
    assert audited(site, "session.started") == [{"failures": 0, "method": "password"}]


@pytest.mark.parametrize("typed", ["  HOA.Lò ", "hoa.lo\u0300", "Hoa.LÒ"])
def test_login_name_is_taken_however_it_is_typed(site: Site, typed: str) -> None:
    add_account(site, "hoa.lò", "viewer")
    assert "Đăng xuất" in Browser(site).sign_in(typed).text


@pytest.mark.parametrize("login", ["hoa", "nobody", "no\0body", "x" * 80, "'; --", "٣", "😀😀"])
def test_wrong_password_and_unknown_name_get_the_same_page(site: Site, login: str) -> None:
    add_account(site, "hoa", "viewer")
    page = Browser(site).sign_in(login, "not the password")
    assert page.status == 422
    assert complaints(page) == {"#login": WRONG}
    assert page.field("login") == login.replace("\0", "\ufffd")
    assert page.field("password") == ""
    assert "not the password" not in page.html


def test_unknown_name_costs_as_much_hashing_as_a_known_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(site, "hoa", "viewer")
    invite(site, "moi", "viewer")  # has no password yet
    context = security_of(site.app).pwd_context
    calls: list[str] = []
    verify = context.verify

    def counted(secret: str, kept: str) -> bool:
        calls.append(kept.rsplit("$", 2)[0])
        return bool(verify(secret, kept))

    Browser(site).sign_in("warm-up", "x" * 12)
    monkeypatch.setattr(context, "verify", counted)
    work = []
    for login in ("hoa", "nobody", "moi", "no\0body"):
        calls.clear()
        Browser(site).sign_in(login, "not the password")
        work.append(list(calls))
    assert [len(calls) for calls in work] == [1, 1, 1, 1]
    assert len({calls[0] for calls in work}) == 1, "the same parameters of argon2"


@pytest.mark.parametrize("login", ["hoa", "nobody"])
def test_delay_grows_after_mistakes_and_never_beyond_a_minute(site: Site, login: str) -> None:
    add_account(site, "hoa", "viewer")
    browser = Browser(site)
    waits = []
    for _ in range(10):
        page = browser.sign_in(login, "not the password")
        assert page.status == 422
        wait = next(
            (int(word) for word in page.text.split() if word.isdigit() and "chờ" in page.text), 0
        )
        waits.append(wait)
        if wait:
            turn(site, seconds=wait - 1)
            early = browser.sign_in(login, PASSWORD)
            assert early.status == 429
            assert "Lần này chưa được xét" in early.text
            turn(site, seconds=1)
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    if login == "hoa":
        assert "Đăng xuất" in browser.sign_in("hoa").text
        assert audited(site, "session.started")[-1]["failures"] == 10


def test_an_hour_of_peace_forgets_the_mistakes(site: Site) -> None:
    add_account(site, "hoa", "viewer")
    browser = Browser(site)
    for _ in range(3):
        browser.sign_in("hoa", "not the password")
        turn(site, seconds=61)
    turn(site, hours=1)
    assert "Xin chờ" not in browser.sign_in("hoa", "not the password").text


def test_stranger_cannot_keep_a_known_browser_out(site: Site) -> None:
    add_account(site, "hoa", "viewer")
    own = Browser(site)
    own.press(own.sign_in("hoa"), {}, action="/staff/logout")
    stranger = Browser(site)
    for _ in range(9):
        stranger.sign_in("hoa", "not the password")
        turn(site, seconds=61)
    stranger.sign_in("hoa", "not the password")
    assert stranger.sign_in("hoa").status == 429
    assert "Đăng xuất" in own.sign_in("hoa").text


def test_mistakes_are_audited_as_counts_without_what_was_typed(site: Site) -> None:
    browser = Browser(site)
    for _ in range(4):
        browser.sign_in("bi-mat-cua-toi", "mat-khau-go-nham")
        turn(site, seconds=61)
    assert audited(site, "sign_in.failed") == [{"in_a_row": 3}]
    with site.context.database.session() as session:
        kept = str(session.execute(text("SELECT * FROM audit_event")).all())
        kept += str(session.execute(text("SELECT * FROM sign_in_delay")).all())
    assert "bi-mat" not in kept
    assert "mat-khau" not in kept


def test_officer_sets_the_second_step_up_before_being_let_in(site: Site) -> None:
    browser = Browser(site)
    page = browser.get(invite(site, "cuc", "officer"))
    assert page.heading == "Đặt mật khẩu"
    page = browser.press(page, {"new_password": PASSWORD, "again": PASSWORD})
    assert page.heading == "Thiết lập bước xác thực thứ hai"
    assert browser.get("/staff/account").heading == "Đăng nhập", "not in yet"
    page = browser.get("/staff/second-factor/set-up")
    wrong = browser.press(page, {"code": "000000"})
    assert wrong.status == 422
    assert shown_key(wrong) == shown_key(page), "the same key, still on the phone"
    page = browser.press(wrong, {"code": code_of(shown_key(page), site)})
    assert page.heading == "Mã khôi phục của anh, chị"
    assert len(shown_codes(page)) == 8
    assert browser.get("/staff/account").heading == "Tài khoản của anh, chị"


def test_second_sign_in_asks_for_a_code_and_takes_each_once(site: Site) -> None:
    _, key, _ = set_up_officer(site)
    turn(site, seconds=60)
    first, second = Browser(site), Browser(site)
    page, other = first.sign_in("cuc"), second.sign_in("cuc")
    assert page.heading == "Bước xác thực thứ hai"
    code = code_of(key, site)
    assert "Đăng xuất" in first.press(page, {"code": code}).text
    again = second.press(other, {"code": code})
    assert again.status == 422
    assert "đã được dùng" in again.text
    turn(site, seconds=30)
    assert "Đăng xuất" in second.press(again, {"code": code_of(key, site)}).text


def test_code_of_the_set_up_itself_is_not_taken_again(site: Site) -> None:
    _, key, _ = set_up_officer(site)
    other = Browser(site)
    page = other.press(other.sign_in("cuc"), {"code": code_of(key, site)})
    assert page.status == 422


def test_recovery_code_works_once_in_any_case(site: Site) -> None:
    _, _, codes = set_up_officer(site)
    browser = Browser(site)
    page = browser.press(browser.sign_in("cuc"), {"code": f" {codes[0].upper()} "})
    assert "Đăng xuất" in page.text
    assert audited(site, "account.recovery_code_used") == [{"left": 7}]
    browser = Browser(site)
    assert browser.press(browser.sign_in("cuc"), {"code": codes[0]}).status == 422


def test_wrong_codes_wait_like_wrong_passwords(site: Site) -> None:
    _, key, _ = set_up_officer(site)
    browser = Browser(site)
    page = browser.sign_in("cuc")
    for code in ("111111", "222222"):
        page = browser.press(page, {"code": code})
    assert "Xin chờ 1 giây" in page.text
    assert browser.press(page, {"code": code_of(key, site, later_s=30)}).status == 429


def test_second_step_left_open_for_long_begins_anew(site: Site) -> None:
    _, key, _ = set_up_officer(site)
    browser = Browser(site)
    page = browser.sign_in("cuc")
    turn(site, minutes=11)
    page = browser.press(page, {"code": code_of(key, site)})
    assert page.heading == "Đăng nhập"
    assert "quá thời gian" in page.text


def test_new_password_ends_a_second_step_under_way(site: Site) -> None:
    _, key, _ = set_up_officer(site)
    browser = Browser(site)
    page = browser.sign_in("cuc")
    kept = find_account(site.context, "cuc")
    assert kept is not None
    save_account(site.context, kept, replace(kept, password_hash="$argon2id$other"))
    turn(site, seconds=60)
    assert browser.press(page, {"code": code_of(key, site)}).heading == "Đăng nhập"


def test_second_step_pages_lead_to_the_sign_in_without_a_password(site: Site) -> None:
    for path in ("/staff/second-factor", "/staff/second-factor/set-up"):
        assert Browser(site).get(path).heading == "Đăng nhập"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/staff//evil.example",
        "/staff/../s/ABC234",
        "javascript:alert(1)",
        "/staff/account\r\nX: y",
        "/s/ABC234",
        "/staffing",
        "/staff/logout",
        "%2F%2Fevil.example",
        "/staff/" + "a" * 2000,
    ],
)
def test_next_page_never_leads_elsewhere(site: Site, wanted: str) -> None:
    add_account(site, "hoa", "viewer")
    browser = Browser(site)
    page = browser.get(f"/staff/login?next={quote(wanted)}")
    (token,) = page.sent("csrf_token")
    reply = browser.flask.post(
        browser.path, data={"login": "hoa", "password": PASSWORD, "csrf_token": token}
    )
    assert (reply.status_code, reply.headers["Location"]) == (303, "/staff/")


def test_next_page_of_ours_is_kept_over_the_second_step(site: Site) -> None:
    _, key, _ = set_up_officer(site)
    turn(site, seconds=60)
    browser = Browser(site)
    page = browser.get("/staff/account/sessions")
    assert page.heading == "Đăng nhập"
    page = browser.press(page, {"login": "cuc", "password": PASSWORD})
    page = browser.press(page, {"code": code_of(key, site)})
    assert page.heading == "Nơi đang đăng nhập"


def test_who_is_signed_in_already_is_led_on(site: Site) -> None:
    add_account(site, "hoa", "viewer")
    browser = Browser(site)
    browser.sign_in("hoa")
    assert browser.get("/staff/login?next=/staff/account").heading == "Tài khoản của anh, chị"


def test_person_who_left_is_answered_like_a_wrong_password(site: Site) -> None:
    number = add_account(site, "hoa", "viewer")
    with site.context.database.session(write=True) as session:
        person = session.get(Person, number)
        assert person is not None
        person.is_active = False
        session.commit()
    page = Browser(site).sign_in("hoa")
    assert (page.status, WRONG in page.text) == (422, True)


def test_too_many_guesses_at_once_are_put_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    add_account(site, "hoa", "viewer")
    monkeypatch.setattr(site.app.extensions["ydan_guesses"], "take", lambda: False)
    page = Browser(site).sign_in("hoa")
    assert page.status == 429
    assert "quá nhiều người đăng nhập" in page.text


def test_page_speaks_english_when_asked(site: Site) -> None:
    browser = Browser(site)
    page = browser.get("/staff/login?lang=en")
    assert (page.language, page.heading) == ("en", "Sign in")
    page = browser.press(page, {"login": "", "password": ""})
    assert page.status == 422
    assert "This field is required." in page.text
    assert browser.get("/staff/login?lang=vi").heading == "Đăng nhập"
    assert "This field" not in browser.press(browser.get("/staff/login"), {"login": ""}).text
