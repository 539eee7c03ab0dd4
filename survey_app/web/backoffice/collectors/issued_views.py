"""The numbers issued of many collectors: in a table, or pasted."""

from flask import Response, request

from survey_app.services.collecting.issued import only_typed, read_lines, save_issued
from survey_app.services.collecting.lines import CollectorLine, list_lines
from survey_app.services.permissions import Permission
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.collectors.forms import (
    error_sentences,
    fault_sentences,
    printable,
    read_wanted,
    table_entries,
)
from survey_app.web.backoffice.collectors.views import ROOM, list_address
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

MOST_FAULTS = 100
"""So many faults are listed; further ones are counted."""


@area.get(f"{ROOM}/issued", permission=Permission.MANAGE_COLLECTORS)
def issued_form(desk: Desk, survey_id: int) -> Response:
    """The table of a page of collectors, and the box to paste into."""
    return _page(desk, survey_id)


@area.post(f"{ROOM}/issued", permission=Permission.MANAGE_COLLECTORS)
def issued(desk: Desk, survey_id: int) -> Response:
    """Store the numbers of the table."""
    entries = table_entries(desk.form)
    saved = save_issued(desk.context, survey_id, only_typed(entries))
    if saved.faults:
        by_line = {entry.line: f"n.{entry.code}" for entry in entries}
        errors = {by_line[fault.line]: fault.kind for fault in saved.faults}
        return _page(
            desk,
            survey_id,
            errors=errors,
            typed={name: printable(text) for name, text in desk.form.items()},
            status=422,
        )
    desk.flash(desk.say("%(count)s numbers were saved.", count=saved.changed))
    return desk.redirect(request.full_path.rstrip("?"))


@area.post(f"{ROOM}/issued/lines", permission=Permission.MANAGE_COLLECTORS)
def paste(desk: Desk, survey_id: int) -> Response:
    """Store pasted lines: all of them, or none and every fault."""
    text = printable(desk.form.get("lines", ""))
    entries, faults = read_lines(text)
    if not faults:
        saved = save_issued(desk.context, survey_id, entries)
        if not saved.faults:
            desk.flash(desk.say("%(count)s numbers were saved.", count=saved.changed))
            return desk.redirect(f"/staff/surveys/{survey_id}/collectors/issued")
        faults = list(saved.faults)
    sentences = fault_sentences(faults[:MOST_FAULTS], desk)
    more = max(len(faults) - MOST_FAULTS, 0)
    return _page(desk, survey_id, pasted=text, faults=sentences, more=more, status=422)


def _page(  # noqa: PLR0913 - what the page shows, by name
    desk: Desk,
    survey_id: int,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    pasted: str = "",
    faults: list[str] | None = None,
    more: int = 0,
) -> Response:
    survey = survey_header(desk.context, survey_id)
    wanted = read_wanted(request.args)
    found = list_lines(desk.context, survey_id, wanted)
    room = f"/staff/surveys/{survey_id}/collectors/issued"
    return desk.render(
        "collectors/issued.html",
        status=status,
        survey=survey,
        room=room,
        wanted_words=wanted.words,
        found=found,
        shown={line.code: shown_number(line) for line in found.lines},
        typed=typed or {},
        errors=error_sentences(errors or {}, desk),
        pasted=pasted,
        faults=faults or [],
        more=more,
        here_page=list_address(room, wanted, found.page),
        before=list_address(room, wanted, found.page - 1) if found.page > 1 else "",
        after=list_address(room, wanted, found.page + 1) if found.page < found.pages else "",
    )


def shown_number(line: CollectorLine) -> str:
    """The number issued as its field shows it."""
    return "" if line.issued is None else str(line.issued)
