"""The queue of comments: read them, accept or hide them, cover words, give topics."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Response, request

from survey_app.refusals import sentence
from survey_app.services.comments.pages import CommentPage, read_comments
from survey_app.services.comments.review_comment import (
    Place,
    code_comment,
    cover_words,
    set_state,
    uncover,
    undo,
)
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.survey_header import survey_header
from survey_app.web.backoffice.comments.forms import (
    read_back,
    read_place,
    read_query,
    read_spans,
    write_back,
    write_query,
)
from survey_app.web.shared.staff.area import area
from survey_app.web.shared.staff.desk import Desk

REVIEW = Permission.REVIEW_COMMENTS
TOLD = ("comment_changed", "nothing_to_cover", "nothing_to_undo", "unknown_topic", "unknown_step")
"""Refusals after which the page shows how things stand now, instead of an error page."""

SENTENCES: Mapping[str, str] = {
    "accept": "Accepted.",
    "hide": "Hidden: it reaches no briefing.",
    "reopen": "Put back among those to review.",
    "cover": "The words are covered.",
    "uncover": "The words are shown as they were written.",
    "topics": "The topics are saved.",
}
UNDOABLE = ("accept", "hide", "reopen", "cover", "uncover")


@area.get("/surveys/<int:survey_id>/comments", permission=REVIEW)
def queue(desk: Desk, survey_id: int) -> Response:
    """A page of the queue."""
    survey = survey_header(desk.context, survey_id)
    page = read_comments(desk.context, survey_id, read_query(request.args))
    return desk.render(
        "comments/queue.html",
        survey=survey,
        page=page,
        back=write_back(page.query),
        options=options(desk, page),
        link=lambda **changes: "?" + write_query(page.query, **changes),
    )


def options(desk: Desk, page: CommentPage) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, each with the number of its comments."""
    states = {
        "new": desk.say("To review"),
        "accepted": desk.say("Accepted by review"),
        "hidden": desk.say("Hidden"),
    }
    nowhere = desk.say("shown under no unit")
    return {
        "state": [(o.value, f"{states[o.value]} ({o.count})") for o in page.states],
        "item": [(o.value, f"{o.text} ({o.count})") for o in page.items],
        "unit": [(o.value, f"{o.text or nowhere} ({o.count})") for o in page.units],
        "topic": [(o.value, o.text) for o in page.topics],
    }


@area.post("/surveys/<int:survey_id>/comments/<uuid:comment_id>", permission=REVIEW)
def step(desk: Desk, survey_id: int, comment_id: UUID) -> Response:
    """Take a step on a comment and go on to the next one."""
    place = read_place(desk.form, survey_id, comment_id)
    name = desk.form.get("step", "")
    try:
        STEPS.get(name, _unknown)(desk, place)
    except Refusal as refusal:
        return _stay(desk, place, refusal)
    address = f"/staff/surveys/{survey_id}/comments"
    back = write_back(read_back(desk.form.get("back", "")))
    path = f"{address}/{comment_id}/undo?version={place.version + 1}"
    desk.flash(desk.say(SENTENCES[name]), undo=path if name in UNDOABLE else "")
    return desk.redirect(f"{address}?{back}{_mark(desk.form.get('next', ''))}")


@area.post("/surveys/<int:survey_id>/comments/<uuid:comment_id>/undo", permission=REVIEW)
def undo_step(desk: Desk, survey_id: int, comment_id: UUID) -> Response:
    """Take the last step on a comment back and show the comment."""
    place = read_place(request.args, survey_id, comment_id)
    try:
        undo(desk.context, place)
    except Refusal as refusal:
        return _stay(desk, place, refusal)
    desk.flash(desk.say("Taken back."))
    return desk.redirect(f"/staff/surveys/{survey_id}/comments?focus={comment_id}")


def _unknown(desk: Desk, place: Place) -> None:
    del desk, place
    raise Refusal("unknown_step")


STEPS: Mapping[str, Callable[[Desk, Place], None]] = {
    "accept": lambda desk, place: set_state(desk.context, place, "accept"),
    "hide": lambda desk, place: set_state(desk.context, place, "hide"),
    "reopen": lambda desk, place: set_state(desk.context, place, "reopen"),
    "cover": lambda desk, place: cover_words(
        desk.context, place, read_spans(desk.form), desk.form.get("phrase", "")
    ),
    "uncover": lambda desk, place: uncover(desk.context, place),
    "topics": lambda desk, place: code_comment(desk.context, place, desk.form.getlist("topic")),
}


def _stay(desk: Desk, place: Place, refusal: Refusal) -> Response:
    """Show the comment as it is now, and say why the step was not taken."""
    if refusal.code not in TOLD:
        raise refusal
    desk.flash(sentence(refusal, desk.language), kind="warning")
    back = read_back(desk.form.get("back", ""))
    query = write_query(back, focus=place.comment_id)
    return desk.redirect(f"/staff/surveys/{place.survey_id}/comments?{query}")


def _mark(following: str) -> str:
    """The place on the page where the next comment stands."""
    try:
        return f"#c-{UUID(following)}"
    except ValueError:
        return "#queue"
