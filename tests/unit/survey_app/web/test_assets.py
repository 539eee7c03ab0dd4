"""The style sheet and the script as they travel."""

import base64
import hashlib
import re

from survey_app.web.shared.assets import page_script, page_style
from survey_app.web.shared.headers import content_security_policy, security_headers


def test_style_is_named_by_its_hash_in_the_policy() -> None:
    style = page_style()
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert style.policy_hash == digest
    assert f"'sha256-{digest}'" in content_security_policy([digest])


def test_style_asks_for_nothing() -> None:
    assert "url(" not in page_style().text
    assert "@import" not in page_style().text
    assert "</" not in page_style().text


def test_script_is_under_ten_kilobytes_and_its_walker_about_one() -> None:
    script = page_script()
    assert len(script.body) <= 10_000
    assert len(script.body_gzip) <= 3_500
    assert re.fullmatch(r"page\.[0-9a-f]{12}\.js", script.name)


def test_script_keeps_nothing_and_evaluates_nothing() -> None:
    text = page_script().body.decode()
    for word in (
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "cookie",
        "eval",
        "Function(",
        "http",
    ):
        assert word not in text


def test_headers_promise_https_only_where_it_is_served() -> None:
    names = {name for name, _ in security_headers("x", is_https=False)}
    assert "Strict-Transport-Security" not in names
    assert names < {name for name, _ in security_headers("x", is_https=True)}
