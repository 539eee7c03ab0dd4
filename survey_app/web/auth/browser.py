"""The browser: its family for the list of sessions, and its own token for the delays."""

import json

from flask import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

from survey_app.config import Settings
from survey_app.services.accounts.one_time_token import random_token, token_hash

COOKIE = "ydan_browser"
PATH = "/staff"
YEAR_S = 31_536_000
MOST_PEOPLE = 5
"""People of one shared computer whose sign-ins it remembers."""
LONGEST_COOKIE = 2_000
FAMILIES = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_family(user_agent: str) -> str:
    """A browser in words that say no more than needed. Example: `Chrome, Windows`."""
    family = next((name for mark, name in FAMILIES if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (family, system) if part)


def known_browser_token(settings: Settings, request: Request, login: str) -> str:
    """The token of a browser in which this login name has signed in before, else nothing."""
    return _read(settings, request).get(_name_of(login), "")


def remember_browser(settings: Settings, request: Request, reply: Response, login: str) -> None:
    """Let the browser carry a token for this login name; it opens nothing by itself."""
    known = {
        name: token for name, token in _read(settings, request).items() if name != _name_of(login)
    }
    kept = dict(list(known.items())[-(MOST_PEOPLE - 1) :])
    kept[_name_of(login)] = random_token()
    reply.set_cookie(
        COOKIE,
        _signer(settings).dumps(kept),
        max_age=YEAR_S,
        path=PATH,
        secure=settings.public_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def _read(settings: Settings, request: Request) -> dict[str, str]:
    cookie = request.cookies.get(COOKIE, "")
    if not cookie or len(cookie) > LONGEST_COOKIE:
        return {}
    try:
        kept = _signer(settings).loads(cookie)
    except (BadSignature, json.JSONDecodeError):
        return {}
    return {str(name): str(token) for name, token in kept.items()} if isinstance(kept, dict) else {}


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt="known browser")


def _name_of(login: str) -> str:
    return token_hash(f"browser of {login}")[:16]
