"""Make collectors: one, or one for every commune of a province."""

from flask import Response, request

from survey_app.refusals import sentence
from survey_app.services.collecting.bulk import make_collectors, name_units
from survey_app.services.collecting.channels import CHANNELS
from survey_app.services.collecting.choices import read_choices
from survey_app.services.collecting.make_collector import make_collector
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.collectors.forms import (
    CollectorForm,
    error_sentences,
    printable,
    read_collector_form,
)
from survey_app.web.backoffice.collectors.views import ROOM
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

NAMED = 5
"""How many of the communes that were skipped are named."""


@area.get(f"{ROOM}/new", permission=Permission.MANAGE_COLLECTORS)
def new_form(desk: Desk, survey_id: int) -> Response:
    """The form."""
    return _form(
        desk, survey_id, CollectorForm({"province": printable(request.args.get("province", ""))})
    )


@area.post(f"{ROOM}/new", permission=Permission.MANAGE_COLLECTORS)
def new(desk: Desk, survey_id: int) -> Response:
    """Make one collector."""
    form = read_collector_form(desk.form)
    if form.errors:
        return _form(desk, survey_id, form, status=422)
    try:
        code = make_collector(desk.context, form.one(survey_id))
    except Refusal as refusal:
        return _refused(desk, survey_id, form, refusal)
    desk.flash(desk.say("The QR code %(code)s was made.", code=code))
    return desk.redirect(f"/staff/surveys/{survey_id}/collectors/{code}")


@area.post(f"{ROOM}/all", permission=Permission.MANAGE_COLLECTORS)
def make_all(desk: Desk, survey_id: int) -> Response:
    """Make one for every commune of a province, or of the country."""
    form = read_collector_form(desk.form)
    province = None if form.raw.get("whole") == "yes" else form.raw.get("province", "")
    if form.errors:
        return _form(desk, survey_id, form, status=422)
    try:
        made = make_collectors(desk.context, form.all(survey_id, province))
    except Refusal as refusal:
        return _refused(desk, survey_id, form, refusal)
    if made.codes:
        desk.flash(desk.say("%(count)s QR codes were made.", count=len(made.codes)))
    if made.skipped:
        desk.flash(_skipped(desk, made.skipped), kind="warning")
    return desk.redirect(f"/staff/surveys/{survey_id}/collectors")


def _skipped(desk: Desk, units: tuple[str, ...]) -> str:
    names = "; ".join(name_units(desk.context, units[:NAMED]))
    more = len(units) - NAMED
    if more > 0:
        return desk.say(
            "%(count)s communes had a QR code of this channel already and got no other: %(names)s "
            "and %(more)s more.",
            count=len(units),
            names=names,
            more=more,
        )
    return desk.say(
        "%(count)s communes had a QR code of this channel already and got no other: %(names)s.",
        count=len(units),
        names=names,
    )


def _refused(desk: Desk, survey_id: int, form: CollectorForm, refusal: Refusal) -> Response:
    if refusal.code.startswith("unknown_") and refusal.code != "unknown_tag_code":
        raise refusal
    return _form(desk, survey_id, form, status=422, refused=sentence(refusal, desk.language))


def _form(
    desk: Desk, survey_id: int, form: CollectorForm, *, status: int = 200, refused: str = ""
) -> Response:
    return desk.render(
        "collectors/new.html",
        status=status,
        survey=survey_header(desk.context, survey_id),
        choices=read_choices(desk.context, survey_id, form.raw.get("province", "")),
        channels=CHANNELS,
        raw=form.raw,
        errors=error_sentences(form.errors, desk),
        refused=refused,
    )
