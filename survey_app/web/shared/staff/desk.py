"""A staff member's request as the views see it."""

from dataclasses import dataclass, field
from typing import Literal

from flask import Response, flash, get_flashed_messages, redirect, request, session
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from survey_app.services.context import Context
from survey_app.services.permissions import Permission
from survey_app.services.staff import Staff
from survey_app.web.shared.staff.identity import current_language, current_staff
from survey_app.web.shared.staff.templating import render
from survey_app.wording import say

FlashKind = Literal["done", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, under which permission, and the answers a view can give.

    `context` is scoped to the grants that give the permission. `form` holds the fields of a POST
    (each name may stand several times), read strictly as UTF-8.
    """

    staff: Staff
    context: Context
    permission: Permission
    form: MultiDict[str, str] = field(default_factory=MultiDict)

    @property
    def language(self) -> str:
        """The language of the page."""
        return current_language()

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for a part of the page only."""
        return request.headers.get("HX-Request") == "true"

    def may(self, permission: Permission | str) -> bool:
        """Whether the person has this permission anywhere; templates ask by its name."""
        return self.staff.may(Permission(permission))

    def say(self, message: str, **values: object) -> str:
        """A sentence of ours in the language of the page."""
        return say(message, self.language, **values)

    def render(self, template: str, *, status: int = 200, **values: object) -> Response:
        """A page, with what every staff page shows."""
        return page(template, status=status, desk=self, **values)

    def redirect(self, path: str) -> Response:
        """Go on to another page of ours after a POST (303)."""
        return redirect(path, code=303)  # type: ignore[return-value]  # werkzeug's is Flask's here

    def flash(self, message: str, *, kind: FlashKind = "done", undo: str = "") -> None:
        """Leave a sentence for the next page; `undo` is an address that a button there posts to."""
        flash((message, undo), kind)  # type: ignore[arg-type]  # any JSON value is kept


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """A staff page, also for somebody who is not signed in (`desk` is then None)."""
    language = current_language()
    base: dict[str, object] = {
        "desk": None,
        "staff": current_staff(),
        "language": language,
        "here": request.full_path.rstrip("?"),
        "path": request.path,
        "csrf_token": generate_csrf(),
        "flashes": _flashes(),
    }
    return Response(render(template, language, base | values), status, mimetype="text/html")


def _flashes() -> list[tuple[str, str, str]]:
    """(kind, sentence, undo address) of every sentence left by the last request."""
    if "_flashes" not in session:
        return []
    found: list[tuple[str, list[str]]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]  # what `flash` left
    return [(kind, text, undo) for kind, (text, undo) in found]
