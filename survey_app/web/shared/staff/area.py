"""The staff's routes: each names its permission, and nothing runs before it is checked.

A route is added through `area.get` or `area.post` only; both want a permission, so there is no
route of the staff without one. The view gets a `Desk`, whose context is scoped to the grants that
give the permission: what lies outside is unknown to it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request, session
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from survey_app.extensions import get_context
from survey_app.services.permissions import Permission
from survey_app.services.staff import Staff, context_for
from survey_app.web.shared.form_body import FORM_TYPE, parse_fields
from survey_app.web.shared.staff.desk import Desk, page
from survey_app.web.shared.staff.identity import current_staff

P = ParamSpec("P")
View = Callable[Concatenate[Desk, P], Response]
Route = Callable[P, Response]

FORM_LIMIT = 1_048_576
SIGN_IN = "/staff/login"
UPLOAD_TYPE = "multipart/form-data"


class StaffArea:
    """Routes under /staff with their permissions, collected while the views are imported."""

    def __init__(self) -> None:
        self.blueprint = Blueprint("staff", __name__, url_prefix="/staff")
        self.permissions: dict[str, Permission] = {}
        """The permission of each endpoint, for the tests that hold every route to it."""

    def get(self, rule: str, *, permission: Permission) -> Callable[[View[P]], View[P]]:
        """A page: `rule` comes after /staff."""
        return lambda view: self._add("GET", rule, view, permission, FORM_LIMIT)

    def post(
        self, rule: str, *, permission: Permission, limit: int = FORM_LIMIT
    ) -> Callable[[View[P]], View[P]]:
        """A change: its form token is checked first; `limit` is the largest body in bytes."""
        return lambda view: self._add("POST", rule, view, permission, limit)

    def _add(
        self, method: str, rule: str, view: View[P], permission: Permission, limit: int
    ) -> View[P]:
        name = f"{view.__module__.rsplit('.', 2)[-2]}_{view.__name__}_{method.lower()}"

        @wraps(view)
        def route(*args: P.args, **kwargs: P.kwargs) -> Response:
            staff = current_staff()
            if staff is None:
                return to_sign_in()
            request.max_content_length = limit
            request.max_form_memory_size = limit
            form = read_form() if method == "POST" else MultiDict[str, str]()
            if method == "POST" and not has_valid_token(form):
                return page("staff/stale_form.html", status=400)
            if not staff.may(permission):
                return page("staff/forbidden.html", status=403)
            return view(make_desk(staff, permission, form), *args, **kwargs)

        self.permissions[f"staff.{name}"] = permission
        self.blueprint.add_url_rule(rule, name, route, methods=[method])
        return view


def make_desk(staff: Staff, permission: Permission, form: MultiDict[str, str]) -> Desk:
    """The desk of a person under a permission."""
    return Desk(staff, context_for(get_context(), staff, permission), permission, form)


def to_sign_in() -> Response:
    """To the sign-in, and back here afterwards where that asks for nothing but a page."""
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    session.pop("_flashes", None)
    target = f"{SIGN_IN}?next={quote(back)}" if back else SIGN_IN
    if request.headers.get("HX-Request") == "true":
        return Response("", 401, {"HX-Redirect": target})
    return redirect(target, code=303)  # type: ignore[return-value]  # werkzeug's is Flask's here


def read_form() -> MultiDict[str, str]:
    """The fields of a POST. Raises BadRequest for what is no UTF-8, RequestEntityTooLarge."""
    if request.mimetype == FORM_TYPE:
        fields = parse_fields(request.get_data(cache=False))
        return MultiDict((name, value) for name, values in fields.items() for value in values)
    if request.mimetype == UPLOAD_TYPE:
        return MultiDict(request.form.items(multi=True))
    return MultiDict()


def has_valid_token(form: MultiDict[str, str]) -> bool:
    """Whether the form carries the token of this session."""
    try:
        validate_csrf(form.get("csrf_token", ""))
    except (CSRFError, ValidationError):
        return False
    return True


area = StaffArea()
