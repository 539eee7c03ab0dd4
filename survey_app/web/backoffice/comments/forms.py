"""What the addresses and forms of the comments say, read strictly."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from werkzeug.datastructures import MultiDict

from survey_app.services.comments.pages import STATES, CommentQuery
from survey_app.services.comments.review_comment import MOST_SPANS, Place
from survey_app.services.comments.text import Span

NAMES = ("state", "item", "topic", "unit", "search")
SPAN = re.compile(r"(\d{1,6})-(\d{1,6})")
MOST_VALUE = 200
MOST_BACK = 2_000
ANY = "all"


def read_query(args: Mapping[str, str]) -> CommentQuery:
    """What an address asks to see; what it cannot mean is left out."""
    values = {name: args.get(name, "")[:MOST_VALUE] for name in NAMES}
    state = values.pop("state") or STATES[0]
    return CommentQuery(
        state=state if state in STATES else "",
        **values,
        after=_uuid(args.get("after")),
        before=_uuid(args.get("before")),
        focus=_uuid(args.get("focus")),
    )


def write_query(query: CommentQuery, **changes: object) -> str:
    """The query string of a page of the queue, the edge of the page only where it is given."""
    values = {name: getattr(query, name) for name in NAMES}
    values["state"] = query.state or ANY
    pairs = {**values, **changes}
    return urlencode([(name, str(value)) for name, value in pairs.items() if value])


def read_back(text: str) -> CommentQuery:
    """The page of the queue that a form came from."""
    return read_query(dict(parse_qsl(text[:MOST_BACK])))


def write_back(query: CommentQuery) -> str:
    """The page of the queue as a form carries it."""
    return write_query(query, after=query.after, before=query.before)


def read_place(form: MultiDict[str, str], survey_id: int, comment_id: UUID) -> Place:
    """The comment and the version of it that a form is about; version 0, which none has, if bad."""
    version = form.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    return Place(survey_id, comment_id, number)


def read_spans(form: MultiDict[str, str]) -> tuple[Span, ...]:
    """The stretches of text that a form wants covered."""
    found = (SPAN.fullmatch(text) for text in form.getlist("span")[: MOST_SPANS + 1])
    return tuple((int(match[1]), int(match[2])) for match in found if match)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
