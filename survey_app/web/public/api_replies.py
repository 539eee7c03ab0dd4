"""JSON answers of the phone's queue."""

import msgspec
from flask import Response

from questionnaires.problem import Problem
from survey_app.web.public.mark_up import kinds
from survey_app.web.public.site import Site
from survey_app.web.shared.headers import content_security_policy, security_headers

encode = msgspec.json.encode


def api_reply(site: Site, document: object, status: int) -> Response:
    """Return a document as JSON that nothing on the way keeps."""
    reply = Response(encode(document), status, mimetype="application/json")
    reply.headers["Cache-Control"] = "no-store"
    is_https = site.context.settings.public_url.startswith("https://")
    reply.headers.extend(security_headers(content_security_policy(), is_https=is_https))
    return reply


def api_problems(site: Site, problems: list[Problem], status: int = 422) -> Response:
    """Return all problems of a document."""
    rows = [{"code": p.code, "where": p.where, "detail": p.detail} for p in problems]
    return api_reply(site, {"problems": rows}, status)


def api_problem(site: Site, code: str, status: int, *, language: str, where: str = "") -> Response:
    """Return the one problem of a kind page's name, in its words."""
    heading, sentences = kinds(language)[code]
    detail = ". ".join([heading, *sentences])
    return api_problems(site, [Problem(code, where, detail)], status)
