"""The citizen pages' own style and script, each with the hash that names it."""

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

STATIC_FOLDER = Path(__file__).parents[2] / "static"
SCRIPT_PARTS = ("walk.js", "page.js")


@dataclass(frozen=True, slots=True)
class Style:
    """An inline sheet and its hash for the content security policy."""

    text: str
    policy_hash: str


@dataclass(frozen=True, slots=True)
class Script:
    """An external script: its name with the content's hash, its bytes plain and compressed."""

    name: str
    body: bytes
    body_gzip: bytes


@lru_cache(maxsize=1)
def page_style() -> Style:
    """Return the one sheet of the citizen's pages without comments and needless space."""
    text = (STATIC_FOLDER / "page.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", text).replace(": ", ":").strip()
    digest = hashlib.sha256(text.encode()).digest()
    return Style(text, base64.b64encode(digest).decode())


@lru_cache(maxsize=1)
def page_script() -> Script:
    """Return the one script of the citizen's pages without indentation and comment lines."""
    parts = [(STATIC_FOLDER / name).read_text(encoding="utf-8") for name in SCRIPT_PARTS]
    lines = (line.strip() for part in parts for line in part.splitlines())
    body = "\n".join(line for line in lines if line and not line.startswith("//")).encode()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Script(f"page.{digest}.js", body, gzip.compress(body, 9, mtime=0))
