"""The codebook of a survey: its topics, and how many of those who wrote speak of each."""

from flask import Response

from survey_app.refusals import sentence
from survey_app.services.comments.codebook import (
    TopicForm,
    copy_codebook,
    create_topic,
    merge_topics,
    read_codebook,
    rename_topic,
)
from survey_app.services.comments.topic_shares import read_shares
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.survey_header import survey_header
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

REVIEW = Permission.REVIEW_COMMENTS
BAD_FIELDS = {
    "bad_topic": "label",
    "bad_topic_code": "code",
    "topic_taken": "code",
    "too_many_topics": "label",
}


@area.get("/surveys/<int:survey_id>/comments/topics", permission=REVIEW)
def codebook(desk: Desk, survey_id: int) -> Response:
    """The topics with their shares."""
    return _show(desk, survey_id)


@area.post("/surveys/<int:survey_id>/comments/topics", permission=REVIEW)
def add(desk: Desk, survey_id: int) -> Response:
    """Add a topic."""
    try:
        create_topic(desk.context, survey_id, _form(desk))
    except Refusal as refusal:
        return _again(desk, survey_id, refusal)
    desk.flash(desk.say("The topic is in the codebook."))
    return _back(desk, survey_id)


@area.post("/surveys/<int:survey_id>/comments/topics/<code>", permission=REVIEW)
def rename(desk: Desk, survey_id: int, code: str) -> Response:
    """Give a topic another name."""
    try:
        rename_topic(desk.context, survey_id, code, _form(desk))
    except Refusal as refusal:
        return _again(desk, survey_id, refusal)
    desk.flash(desk.say("The topic has its new name."))
    return _back(desk, survey_id)


@area.post("/surveys/<int:survey_id>/comments/topics/<code>/merge", permission=REVIEW)
def merge(desk: Desk, survey_id: int, code: str) -> Response:
    """Make one topic of two; the form asked before."""
    merge_topics(desk.context, survey_id, code, desk.form.get("into", ""))
    desk.flash(desk.say("The two topics are one now."))
    return _back(desk, survey_id)


@area.post("/surveys/<int:survey_id>/comments/copy-topics", permission=REVIEW)
def copy(desk: Desk, survey_id: int) -> Response:
    """Take over the topics of another survey."""
    source = desk.form.get("source", "")
    number = int(source) if source.isascii() and source.isdigit() and len(source) < 9 else 0
    count = copy_codebook(desk.context, survey_id, number)
    desk.flash(desk.say("%(count)s topics were copied.", count=count))
    return _back(desk, survey_id)


def _form(desk: Desk) -> TopicForm:
    form = desk.form
    return TopicForm(form.get("label", ""), form.get("code", ""), form.get("description", ""))


def _back(desk: Desk, survey_id: int) -> Response:
    return desk.redirect(f"/staff/surveys/{survey_id}/comments/topics")


def _again(desk: Desk, survey_id: int, refusal: Refusal) -> Response:
    """The page again with what was typed and what is wrong with it."""
    if refusal.code not in BAD_FIELDS:
        raise refusal
    errors = {BAD_FIELDS[refusal.code]: sentence(refusal, desk.language)}
    return _show(desk, survey_id, errors, status=422)


def _show(
    desk: Desk, survey_id: int, errors: dict[str, str] | None = None, *, status: int = 200
) -> Response:
    book = read_codebook(desk.context, survey_id)
    return desk.render(
        "comments/topics.html",
        status=status,
        survey=survey_header(desk.context, survey_id),
        book=book,
        source_options=[(number, f"{title} ({count})") for number, title, count in book.others],
        shares=read_shares(desk.context, survey_id),
        typed=_form(desk),
        errors=errors or {},
    )
