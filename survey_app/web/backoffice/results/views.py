"""The pages of a survey's results, and their files."""

from flask import Response, request

from survey_app.services.permissions import Permission
from survey_app.services.results.export import Wanted, export_results
from survey_app.services.results.item_page import ItemPage, open_item
from survey_app.services.results.overview import open_overview
from survey_app.services.results.shown import Shown
from survey_app.services.results.waves import compare_waves
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.results.drawings import draw, draw_large, draw_small, figure_json
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

ROOM = "/surveys/<int:survey_id>/results"
MOST_DIGITS = 9
NOBODYS = -1
"""A number that no survey has."""


@area.get(ROOM, permission=Permission.VIEW_RESULTS)
def overview(desk: Desk, survey_id: int) -> Response:
    """All questions at a glance."""
    found = open_overview(desk.context, survey_id, desk.language)
    if found.shown.results is None:
        return _pending(desk, found.shown)
    cards = [(card, draw_small(card.picture)) for card in found.cards]
    survey = survey_header(desk.context, survey_id)
    return desk.render("results/overview.html", survey=survey, page=found, cards=cards)


@area.get(f"{ROOM}/two-waves", permission=Permission.VIEW_RESULTS)
def two_waves(desk: Desk, survey_id: int) -> Response:
    """What changed against another survey that asked the same."""
    found = compare_waves(desk.context, survey_id, _number(request.args.get("with", "")))
    if found.shown.results is None or (found.other and found.other.results is None):
        return _pending(desk, found.shown)
    survey = survey_header(desk.context, survey_id)
    return desk.render("results/two_waves.html", survey=survey, page=found)


@area.get(f"{ROOM}/as-file/<file_format>", permission=Permission.EXPORT_RESULTS)
def as_file(desk: Desk, survey_id: int, file_format: str) -> Response:
    """One question's tables, or all of the release, as CSV or XLSX."""
    wanted = Wanted(file_format, request.args.get("item", ""), _cut())
    made = export_results(desk.context, survey_id, wanted, desk.language)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.body, content_type=made.content_type, headers=headers)


@area.get(f"{ROOM}/<item_id>", permission=Permission.VIEW_RESULTS)
def item(desk: Desk, survey_id: int, item_id: str) -> Response:
    """One question: its pictures and tables, in the cut that is asked for."""
    shown, page = _open(desk, survey_id, item_id)
    if page is None:
        return _pending(desk, shown)
    survey = survey_header(desk.context, survey_id)
    drawings = [draw(picture) for picture in page.pictures]
    return desk.render("results/item.html", survey=survey, page=page, drawings=drawings)


@area.get(f"{ROOM}/<item_id>/figures", permission=Permission.VIEW_RESULTS)
def figures(desk: Desk, survey_id: int, item_id: str) -> Response:
    """The pictures of a question as data for Plotly."""
    _, page = _open(desk, survey_id, item_id)
    body = figure_json(page.pictures if page else ())
    return Response(body, mimetype="application/json")


@area.get(f"{ROOM}/<item_id>/screen", permission=Permission.VIEW_RESULTS)
def screen(desk: Desk, survey_id: int, item_id: str) -> Response:
    """One picture for the projector of a meeting."""
    shown, page = _open(desk, survey_id, item_id)
    if page is None:
        return _pending(desk, shown)
    pictures = [draw_large(picture) for picture in page.pictures[:1]]
    return desk.render("results/screen.html", survey_id=survey_id, page=page, pictures=pictures)


def _open(desk: Desk, survey_id: int, item_id: str) -> tuple[Shown, ItemPage | None]:
    return open_item(desk.context, survey_id, item_id, _cut(), desk.language)


def _number(text: str) -> int | None:
    """The number of a survey that an address names; None where it names none."""
    if not text:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else NOBODYS


def _cut() -> dict[str, str]:
    """Which cut an address asks for: `by`, `unit`, `mode`, or the form's `cut=unit:12345`."""
    asked = {name: request.args.get(name, "") for name in ("by", "unit", "mode")}
    name, _, value = request.args.get("cut", "").partition(":")
    return {**asked, name: value} if name in asked else asked


def _pending(desk: Desk, shown: Shown) -> Response:
    """The figures are being computed: the page loads itself again."""
    survey = survey_header(desk.context, shown.survey_id)
    return desk.render("results/pending.html", survey=survey, release=shown.release)
