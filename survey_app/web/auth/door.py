"""Routes of the staff's side that ask nobody to be signed in: the ways in and out.

They are listed in `OPEN_ENDPOINTS`; every other route of the staff's side goes through the area
and names its permission. A form's token is checked here as there, but a form that lost its session
(signed out in another window, a browser restarted) is shown again with what was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import Response, redirect, request, session
from werkzeug.datastructures import MultiDict

from survey_app.extensions import get_context
from survey_app.services.context import Context
from survey_app.web.shared.staff.area import area, has_valid_token, read_form
from survey_app.web.shared.staff.desk import page
from survey_app.web.shared.staff.identity import LANGUAGE, LANGUAGES, current_language
from survey_app.wording import say

P = ParamSpec("P")
BODY_LIMIT = 65_536
OPEN_ENDPOINTS: set[str] = set()
"""The endpoints that answer to everybody."""


@dataclass(frozen=True, slots=True)
class Door:
    """A request of somebody who need not be signed in."""

    context: Context
    is_sent: bool
    """Whether a form was sent, with the token of this session."""
    is_stale: bool
    """Whether a form was sent without it: show it again, with what was typed."""
    form: MultiDict[str, str] = field(default_factory=MultiDict)

    @property
    def language(self) -> str:
        """The language of the page."""
        return current_language()

    def say(self, message: str, **values: object) -> str:
        """A sentence of ours in the language of the page."""
        return say(message, self.language, **values)

    def render(self, template: str, *, status: int = 200, **values: object) -> Response:
        """A page; 400 where the form was stale and the view says nothing worse."""
        if self.is_stale and status == 200:
            status = 400
        return page(template, status=status, stale=self.is_stale, **values)

    def redirect(self, path: str) -> Response:
        """Go on to another page of ours (303)."""
        return redirect(path, code=303)  # type: ignore[return-value]  # werkzeug's is Flask's here


View = Callable[Concatenate[Door, P], Response]


def opened(rule: str, *methods: str) -> Callable[[View[P]], View[P]]:
    """Put a view on the staff's area without a permission; `rule` comes after /staff."""

    def add(view: View[P]) -> View[P]:
        @wraps(view)
        def route(*args: P.args, **kwargs: P.kwargs) -> Response:
            request.max_content_length = BODY_LIMIT
            _choose_language()
            is_post = request.method == "POST"
            form = read_form() if is_post else MultiDict[str, str]()
            is_ours = is_post and has_valid_token(form)
            door = Door(get_context(), is_ours, is_post and not is_ours, form)
            return view(door, *args, **kwargs)

        name = f"auth_{view.__name__}"
        OPEN_ENDPOINTS.add(f"staff.{name}")
        area.blueprint.add_url_rule(rule, name, route, methods=list(methods))
        return view

    return add


def _choose_language() -> None:
    """Whoever is not signed in switches by a link: `?lang=en`."""
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        session[LANGUAGE] = chosen
