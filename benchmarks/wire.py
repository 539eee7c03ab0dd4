"""HTTP by hand, to count every byte of a reply as it comes over the wire."""

import gzip
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode


@dataclass(frozen=True)
class Reply:
    """A reply: its bytes on the wire (status line, headers, body as sent), and the page."""

    status: int
    size: int
    html: str


def ask(port: int, path: str, fields: Mapping[str, Sequence[str]] | None = None) -> Reply:
    """GET, or POST a form, the way a phone does: gzip accepted, no cookies."""
    body = urlencode(fields, doseq=True).encode() if fields is not None else b""
    lines = [
        f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept-Encoding: gzip, deflate, br",
        "Connection: close",
    ]
    if fields is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, content = received.partition(b"\r\n\r\n")
    zipped = b"content-encoding: gzip" in head.lower()
    html = (gzip.decompress(content) if zipped else content).decode()
    return Reply(int(head.split()[1]), len(received), html)


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "input" and known.get("type") == "hidden" and known.get("name"):
            self.fields.setdefault(known["name"] or "", []).append(known.get("value") or "")


def hidden_fields(html: str) -> dict[str, list[str]]:
    """The hidden fields of a page with their values."""
    parser = _Hidden()
    parser.feed(html)
    return parser.fields


def has_button(html: str, action: str) -> bool:
    """Whether a page has the button `next`, `back` or `send`."""
    return f'name="action" value="{action}"' in html
