"""Files that take their time: asked for, followed, fetched."""

from flask import Response, send_file

from survey_app.jobs.queue import enqueue
from survey_app.services.jobs.ask import retry_job
from survey_app.services.jobs.progress import get_job, get_result
from survey_app.services.notices.ask import ask_notices
from survey_app.services.permissions import Permission
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.collectors.forms import read_wanted
from survey_app.web.backoffice.collectors.views import ROOM
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

JOB = "/jobs/<int:job_id>"


@area.post(f"{ROOM}/notices", permission=Permission.MANAGE_COLLECTORS)
def notices(desk: Desk, survey_id: int) -> Response:
    """Ask for the notices of what the list shows, as one PDF."""
    job_id = ask_notices(desk.context, survey_id, read_wanted(desk.form))
    enqueue(desk.context, job_id)
    return desk.redirect(f"/staff/jobs/{job_id}")


@area.get(JOB, permission=Permission.MANAGE_COLLECTORS)
def job(desk: Desk, job_id: int) -> Response:
    """How far it is; the page looks again by itself, with or without a script."""
    found = get_job(desk.context, job_id)
    template = "collectors/job_live.html" if desk.is_fragment else "collectors/job.html"
    return desk.render(template, job=found, survey=survey_header(desk.context, found.survey_id))


@area.post(f"{JOB}/retry", permission=Permission.MANAGE_COLLECTORS)
def retry(desk: Desk, job_id: int) -> Response:
    """Try a failed or interrupted one again."""
    retry_job(desk.context, job_id)
    enqueue(desk.context, job_id)
    return desk.redirect(f"/staff/jobs/{job_id}")


@area.get(f"{JOB}/file", permission=Permission.MANAGE_COLLECTORS)
def job_file(desk: Desk, job_id: int) -> Response:
    """The finished file, if the person may still see all of what is in it."""
    result = get_result(desk.context, job_id)
    reply = send_file(
        result.path,
        mimetype=result.content_type,
        as_attachment=True,
        download_name=result.name,
        conditional=False,
    )
    reply.headers["Cache-Control"] = "no-store"
    return reply
