"""Our client: it fills in forms as a browser does, and checks every page on the way.

A page must be valid HTML with unique ids, a title that starts with its one heading, a label for
every field, a strict content security policy and no reference to another host.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PUBLIC_URL = "http://127.0.0.1:8000"  # what the settings say unless told otherwise
FORM_TYPE = "application/x-www-form-urlencoded"
NAMED = {"input", "select", "textarea"}
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "data", "cite"}
Pairs = Sequence[tuple[str, str]]


def text_of(element: Element) -> str:
    """The text of an element and all in it, spaces made single."""
    return " ".join("".join(element.itertext()).split())


@dataclass
class Page:
    """An HTML answer, parsed strictly; asking it things never fetches anything."""

    status: int
    headers: Mapping[str, str]
    html: str
    root: Element = field(repr=False)

    def all(self, tag: str) -> list[Element]:
        """Every element of a tag, in order."""
        return list(self.root.iter(tag))

    def by_id(self, name: str) -> Element:
        """The element of an id; KeyError if there is none."""
        for element in self.root.iter():
            if element.get("id") == name:
                return element
        raise KeyError(name)

    @property
    def heading(self) -> str:
        """The text of the one h1."""
        (heading,) = self.all("h1")
        return text_of(heading)

    @property
    def text(self) -> str:
        """All words of the body."""
        (body,) = self.all("body")
        return text_of(body)

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.root.get("lang", "")

    @property
    def items(self) -> list[str]:
        """The ids of the questions shown."""
        return [name for e in self.root.iter() if (name := e.get("data-item"))]

    @property
    def problems(self) -> dict[str, str]:
        """The error list: text by the field it links to, empty for none."""
        boxes = [e for e in self.root.iter("div") if "x" in e.get("class", "").split()]
        lines = [line for box in boxes for line in box.iter("li")]
        links = [(next(iter(line.iter("a")), None), text_of(line)) for line in lines]
        return {(a.get("href", "") if a is not None else ""): text for a, text in links}

    @property
    def receipt(self) -> str:
        """The receipt code of a done page."""
        (box,) = [e for e in self.root.iter("p") if e.get("class") == "z"]
        return text_of(box)

    def fields(self, form: int = 0) -> list[tuple[str, str]]:
        """What a browser would send of a form without pressing a button."""
        pairs: list[tuple[str, str]] = []
        for element in self.all("form")[form].iter():
            name = element.get("name")
            if element.tag in NAMED and name and element.get("disabled") is None:
                pairs += [(name, value) for value in _values(element)]
        return pairs

    def buttons(self, form: int = 0) -> list[tuple[str, str, str]]:
        """(name, value, words) of a form's buttons, in order."""
        found = self.all("form")[form].iter("button")
        return [(b.get("name", ""), b.get("value", ""), text_of(b)) for b in found]

    def field(self, name: str) -> str:
        """The value of a field that the form would send once; empty if it would not."""
        values = [value for form in range(len(self.all("form"))) for value in self.sent(name, form)]
        return values[0] if values else ""

    def sent(self, name: str, form: int = 0) -> list[str]:
        """The values a form would send under a name."""
        return [value for key, value in self.fields(form) if key == name]


def _values(element: Element) -> list[str]:
    if element.tag == "textarea":
        return ["".join(element.itertext())]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return [o.get("value", text_of(o)) for o in chosen]
    if element.get("type") in {"radio", "checkbox"}:
        return [element.get("value", "on")] if element.get("checked") is not None else []
    return [element.get("value", "")]


class PageClient:
    """Asks the application as a phone without scripts and without cookies would."""

    def __init__(self, client: FlaskClient, public_url: str = PUBLIC_URL) -> None:
        self.flask = client
        self.public_url = public_url

    def get(self, path: str, **options: object) -> Page:
        """GET a page."""
        reply = self.flask.get(path, **options)  # type: ignore[arg-type]  # werkzeug's own
        return read_page(reply, public_url=self.public_url)

    def post(self, path: str, pairs: Pairs, **options: object) -> Page:
        """POST a form."""
        return self.post_body(path, urlencode(list(pairs)).encode(), **options)

    def post_body(
        self, path: str, body: bytes, content_type: str = FORM_TYPE, **options: object
    ) -> Page:
        """POST raw bytes."""
        reply = self.flask.post(path, data=body, content_type=content_type, **options)  # type: ignore[arg-type]  # werkzeug's own
        return read_page(reply, public_url=self.public_url)

    def press(
        self,
        path: str,
        page: Page,
        button: tuple[str, str],
        answers: Mapping[str, str | Sequence[str]] | None = None,
        form: int = 0,
    ) -> Page:
        """Fill in a page's form and press one of its buttons."""
        assert button in [b[:2] for b in page.buttons(form)], f"no button {button} on the page"
        filled = fill(page.fields(form), answers or {})
        return self.post(path, [*[p for p in filled if p[0] != button[0]], button])

    def agree(self, path: str) -> Page:
        """Open a survey and agree to take part: its first screen."""
        return self.press(path, self.get(path), ("consent", "yes"))

    def answer(
        self, path: str, page: Page, action: str, answers: Mapping[str, str | Sequence[str]]
    ) -> Page:
        """Answer a screen and press `next`, `back` or `send`."""
        return self.press(path, page, ("action", action), answers)


def fill(pairs: Pairs, answers: Mapping[str, str | Sequence[str]]) -> list[tuple[str, str]]:
    """A form's fields with answers put over what stood in them; () empties a field."""
    kept = [pair for pair in pairs if pair[0] not in answers]
    for name, values in answers.items():
        kept += [(name, value) for value in ([values] if isinstance(values, str) else values)]
    return kept


def read_page(reply: TestResponse, *, is_staff: bool = False, public_url: str = PUBLIC_URL) -> Page:
    """Parse and check an HTML answer; one of the staff's side has rules of its own."""
    assert reply.mimetype == "text/html", reply.mimetype
    html = reply.get_data().decode("utf-8")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = Page(reply.status_code, dict(reply.headers), html, parser.parse(html))
    check_page(page, is_staff=is_staff)
    _check_preview(page, public_url)
    return page


def check_page(page: Page, *, is_staff: bool = False) -> None:
    """Fail when a page breaks one of our rules."""
    assert page.language, "the page names no language"
    (title,) = page.all("title")
    assert text_of(title).startswith(page.heading), "the title does not start with the heading"
    ids = [name for e in page.root.iter() if (name := e.get("id"))]
    assert len(ids) == len(set(ids)), "an id stands twice"
    _check_labels(page, set(ids))
    _check_addresses(page, set(ids))
    _check_headers(page)
    if is_staff:
        _check_staff_headers(page)
    else:
        _check_citizen_headers(page)


def _check_labels(page: Page, ids: set[str]) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    assert labelled <= ids | {None}, "a label names no field"
    for element in page.root.iter():
        if element.tag in NAMED and element.get("type") != "hidden":
            has_label = element.get("id") in labelled or element.get("aria-label")
            assert has_label, f"no label for {element.get('name')}"
    for element in page.root.iter():
        named = (element.get("aria-describedby") or "").split()
        assert ids.issuperset(named), f"described by nothing: {named}"
    for fieldset in page.all("fieldset"):
        assert text_of(next(iter(fieldset.iter("legend")))), "a fieldset without a legend"


def _check_addresses(page: Page, ids: set[str]) -> None:
    for element in page.root.iter():
        for name in ADDRESSES & set(element.keys()):
            address = element.get(name) or ""
            is_ours = re.match(r"(/(?!/)|\?|#|data:,$)", address)
            assert is_ours or not address, f"{name} leads elsewhere: {address}"
            if address.startswith("#"):
                assert address[1:] in ids, f"a link to nothing: {address}"
        assert not [name for name in element.attrib if name.startswith("on")], "an inline script"
        assert element.get("style") is None, "an inline style"


def _check_preview(page: Page, public_url: str) -> None:
    """A link preview names addresses of the public address only; no other meta names any."""
    for element in page.all("meta"):
        content, name = element.get("content") or "", element.get("property") or ""
        if name in {"og:url", "og:image"}:
            assert content.startswith(f"{public_url}/s/"), f"{name} leads elsewhere: {content}"
        elif not name.startswith("og:"):
            assert "//" not in content, f"an address in a meta element: {content}"


def _check_headers(page: Page) -> None:
    headers = page.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "//" not in policy, "another host in the policy"
    assert all(script.get("src") for script in page.all("script") if not _is_data(script)), (
        "an inline script"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def _is_data(script: Element) -> bool:
    """Whether a script element only carries data, which no browser runs."""
    return script.get("type") == "application/json"


def _check_citizen_headers(page: Page) -> None:
    (style,) = page.all("style")
    digest = hashlib.sha256("".join(style.itertext()).encode()).digest()
    policy = page.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "Set-Cookie" not in page.headers, "citizens' pages set no cookie"


def _check_staff_headers(page: Page) -> None:
    """Linked sheets only; every form that changes something carries the session's token."""
    assert not page.all("style"), "an inline style sheet"
    for form in page.all("form"):
        if form.get("method", "get").lower() == "post":
            names = {element.get("name") for element in form.iter("input")}
            assert "csrf_token" in names, f"no form token: {form.get('action')}"
