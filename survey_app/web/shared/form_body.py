"""The body of a form, read strictly.

Werkzeug turns bytes that are no UTF-8 into literal text; an answer must never be changed in
silence, so the body is decoded here and refused when it is not what a browser sends.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

BODY_LIMIT = 64 * 1024
FIELD_LIMIT = 2000
FORM_TYPE = "application/x-www-form-urlencoded"

Fields = Mapping[str, tuple[str, ...]]


def read_body(request: Request, content_type: str) -> bytes:
    """Return the raw body of a request of the one type that a route takes.

    Raises UnsupportedMediaType for another type, RequestEntityTooLarge over 64 kB.
    """
    if request.mimetype != content_type:
        raise UnsupportedMediaType
    request.max_content_length = BODY_LIMIT
    return request.get_data(cache=False)


def parse_fields(body: bytes) -> dict[str, tuple[str, ...]]:
    """Return the fields of a URL-encoded body in the order sent, each with all its values.

    Line ends become `\\n`, as the person typed them. Raises BadRequest when the body is no UTF-8 or
    holds more than 2,000 fields.
    """
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FIELD_LIMIT,
        )
    except ValueError as error:  # UnicodeDecodeError is one
        raise BadRequest from error
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        text = value.replace("\r\n", "\n") if "\r" in value else value
        fields[name] = (*fields.get(name, ()), text)
    return fields
