"""The QR of a collector as a picture: what notices, slides and screens show."""

from collections.abc import Callable, Mapping

from flask import Flask, Response, request

from survey_app.services.collecting.draw_qr import qr_png, qr_svg
from survey_app.services.context import Context
from survey_app.web.public.site import Site
from survey_app.web.public.views import find_page

PICTURES: Mapping[str, tuple[Callable[[Context, str], str | bytes], str]] = {
    "svg": (qr_svg, "image/svg+xml"),
    "png": (qr_png, "image/png"),
}


def add_qr(app: Flask, site: Site) -> None:
    """Add `/s/<code>/qr.svg` and `qr.png`; their address comes from the settings alone."""

    def get_qr(code: str, form: str) -> Response:
        page = find_page(site, code)
        if page is None:
            return site.kind(request, "unknown")
        draw, mimetype = PICTURES[form]
        reply = Response(draw(site.context, page.code), mimetype=mimetype)
        reply.headers["Cache-Control"] = "public, max-age=3600"
        for name, value in site.headers:
            if name not in {"Content-Type", "Cache-Control", "Vary"}:
                reply.headers[name] = value
        return reply

    for prefix in ("/s/", "/S/"):
        rule = f"{prefix}<code>/qr.<any(svg,png):form>"
        app.add_url_rule(rule, f"qr{prefix[1]}", get_qr, methods=["GET"])
