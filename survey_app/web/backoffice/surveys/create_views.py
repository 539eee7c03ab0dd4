"""New surveys: from the library, from a file, as a copy, as a new wave."""

from flask import Response, request

from questionnaires.reader.yaml_text import MAX_BYTES
from survey_app.services.permissions import Permission
from survey_app.services.survey_header import survey_header
from survey_app.services.surveys.check_upload import UploadReport, check_upload
from survey_app.services.surveys.create_survey import (
    NewSurvey,
    changes_since,
    create_survey,
    library_questionnaire,
    list_library,
    questionnaire_of,
    surveys_of_form,
)
from survey_app.services.surveys.overview import owner_units
from survey_app.services.surveys.questionnaire_facts import questionnaire_facts
from survey_app.services.surveys.questionnaire_files import (
    QuestionnaireFile,
    file_of_library,
    file_of_survey,
)
from survey_app.services.surveys.unpack_upload import UploadFile
from survey_app.services.surveys.wave_series import list_waves
from survey_app.web.backoffice.surveys.carried import pack, unpack
from survey_app.web.backoffice.surveys.forms import read_number
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

UPLOAD_LIMIT = 8 * MAX_BYTES
SURVEYS = "/staff/surveys"


@area.get("/surveys/new", permission=Permission.MANAGE_SURVEYS)
def new(desk: Desk) -> Response:
    """The ways to a new survey."""
    return desk.render(
        "surveys/new.html",
        library=list_library(),
        units=owner_units(desk.context, desk.staff),
    )


@area.post("/surveys/new/library", permission=Permission.MANAGE_SURVEYS)
def from_library(desk: Desk) -> Response:
    """A draft of a shipped questionnaire."""
    questionnaire = library_questionnaire(desk.form.get("questionnaire", ""))
    wanted = NewSurvey(unit_code=unit_of(desk), origin="library")
    return _made(desk, create_survey(desk.context, questionnaire, wanted))


@area.get("/surveys/new/file", permission=Permission.MANAGE_SURVEYS)
def file_form(desk: Desk) -> Response:
    """Choose the files."""
    return _file_page(desk, read_number(request.args.get("wave_of")))


@area.post("/surveys/new/file", permission=Permission.MANAGE_SURVEYS, limit=UPLOAD_LIMIT)
def check_file(desk: Desk) -> Response:
    """The checker's whole report, before anything is saved."""
    uploaded = request.files.getlist("main") + request.files.getlist("sidecars")
    files = [
        UploadFile(file.filename, file.stream.read(MAX_BYTES + 1))
        for file in uploaded
        if file.filename
    ]
    report = check_upload(files, desk.language)
    return _file_page(desk, read_number(desk.form.get("wave_of")), report)


@area.post("/surveys/new/save", permission=Permission.MANAGE_SURVEYS, limit=UPLOAD_LIMIT)
def save_file(desk: Desk) -> Response:
    """Save the file that was checked as a draft."""
    questionnaire = unpack(desk, desk.form.get("checked", ""))
    wave_of = read_number(desk.form.get("wave_of")) or None
    wanted = NewSurvey(unit_code=unit_of(desk), wave_of=wave_of)
    return _made(desk, create_survey(desk.context, questionnaire, wanted))


@area.get("/surveys/library/<name>", permission=Permission.MANAGE_SURVEYS)
def library_file(desk: Desk, name: str) -> Response:
    """A shipped questionnaire as a file."""
    del desk
    return _file(file_of_library(name))


@area.get("/surveys/<int:survey_id>/questionnaire", permission=Permission.VIEW_SURVEYS)
def survey_file(desk: Desk, survey_id: int) -> Response:
    """The questionnaire of a survey as a file."""
    return _file(file_of_survey(desk.context, survey_id))


@area.get("/surveys/<int:survey_id>/copy", permission=Permission.MANAGE_SURVEYS)
def copy_form(desk: Desk, survey_id: int) -> Response:
    """Name the copy."""
    return _again_page(desk, survey_id, "surveys/copy.html")


@area.post("/surveys/<int:survey_id>/copy", permission=Permission.MANAGE_SURVEYS)
def copy(desk: Desk, survey_id: int) -> Response:
    """A draft with the same form."""
    wanted = NewSurvey(desk.form.get("title", ""), unit_of(desk), origin=f"survey:{survey_id}")
    questionnaire = questionnaire_of(desk.context, survey_id)
    return _made(desk, create_survey(desk.context, questionnaire, wanted))


@area.get("/surveys/<int:survey_id>/wave", permission=Permission.MANAGE_SURVEYS)
def wave_form(desk: Desk, survey_id: int) -> Response:
    """Name the new wave, or go on with another form."""
    return _again_page(desk, survey_id, "surveys/wave.html")


@area.post("/surveys/<int:survey_id>/wave", permission=Permission.MANAGE_SURVEYS)
def wave(desk: Desk, survey_id: int) -> Response:
    """The next wave with the same form."""
    wanted = NewSurvey(
        desk.form.get("title", ""), unit_of(desk), survey_id, origin=f"survey:{survey_id}"
    )
    questionnaire = questionnaire_of(desk.context, survey_id)
    return _made(desk, create_survey(desk.context, questionnaire, wanted))


def unit_of(desk: Desk) -> str | None:
    """The unit that is to run the survey: the chosen one, or the first of the person's own."""
    units = owner_units(desk.context, desk.staff)
    chosen = desk.form.get("unit")
    if chosen is not None and chosen in {unit.code for unit in units}:
        return chosen or None
    return units[0].code or None


def _file_page(desk: Desk, wave_of: int, report: UploadReport | None = None) -> Response:
    checked = report.questionnaire if report else None
    header = survey_header(desk.context, wave_of) if wave_of else None
    return desk.render(
        "surveys/file.html",
        status=422 if report and checked is None else 200,
        report=report,
        checked=pack(desk, checked) if checked else "",
        facts=questionnaire_facts(checked) if checked else None,
        known=surveys_of_form(desk.context, checked) if checked else (),
        changes=changes_since(desk.context, wave_of, checked) if checked and header else (),
        wave=header,
        units=owner_units(desk.context, desk.staff),
    )


def _again_page(desk: Desk, survey_id: int, template: str) -> Response:
    questionnaire = questionnaire_of(desk.context, survey_id)
    return desk.render(
        template,
        survey=survey_header(desk.context, survey_id),
        facts=questionnaire_facts(questionnaire),
        waves=list_waves(desk.context, survey_id),
        units=owner_units(desk.context, desk.staff),
    )


def _made(desk: Desk, survey_id: int) -> Response:
    desk.flash(desk.say("Saved as a draft. Nobody can answer it before it is opened."))
    return desk.redirect(f"{SURVEYS}/{survey_id}")


def _file(found: QuestionnaireFile) -> Response:
    reply = Response(found.content, mimetype=found.media_type)
    reply.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return reply
