"""The own account: password, authenticator, recovery codes, sessions; and the one-time link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from survey_app.services.accounts.invitations import issue_invitation
from survey_app.services.accounts.sessions import list_sessions
from survey_app.store.models import Person
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

OTHER = "mười hai con giáp ở Mường Lay"


@pytest.fixture(autouse=True)
def light_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory: these journeys sign in a hundred times."""
    monkeypatch.setattr("survey_app.web.auth.security.ARGON2_MEMORY_KIB", 64)


def signed_in(site: Site, login: str = "hoa", role: str = "viewer") -> Browser:
    """A browser of a person who signed in with a password alone."""
    add_account(site, login, role)
    browser = Browser(site)
    browser.sign_in(login)
    return browser


def turn_on(browser: Browser, site: Site) -> tuple[str, list[str]]:
    """Turn the authenticator on: its key and the recovery codes."""
    page = browser.get("/staff/account/authenticator")
    key = shown_key(page)
    answers = {"code": code_of(key, site), "password": PASSWORD}
    page = browser.press(page, answers, action="/staff/account/authenticator")
    return key, shown_codes(page)


@pytest.mark.parametrize(
    "path",
    [
        "/staff/account",
        "/staff/account/password",
        "/staff/account/authenticator",
        "/staff/account/recovery-codes",
        "/staff/account/passkeys",
        "/staff/account/sessions",
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_account_page_opens_in_both_languages(site: Site, path: str, language: str) -> None:
    browser = signed_in(site)
    browser.get(f"/staff/signed-out?lang={language}")
    page = browser.get(path)
    assert (page.status, page.language) == (200, language)


def test_changed_password_signs_out_everywhere_else(site: Site) -> None:
    here = signed_in(site)
    there = Browser(site)
    there.sign_in("hoa")
    page = here.get("/staff/account/password")
    answers = {"password": PASSWORD, "new_password": OTHER, "again": OTHER}
    page = here.press(page, answers, action="/staff/account/password")
    assert page.heading == "Tài khoản của anh, chị"
    assert "Đã đổi mật khẩu" in page.text
    assert there.get("/staff/account").heading == "Đăng nhập"
    assert "đã kết thúc" in there.get("/staff/login").text
    assert Browser(site).sign_in("hoa").status == 422
    assert "Đăng xuất" in Browser(site).sign_in("hoa", OTHER).text
    assert {"field": "password_hash"} in audited(site, "account.changed")


@pytest.mark.parametrize(
    ("now", "new", "again", "field"),
    [
        ("wrong one here", OTHER, OTHER, "#password"),
        (PASSWORD, OTHER, "else", "#again"),
        (PASSWORD, "ngắn", "ngắn", "#new_password"),
        (PASSWORD, "a" * 12, "a" * 12, "#new_password"),
        (PASSWORD, "MatKhau2026!", "MatKhau2026!", "#new_password"),
        (PASSWORD, "xin chao hoalo", "xin chao hoalo", "#new_password"),
        (PASSWORD, PASSWORD, PASSWORD, "#new_password"),
        (PASSWORD, "x" * 257, "x" * 257, "#new_password"),
        (PASSWORD, "\ufdfa" * 200, "\ufdfa" * 200, "#new_password"),
        ("", "", "", "#new_password"),
    ],
)
def test_password_that_will_not_do_changes_nothing(
    site: Site, now: str, new: str, again: str, field: str
) -> None:
    answers = {"password": now, "new_password": new, "again": again}
    browser = signed_in(site, "hoalo")
    page = browser.get("/staff/account/password")
    page = browser.press(page, answers, action="/staff/account/password")
    assert page.status == 422
    assert field in complaints(page)
    assert all(value not in page.html for value in answers.values() if value)
    assert "Đăng xuất" in Browser(site).sign_in("hoalo").text


def test_own_password_is_delayed_like_the_sign_in(site: Site) -> None:
    browser = signed_in(site)
    answers = {"password": "wrong one here", "new_password": OTHER, "again": OTHER}
    page = browser.get("/staff/account/password")
    statuses = []
    for _ in range(3):
        page = browser.press(page, answers, action="/staff/account/password")
        statuses.append(page.status)
    assert statuses == [422, 422, 429]


def test_everybody_may_turn_an_authenticator_on_and_off(site: Site) -> None:
    browser = signed_in(site)
    key, codes = turn_on(browser, site)
    assert len(set(codes)) == 8
    page = browser.get("/staff/account/authenticator")
    assert "đang bật" in page.text
    assert key not in page.html, "the key is shown once"
    site.clock.now += timedelta(seconds=60)
    other = Browser(site)
    assert other.sign_in("hoa").heading == "Bước xác thực thứ hai"
    page = browser.press(page, {"password": PASSWORD}, action="/staff/account/authenticator/remove")
    assert "Đã tắt ứng dụng xác thực" in page.text
    assert other.get("/staff/second-factor").heading == "Đăng nhập", "the pending one is over"
    assert "Đăng xuất" in other.sign_in("hoa").text
    assert audited(site, "account.removed") == [
        {"field": "totp_secret"}, {"field": "recovery_codes"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "password", "field"),
    [("000000", PASSWORD, "#code"), ("right", "wrong one here", "#password"), ("", "", "#code"),
     ("mười sáu", PASSWORD, "#code"), ("٠٠٠٠٠٠", PASSWORD, "#code")],
)  # fmt: skip
def test_authenticator_stays_off_without_its_code_and_the_password(
    site: Site, code: str, password: str, field: str
) -> None:
    browser = signed_in(site)
    page = browser.get("/staff/account/authenticator")
    code = code_of(shown_key(page), site) if code == "right" else code
    answers = {"code": code, "password": password}
    page = browser.press(page, answers, action="/staff/account/authenticator")
    assert page.status == 422
    assert field in complaints(page)
    assert "đang tắt" in browser.get("/staff/account").text


def test_who_must_have_a_second_step_cannot_give_the_last_one_up(site: Site) -> None:
    browser = Browser(site)
    page = browser.get(invite(site, "cuc", "officer"))
    page = browser.press(page, {"new_password": PASSWORD, "again": PASSWORD})
    browser.press(page, {"code": code_of(shown_key(page), site)})
    page = browser.get("/staff/account/authenticator")
    assert "trước hết hãy thêm khóa truy cập" in page.text
    fields = {"password": PASSWORD, "csrf_token": page.sent("csrf_token")[0]}
    reply = browser.flask.post("/staff/account/authenticator/remove", data=fields)
    assert reply.status_code == 422
    assert "đang bật" in browser.get("/staff/account").text


def test_new_phone_takes_the_place_of_the_old_one(site: Site) -> None:
    browser = signed_in(site)
    old, codes = turn_on(browser, site)
    site.clock.now += timedelta(seconds=60)
    new, _ = turn_on(browser, site)
    assert new != old
    site.clock.now += timedelta(seconds=60)
    other = Browser(site)
    page = other.sign_in("hoa")
    page = other.press(page, {"code": code_of(old, site)})
    assert page.status == 422
    page = other.press(page, {"code": codes[0]})
    assert page.status == 422
    site.clock.now += timedelta(seconds=60)
    assert "Đăng xuất" in other.press(page, {"code": code_of(new, site)}).text


def test_list_of_sessions_asks_the_database_no_more_often_when_it_grows(site: Site) -> None:
    browser = signed_in(site)

    def asked() -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        engine = site.context.database.default
        event.listen(engine, "before_cursor_execute", note)
        browser.get("/staff/account/sessions")
        event.remove(engine, "before_cursor_execute", note)
        return count

    one = asked()
    for _ in range(6):
        Browser(site).sign_in("hoa")
    assert asked() == one


def test_new_recovery_codes_end_the_old_ones(site: Site) -> None:
    browser = signed_in(site)
    _, old = turn_on(browser, site)
    page = browser.get("/staff/account/recovery-codes")
    page = browser.press(page, {"password": PASSWORD}, action="/staff/account/recovery-codes")
    new = shown_codes(page)
    assert set(new).isdisjoint(old)
    other = Browser(site)
    page = other.press(other.sign_in("hoa"), {"code": old[0]})
    assert page.status == 422
    assert "Đăng xuất" in other.press(page, {"code": new[0]}).text


def test_recovery_codes_need_a_second_step(site: Site) -> None:
    browser = signed_in(site)
    page = browser.get("/staff/account/recovery-codes")
    assert "Trước hết hãy thiết lập ứng dụng xác thực" in page.text
    (token,) = {value for form in (0, 1) for value in page.sent("csrf_token", form)}
    reply = browser.flask.post(
        "/staff/account/recovery-codes", data={"csrf_token": token, "password": PASSWORD}
    )
    assert reply.status_code == 422


def test_secrets_are_kept_encrypted_and_the_link_as_a_hash(site: Site) -> None:
    link = invite(site, "moi", "viewer")
    browser = signed_in(site)
    key, codes = turn_on(browser, site)
    with site.context.database.session() as session:
        kept = str([session.execute(text(f"SELECT * FROM {table}")).all() for table in
                    ("person", "invitation", "staff_session", "audit_event")])  # fmt: skip
    assert key.replace("-", "") not in kept.replace("-", "")
    assert not [code for code in codes if code in kept]
    assert link.rpartition("/")[2] not in kept
    assert "$argon2id$" in kept
    assert PASSWORD not in kept


def test_sessions_are_listed_and_ended_one_by_one(site: Site) -> None:
    here = signed_in(site)
    there = Browser(site)
    agent = (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    )
    there.flask.environ_base["HTTP_USER_AGENT"] = agent
    site.clock.now += timedelta(minutes=1)
    there.sign_in("hoa")
    page = here.get("/staff/account/sessions")
    assert page.text.count("đang dùng") == 1
    assert "Chrome, Android" in page.text
    actions = [f.get("action", "") for f in page.all("form")]
    (other,) = [a for a in actions if a.endswith("/end")][:1]
    page = here.press(page, {}, action=other)
    assert "đã đăng xuất" in page.text
    assert there.get("/staff/account").heading == "Đăng nhập"
    assert here.get("/staff/account").heading == "Tài khoản của anh, chị"


def test_all_other_browsers_are_signed_out_at_once(site: Site) -> None:
    here = signed_in(site)
    others = [Browser(site) for _ in range(3)]
    for other in others:
        other.sign_in("hoa")
    page = here.get("/staff/account/sessions")
    page = here.press(page, {}, action="/staff/account/sessions/end-others")
    assert "Số trình duyệt đã đăng xuất: 3." in page.text
    assert {other.get("/staff/account").heading for other in others} == {"Đăng nhập"}
    assert here.get("/staff/account").status == 200


def test_session_of_somebody_else_is_unknown(site: Site) -> None:
    browser = signed_in(site)
    number = add_account(site, "khac", "viewer")
    other = Browser(site)
    other.sign_in("khac")
    (theirs,) = list_sessions(site.context, number)
    page = browser.get("/staff/account/sessions")
    (token, *_) = page.sent("csrf_token")
    for path in (theirs.session_id, 999_999):
        reply = browser.flask.post(
            f"/staff/account/sessions/{path}/end", data={"csrf_token": token}
        )
        assert reply.status_code == 404
    assert other.get("/staff/account").status == 200


def test_idle_and_absolute_limits_end_a_session_and_say_why(site: Site) -> None:
    browser = signed_in(site)
    site.clock.now += timedelta(minutes=29)
    assert browser.get("/staff/account").heading == "Tài khoản của anh, chị"
    site.clock.now += timedelta(minutes=30)
    page = browser.get("/staff/account")
    assert "30 phút không sử dụng" in page.text
    page = browser.press(page, {"login": "hoa", "password": PASSWORD})
    assert page.heading == "Tài khoản của anh, chị", "back where they were"
    for _ in range(24):
        site.clock.now += timedelta(minutes=29, seconds=30)
        assert browser.get("/staff/account").heading == "Tài khoản của anh, chị"
    site.clock.now += timedelta(minutes=15)
    assert "nhiều nhất 12 giờ" in browser.get("/staff/account").text


def test_role_taken_away_while_signed_in_counts_at_once(site: Site) -> None:
    browser = signed_in(site)
    with site.context.database.session(write=True) as session:
        person = session.query(Person).filter_by(login="hoa").one()
        person.is_active = False
        session.commit()
    assert browser.get("/staff/account").heading == "Đăng nhập"


def test_link_works_once_and_says_why_it_does_not(site: Site) -> None:
    link = invite(site, "moi", "viewer")
    page = Browser(site).get(link)
    assert "Lò Thị Hoa" in page.text
    browser = Browser(site)
    late = Browser(site)
    late_page = late.get(link)
    browser.press(browser.get(link), {"new_password": PASSWORD, "again": PASSWORD})
    assert browser.get("/staff/account").heading == "Tài khoản của anh, chị"
    used = late.press(late_page, {"new_password": OTHER, "again": OTHER})
    assert (used.status, used.heading) == (410, "Liên kết này đã được dùng")
    assert "Đăng xuất" in Browser(site).sign_in("moi").text
    assert audited(site, "invitation.used") == [{}]


def test_link_expires_after_seven_days(site: Site) -> None:
    link = invite(site, "moi", "viewer")
    site.clock.now += timedelta(days=7, seconds=-1)
    assert Browser(site).get(link).status == 200
    site.clock.now += timedelta(seconds=1)
    page = Browser(site).get(link)
    assert (page.status, page.heading) == (410, "Liên kết này đã hết hạn")


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000, "%00", "%FF%FE", "'"])
def test_link_of_nobody_is_unknown(site: Site, token: str) -> None:
    page = Browser(site).get(f"/staff/invitation/{token}")
    assert page.status == 404


def test_reset_link_keeps_the_second_step_unless_it_says_otherwise(site: Site) -> None:
    browser = signed_in(site)
    turn_on(browser, site)

    def link(*, forgets_factors: bool) -> str:
        with site.context.database.session(write=True) as session:
            person = session.query(Person).filter_by(login="hoa").one()
            token = issue_invitation(session, site.context, person, forgets_factors=forgets_factors)
            session.commit()
        return f"/staff/invitation/{token}"

    old, kept = link(forgets_factors=False), link(forgets_factors=False)
    assert Browser(site).get(old).heading == "Liên kết này đã được dùng", "a newer one replaced it"
    fresh = Browser(site)
    page = fresh.press(fresh.get(kept), {"new_password": OTHER, "again": OTHER})
    assert page.heading == "Bước xác thực thứ hai"
    assert browser.get("/staff/account").heading == "Đăng nhập", "signed out by the new password"
    fresh = Browser(site)
    page = fresh.get(link(forgets_factors=True))
    page = fresh.press(page, {"new_password": OTHER, "again": OTHER})
    assert "Đăng xuất" in page.text
    assert "đang tắt" in fresh.get("/staff/account").text


def test_sign_out_ends_the_session_on_the_server(site: Site) -> None:
    browser = signed_in(site)
    stolen = browser.cookie()
    page = browser.press(browser.get("/staff/account"), {}, action="/staff/logout")
    assert page.heading == "Anh, chị đã đăng xuất"
    thief = Browser(site)
    thief.flask.set_cookie("ydan_staff", stolen, path="/staff")
    assert thief.get("/staff/account").heading == "Đăng nhập"
    assert len(audited(site, "session.ended")) == 1


def test_visit_of_the_sign_out_address_changes_nothing(site: Site) -> None:
    browser = signed_in(site)
    browser.get("/staff/logout")
    assert browser.get("/staff/account").heading == "Tài khoản của anh, chị"
