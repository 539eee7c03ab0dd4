"""The style sheets and scripts of the staff's pages, each under a name that changes with it."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, Request, Response, abort, request

from survey_app.config import SettingsError
from survey_app.web.shared.assets import STATIC_FOLDER

ADDRESS = "/assets/staff/"
FOLDERS = ("staff", "vendor")
VENDOR = ("htmx.js", "plotly-basic.js")
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
YEAR_S = 31_536_000


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is served: address, type, bytes plain and compressed."""

    address: str
    content_type: str
    body: bytes
    body_gzip: bytes


@lru_cache(maxsize=1)
def staff_files() -> dict[str, File]:
    """The files by their plain names. Raises SettingsError where npm's have not been copied."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((STATIC_FOLDER / folder).glob("*.*")):
            if path.suffix in TYPES:
                body = path.read_bytes()
                digest = hashlib.sha256(body).hexdigest()[:12]
                address = f"{ADDRESS}{path.stem}.{digest}{path.suffix}"
                packed = gzip.compress(body, 9, mtime=0)
                found[path.name] = File(address, TYPES[path.suffix], body, packed)
    if missing := [name for name in VENDOR if name not in found]:
        raise SettingsError(
            f"survey_app/static/vendor lacks {', '.join(missing)}: run `make setup`"
        )
    return found


def asset(name: str) -> str:
    """The address of a staff file by its plain name. Example: `asset("staff.css")`."""
    return staff_files()[name].address


def add_files(app: Flask, headers: tuple[tuple[str, str], ...]) -> None:
    """Serve the files to browsers, which keep them for a year."""
    by_address = {file.address: file for file in staff_files().values()}

    def get_file(name: str) -> Response:
        file = by_address.get(ADDRESS + name)
        if file is None:
            abort(404)
        return _reply(request, file, headers)

    app.add_url_rule(f"{ADDRESS}<name>", "staff_file", get_file)


def _reply(asked: Request, file: File, headers: tuple[tuple[str, str], ...]) -> Response:
    is_gzip = "gzip" in asked.headers.get("Accept-Encoding", "")
    reply = Response(file.body_gzip if is_gzip else file.body)
    reply.headers.extend(headers)
    reply.headers["Content-Type"] = file.content_type
    reply.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    reply.headers["Vary"] = "Accept-Encoding"
    if is_gzip:
        reply.headers["Content-Encoding"] = "gzip"
    return reply
