"""The way in: password, second factor, invitation; what is said and what is not."""

from __future__ import annotations

from tests.support.accounts import Browser, add_account
from tests.support.site import Site


def test_password_alone_lets_a_viewer_in(site: Site) -> None:
    add_account(site, "hoa", "viewer")
    page = Browser(site).sign_in("hoa")
    assert page.status == 200
    assert "Đăng xuất" in page.text
