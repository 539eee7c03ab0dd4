"""Answer sheets for the tests of the store."""

from datetime import date
from uuid import uuid4

import msgspec

from survey_app.store.writer import NewResponse

HASHES = {letter: letter * 64 for letter in "abcdef"}


def make_response(answers: dict[str, object] | None = None, **changes: object) -> NewResponse:
    """A response of survey 1 with a new id; every column can be set."""
    values: dict[str, object] = {
        "id": uuid4(),
        "survey_id": 1,
        "version_hash": HASHES["f"],
        "collector": "ABCDEF",
        "mode": "qr",
        "tags": {},
        "answers": msgspec.json.encode({"q1": "co"} if answers is None else answers),
        "date": date(2026, 7, 6),
        "content_hash": HASHES["a"],
    }
    return NewResponse(**{**values, **changes})  # type: ignore[arg-type]
