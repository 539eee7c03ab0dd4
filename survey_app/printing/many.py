"""Thousands of notices as one PDF, in a process of their own.

Typesetting takes memory for every page, and what it takes it keeps; so it runs outside the server,
in parts of 50 pages, each part in a process that ends with it. The folder keeps finished parts:
work that was interrupted goes on where it stopped.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from survey_app.config import PROJECT
from survey_app.printing.notice import Notice

NOTICES = "notices.json"
RESULT = "notices.pdf"
PART_PAGES = 50
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


class PrintingFailedError(Exception):
    """The process that typesets ended without a result; the message is the end of what it said."""


def print_many(notices: Sequence[Notice], folder: Path, tell: Callable[[int], None]) -> Path:
    """Typeset the notices into one PDF in `folder` and give its path.

    `tell` is called with the number of pages done, at least once a part; what it raises ends the
    work. Raises PrintingFailedError. About 10 ms a page and 400 MB at most, however many.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / NOTICES, json.dumps([_to_dict(notice) for notice in notices]).encode())
    command = [sys.executable, "-m", "survey_app.printing.many_parts", str(folder)]
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    with (
        (folder / "errors.txt").open("wb") as errors,
        subprocess.Popen(  # noqa: S603 - our own module, with a folder of ours
            command, cwd=PROJECT, env=kept, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                tell(int(line))
            code = process.wait()
        finally:
            process.kill()
    if code or not (folder / RESULT).is_file():
        said = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
        raise PrintingFailedError(said[-500:])
    return folder / RESULT


def read_notices(folder: Path) -> list[Notice]:
    """The notices that `print_many` left in a folder."""
    return [_from_dict(document) for document in json.loads((folder / NOTICES).read_bytes())]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_bytes(content)
    draft.replace(path)


def _to_dict(notice: Notice) -> dict[str, object]:
    closes_at = notice.closes_at.isoformat() if notice.closes_at else None
    return asdict(notice) | {"closes_at": closes_at}


def _from_dict(document: dict[str, str]) -> Notice:
    closes_at = document.pop("closes_at")
    moment = datetime.fromisoformat(closes_at) if closes_at else None
    return Notice(**document, closes_at=moment)  # type: ignore[arg-type]  # as written above
