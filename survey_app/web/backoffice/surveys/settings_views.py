"""The settings of a survey, and opening it again."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, request

from survey_app.refusals import sentence
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.survey_header import survey_header
from survey_app.services.surveys.quota_caps import group_names
from survey_app.services.surveys.settings import (
    SettingsSheet,
    change_settings,
    read_settings,
    rename_survey,
)
from survey_app.services.surveys.state import reopen_survey
from survey_app.web.backoffice.surveys.forms import (
    SENTENCES,
    Errors,
    Raw,
    posted_raw,
    printable,
    raw_of,
    read_number,
    read_settings_form,
    read_stop,
)
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

SURVEYS = "/staff/surveys"
TITLE_CODES = frozenset({"title_missing", "title_too_long", "bad_characters"})
REASON_CODES = frozenset({"reason_missing", "reason_too_long", "bad_characters"})


@area.get("/surveys/<int:survey_id>/settings", permission=Permission.MANAGE_SURVEYS)
def settings_form(desk: Desk, survey_id: int) -> Response:
    """The settings as they stand."""
    sheet = read_settings(desk.context, survey_id)
    return _settings_page(desk, sheet, raw_of(sheet.settings), {})


@area.post("/surveys/<int:survey_id>/settings", permission=Permission.MANAGE_SURVEYS)
def settings(desk: Desk, survey_id: int) -> Response:
    """Save the settings; where somebody else did meanwhile, both versions are shown."""
    sheet = read_settings(desk.context, survey_id)
    raw = posted_raw(desk.form, sheet)
    wanted, errors = read_settings_form(raw, sheet)
    if errors.codes:
        return _settings_page(desk, sheet, raw, _words(desk, errors))
    version = read_number(desk.form.get("version"))
    try:
        current = change_settings(desk.context, survey_id, wanted, version=version)
    except Refusal as refusal:
        return _settings_page(desk, sheet, raw, _refused(desk, refusal))
    if current is not None:
        return _conflict_page(desk, current, raw)
    before = sheet.settings.title
    undo = f"{SURVEYS}/{survey_id}/rename?{urlencode({'title': before})}"
    is_renamed_only = wanted == replace(sheet.settings, title=wanted.title) != sheet.settings
    desk.flash(desk.say("The settings are saved."), undo=undo if is_renamed_only else "")
    return desk.redirect(f"{SURVEYS}/{survey_id}")


@area.post("/surveys/<int:survey_id>/rename", permission=Permission.MANAGE_SURVEYS)
def rename(desk: Desk, survey_id: int) -> Response:
    """Give a survey the name of the address: the undoing of a change of it."""
    rename_survey(desk.context, survey_id, request.args.get("title", ""))
    desk.flash(desk.say("The settings are saved."))
    return desk.redirect(f"{SURVEYS}/{survey_id}")


@area.get("/surveys/<int:survey_id>/reopen", permission=Permission.MANAGE_SURVEYS)
def reopen_form(desk: Desk, survey_id: int) -> Response:
    """Ask for the reason and for limits that are not reached yet."""
    sheet = read_settings(desk.context, survey_id)
    return _reopen_page(desk, sheet, {**raw_of(sheet.settings), "reason": ""}, {})


@area.post("/surveys/<int:survey_id>/reopen", permission=Permission.MANAGE_SURVEYS)
def reopen(desk: Desk, survey_id: int) -> Response:
    """Open a survey again that was over."""
    sheet = read_settings(desk.context, survey_id)
    raw = {**posted_raw(desk.form, sheet), "reason": desk.form.get("reason", "")}
    errors = Errors()
    stop = read_stop(raw, errors)
    if errors.codes:
        return _reopen_page(desk, sheet, raw, _words(desk, errors))
    try:
        reopen_survey(desk.context, survey_id, raw["reason"], stop)
    except Refusal as refusal:
        name = "reason" if refusal.code in REASON_CODES else "close_day"
        if refusal.code not in REASON_CODES | {"limit_still_reached"}:
            raise
        return _reopen_page(desk, sheet, raw, {name: sentence(refusal, desk.language)})
    desk.flash(desk.say("The survey is open again; the reason is in the audit log."))
    return desk.redirect(f"{SURVEYS}/{survey_id}")


def _settings_page(desk: Desk, sheet: SettingsSheet, raw: Raw, errors: dict[str, str]) -> Response:
    return desk.render(
        "surveys/settings.html",
        status=422 if errors else 200,
        survey=survey_header(desk.context, sheet.survey_id),
        names=group_names(sheet.questionnaire),
        sheet=sheet,
        raw={name: printable(value) for name, value in raw.items()},
        errors=errors,
    )


def _conflict_page(desk: Desk, sheet: SettingsSheet, mine: Raw) -> Response:
    theirs = raw_of(sheet.settings)
    differing = [name for name in theirs if theirs[name] != mine[name]]
    return desk.render(
        "surveys/conflict.html",
        status=409,
        survey=survey_header(desk.context, sheet.survey_id),
        sheet=sheet,
        mine={name: printable(value) for name, value in mine.items()},
        theirs=theirs,
        differing=differing,
    )


def _reopen_page(desk: Desk, sheet: SettingsSheet, raw: Raw, errors: dict[str, str]) -> Response:
    return desk.render(
        "surveys/reopen.html",
        status=422 if errors else 200,
        survey=survey_header(desk.context, sheet.survey_id),
        sheet=sheet,
        raw={name: printable(value) for name, value in raw.items()},
        errors=errors,
    )


def _words(desk: Desk, errors: Errors) -> dict[str, str]:
    return {name: desk.say(SENTENCES[code]) for name, code in errors.codes.items()}


def _refused(desk: Desk, refusal: Refusal) -> dict[str, str]:
    """The words beside each field; a refusal that is of no field goes on up."""
    if refusal.code in TITLE_CODES:
        return {"title": sentence(refusal, desk.language)}
    if refusal.code != "bad_settings":
        raise refusal
    names = {"close_at": "close_day"}
    errors = Errors()
    for problem in refusal.problems:
        errors.add(names.get(problem.where, problem.where), problem.code)
    return _words(desk, errors)
