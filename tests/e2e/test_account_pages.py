"""Signing in and the own account in a browser: with and without scripts, passkeys, pictures."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Phone
from tests.support.accounts import PASSWORD, add_account, code_of, invite
from tests.support.databases import NAMES
from tests.support.server import running
from tests.support.site import Site, make_site

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]
ACCOUNT_PAGES = ("", "/password", "/authenticator", "/recovery-codes", "/passkeys", "/sessions")


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: Path) -> Iterator[Site]:
    """An application at a name that browsers give passkeys to: localhost."""
    folder = tmp_path_factory.mktemp("accounts")
    for name in NAMES:
        shutil.copyfile(sqlite_templates / f"{name}.sqlite3", folder / f"{name}.sqlite3")
    site = make_site(folder)
    yield site
    site.context.close()


@pytest.fixture(scope="module")
def base(own_site: Site) -> Iterator[str]:
    with running(own_site.app) as address:
        named = address.replace("127.0.0.1", "localhost")
        settings = own_site.context.settings
        own_site.context.settings = settings.model_copy(update={"public_url": named})
        yield named


def look(phone: Phone, name: str, *, script: bool = True) -> None:
    """Hold a page to axe and to the screen's width; without scripts axe cannot run."""
    if script:
        phone.audit(f"account-{name}")
    else:
        phone.picture(f"account-{name}-nojs")


def fill(page: Page, fields: dict[str, str], button: str) -> None:
    """Fill in fields by their labels, press a button of the content, wait for the next page."""
    for label, value in fields.items():
        page.get_by_label(label, exact=True).first.fill(value)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button, exact=True).first.click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Đăng xuất", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Anh, chị đã đăng xuất")


def key_on(page: Page) -> str:
    return page.locator(".key").inner_text()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_officer_joins_by_the_link_and_signs_in_again(
    make_phone: MakePhone, own_site: Site, width: int, script: bool
) -> None:
    login = f"cuc{width}{script}".lower()
    phone = make_phone(width=width, script=script)
    page = phone.open(invite(own_site, login, "officer"))
    look(phone, f"invitation-{width}", script=script)
    fill(page, {"Mật khẩu mới": "ngắn", "Nhập lại mật khẩu mới": "ngắn"}, "Lưu và tiếp tục")
    look(phone, f"invitation-wrong-{width}", script=script)
    new = {"Mật khẩu mới": PASSWORD, "Nhập lại mật khẩu mới": PASSWORD}
    fill(page, new, "Lưu và tiếp tục")
    expect(page.locator("h1")).to_have_text("Thiết lập bước xác thực thứ hai")
    look(phone, f"set-up-{width}", script=script)
    key = key_on(page)
    fill(page, {"Mã": code_of(key, own_site)}, "Bật và tiếp tục")
    expect(page.locator("h1")).to_have_text("Mã khôi phục của anh, chị")
    look(phone, f"codes-{width}", script=script)
    with page.expect_navigation():
        page.get_by_role("link", name="Tôi đã lưu mã: tiếp tục").click()
    for name in ACCOUNT_PAGES:
        phone.open(f"/staff/account{name}")
        look(phone, f"own{name.replace('/', '-')}-{width}", script=script)
    sign_out(page)
    look(phone, f"signed-out-{width}", script=script)
    own_site.clock.now += timedelta(seconds=90)
    page.get_by_role("link", name="Đăng nhập lại").click()
    expect(page.locator("h1")).to_have_text("Đăng nhập")
    look(phone, f"sign-in-{width}", script=script)
    fill(page, {"Tên đăng nhập": login, "Mật khẩu": "not the one"}, "Đăng nhập")
    look(phone, f"sign-in-wrong-{width}", script=script)
    fill(page, {"Tên đăng nhập": login, "Mật khẩu": PASSWORD}, "Đăng nhập")
    look(phone, f"second-step-{width}", script=script)
    fill(page, {"Mã": code_of(key, own_site)}, "Tiếp tục")
    expect(page.get_by_role("button", name="Đăng xuất", exact=True).first).to_be_visible()


def test_states_of_the_way_in_are_accessible(make_phone: MakePhone, own_site: Site) -> None:
    phone = make_phone(color_scheme="dark")
    add_account(own_site, "hoa", "viewer")
    used = invite(own_site, "moi", "viewer")
    page = phone.open(used)
    look(phone, "invitation-dark")
    fill(page, {"Mật khẩu mới": PASSWORD, "Nhập lại mật khẩu mới": PASSWORD}, "Lưu và tiếp tục")
    phone.open(used)
    look(phone, "link-used")
    phone.open("/staff/invitation/nobody")
    look(phone, "link-unknown")
    own_site.clock.now += timedelta(minutes=31)
    phone.open("/staff/account")
    look(phone, "idle")
    own_site.clock.now += timedelta(minutes=1)
    phone.open("/staff/login?lang=en")
    look(phone, "sign-in-english")


def test_page_is_worked_by_keyboard_alone(make_phone: MakePhone, own_site: Site) -> None:
    add_account(own_site, "phim", "viewer")
    page = make_phone(width=1280).open("/staff/login")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("phim")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Đăng xuất", exact=True).first).to_be_visible()


def test_passkey_is_added_signs_in_and_is_the_second_step(
    make_phone: MakePhone, own_site: Site, browser: Browser
) -> None:
    add_account(own_site, "khoa", "viewer")
    phone = make_phone(width=1280)
    page = phone.open("/staff/login")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    fill(page, {"Tên đăng nhập": "khoa", "Mật khẩu": PASSWORD}, "Đăng nhập")
    phone.open("/staff/account/passkeys")
    fill(page, {"Tên gọi của khóa": "máy của tôi", "Mật khẩu hiện tại": PASSWORD}, "Thêm")
    expect(page.locator("h1")).to_have_text("Mã khôi phục của anh, chị")
    page.get_by_role("link", name="Tôi đã lưu mã: tiếp tục").click()
    expect(page.get_by_role("heading", name="máy của tôi")).to_be_visible()
    look(phone, "passkeys-one")
    sign_out(page)
    phone.open("/staff/account/sessions")
    look(phone, "sign-in-with-passkey")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.locator("h1")).to_have_text("Nơi đang đăng nhập")
    sign_out(page)
    phone.open("/staff/login")
    fill(page, {"Tên đăng nhập": "khoa", "Mật khẩu": PASSWORD}, "Đăng nhập")
    expect(page.locator("h1")).to_have_text("Bước xác thực thứ hai")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("button", name="Đăng xuất", exact=True).first).to_be_visible()
    phone.open("/staff/account/passkeys")
    page.get_by_text("Gỡ bỏ", exact=True).click()
    page.locator("#password-1").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Gỡ bỏ “")).click()
    expect(page.get_by_text("Chưa có khóa truy cập nào")).to_be_visible()
    sign_out(page)
    phone.open("/staff/login")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.locator("main")).to_contain_text("Chưa dùng được khóa truy cập")
    devtools.send(
        "WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made["authenticatorId"]}
    )
