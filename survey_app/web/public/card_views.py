"""The picture of a collector's link: what Zalo and Facebook show, what officers post."""

from flask import Flask, Response, request

from survey_app.services.collecting.draw_card import card_png
from survey_app.web.public.site import Site, requested_language
from survey_app.web.public.views import find_page

KEPT_S = 3_600


def add_card(app: Flask, site: Site) -> None:
    """Add `/s/<code>/card.png`, 1200 × 630, in the language asked for."""

    def get_card(code: str) -> Response:
        page = find_page(site, code)
        if page is None:
            return site.kind(request, "unknown")
        picture = card_png(site.context, page, requested_language(request, page))
        reply = Response(picture, mimetype="image/png")
        reply.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
        for name, value in site.headers:
            if name not in {"Content-Type", "Cache-Control", "Vary"}:
                reply.headers[name] = value
        return reply

    for prefix in ("/s/", "/S/"):
        app.add_url_rule(f"{prefix}<code>/card.png", f"card{prefix[1]}", get_card, methods=["GET"])
