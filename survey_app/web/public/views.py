"""The citizen's routes: read what came, call one service, answer with a page."""

import re

from flask import Flask, Response, request
from flask.globals import request_ctx

from survey_app.services.answering.collector_page import CollectorPage, PageState
from survey_app.services.answering.collectors import open_page
from survey_app.web.public.posted import read_posted
from survey_app.web.public.site import Site, requested_language
from survey_app.web.public.steps import take_step
from survey_app.web.shared.assets import page_script
from survey_app.web.shared.form_body import FORM_TYPE, parse_fields, read_body
from survey_app.web.shared.fresh_ids import fresh_id

CODE_SHAPE = re.compile(r"[0-9A-Za-z]{4,16}")
YEAR_S = 31_536_000


def find_page(site: Site, code: str) -> CollectorPage | None:
    """Return the collector of a code as it stands in an address, or None."""
    return open_page(site.context, code) if CODE_SHAPE.fullmatch(code) else None


def add_pages(app: Flask, site: Site) -> None:
    """Add the citizen's pages, under `/s/` and, for upper-case QRs, `/S/`."""

    def get_page(code: str) -> Response:
        asked = request_ctx.request  # the request itself: each look through the proxy costs
        page = find_page(site, code)
        if page is None:
            return site.kind(asked, "unknown")
        if page.state is not PageState.OPEN:
            return site.kind(asked, page.state.value, page=page)
        made = site.screens.consent(page, requested_language(asked, page))
        return site.answer(asked, made, site.piece(page, fresh_id()))

    def post_page(code: str) -> Response:
        fields = parse_fields(read_body(request, FORM_TYPE))
        page = find_page(site, code)
        if page is None:
            return site.kind(request, "unknown")
        return take_step(site, request, page, read_posted(fields, page, site.carrier))

    def done(code: str) -> Response:
        page = find_page(site, code)
        if page is None:
            return site.kind(request, "unknown")
        made = site.screens.done(page, requested_language(request, page), has_receipt=False)
        return site.answer(request, made)

    for prefix in ("/s/", "/S/"):
        app.add_url_rule(f"{prefix}<code>", f"get{prefix[1]}", get_page, methods=["GET"])
        app.add_url_rule(f"{prefix}<code>", f"post{prefix[1]}", post_page, methods=["POST"])
        app.add_url_rule(f"{prefix}<code>/done", f"done{prefix[1]}", done, methods=["GET"])


def add_script(app: Flask, site: Site) -> None:
    """Add the one script, under a name that changes with its content; kept by phones for a year."""
    script = page_script()

    def get_script() -> Response:
        is_gzip = "gzip" in request.environ.get("HTTP_ACCEPT_ENCODING", "")
        reply = Response(script.body_gzip if is_gzip else script.body)
        reply.headers.extend(site.headers)
        reply.headers["Content-Type"] = "text/javascript; charset=utf-8"
        reply.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        if is_gzip:
            reply.headers["Content-Encoding"] = "gzip"
        return reply

    app.add_url_rule(f"/assets/{script.name}", "script", get_script)
