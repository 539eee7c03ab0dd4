"""A posted form to the page that answers it: on, back, or sent."""

from collections.abc import Callable, Mapping

from flask import Request, Response

from survey_app.services.answering.collector_page import CollectorPage, PageState
from survey_app.services.answering.submit_response import (
    Kind,
    Result,
    Submission,
    find_repeat,
)
from survey_app.services.answering.unavailable import StoreUnavailableError
from survey_app.web.public.form_token import TokenState
from survey_app.web.public.posted import Posted
from survey_app.web.public.replies import Replies
from survey_app.web.public.sheet import Sheet, read_sheet
from survey_app.web.public.site import Site, has_orders, order_variant, requested_language
from survey_app.web.public.walk import item_order, next_screen, screen_before
from survey_app.wording import say

RETRY_AFTER_S = 20


def take_step(site: Site, request: Request, page: CollectorPage, posted: Posted) -> Response:
    """Answer a citizen's form. Only `send` stores, and only a whole, valid sheet."""
    if posted.consent == "no":
        return site.kind(request, "declined", page=page, again=True)
    if page.state is not PageState.OPEN and posted.action != "send":
        return site.kind(request, page.state.value, page=page)
    sheet = read_sheet(page, posted, requested_language(request, page))
    replies = Replies(site, request, sheet)
    return _refusal(site, replies) or STEPS[posted.action](site, replies)


def _refusal(site: Site, replies: Replies) -> Response | None:
    posted, language = replies.sheet.posted, replies.language
    if posted.consent != "yes":
        return replies.consent(say("Please choose whether you take part.", language))
    if posted.is_carry_broken:
        return replies.refused(
            say("Earlier answers could not be read. Please go through the pages again.", language)
        )
    if posted.submission_id is None or not posted.action:
        return replies.refused(say("The form was damaged on its way. Please send again.", language))
    state = site.tokens.check(replies.sheet.page.code, posted.token)
    return None if state is TokenState.GOOD else _stale(site, replies)


def _stale(site: Site, replies: Replies) -> Response:
    """Answer a form whose token is too old or not ours; a repeat of a stored sheet comes first."""
    sheet = replies.sheet
    if sheet.posted.action == "send" and sheet.posted.submission_id is not None:
        code, answers = sheet.page.code, sheet.answers
        repeat = find_repeat(site.context, sheet.posted.submission_id, code, answers)
        if repeat is not None:
            return _told(replies, repeat)
    if sheet.page.state is not PageState.OPEN:
        return replies.kind(sheet.page.state.value)
    return replies.refused(
        say("This page is too old. Nothing is lost: please press once more.", replies.language)
    )


def _next(_site: Site, replies: Replies) -> Response:
    sheet = replies.sheet
    problems = sheet.problems_here()
    if problems:
        return replies.problems(problems)
    order = item_order(sheet.questionnaire)
    index = next_screen(sheet.screens, sheet.posted.shown, order)
    return replies.end() if index is None else replies.screen(index)


def _back(_site: Site, replies: Replies) -> Response:
    sheet = replies.sheet
    index = screen_before(sheet.screens, sheet.posted.shown, item_order(sheet.questionnaire))
    return replies.consent() if index is None else replies.screen(index)


def _send(site: Site, replies: Replies) -> Response:
    sheet = replies.sheet
    problems = sheet.problems_before_sending()
    if problems:
        return replies.problems(problems)
    try:
        result = site.submit(_submission(site, sheet, replies.language))
    except StoreUnavailableError:
        text = say(
            "The service is busy. Nothing is lost: send again in a minute.", replies.language
        )
        reply = replies.refused(text, status=503)
        reply.headers["Retry-After"] = str(RETRY_AFTER_S)
        return reply
    return _told(replies, result)


def _submission(site: Site, sheet: Sheet, language: str) -> Submission:
    submission_id = sheet.posted.submission_id
    if submission_id is None:
        raise ValueError("a sheet without an id is refused before it is sent")
    flags = (f"order:{order_variant(submission_id)}",) if has_orders(sheet.page) else ()
    code = sheet.page.code
    age = site.tokens.age_s(code, sheet.posted.token)
    return Submission(submission_id, code, language, sheet.answers, flags=flags, form_age_s=age)


def _told(replies: Replies, result: Result) -> Response:
    if result.kind in (Kind.STORED, Kind.REPEATED):
        return replies.done(result.receipt)
    if result.kind is Kind.CONFLICT:
        return replies.conflict()
    if result.kind is Kind.INVALID:
        return replies.problems(replies.sheet.problems_everywhere())
    is_retired = replies.sheet.page.state is PageState.RETIRED
    return replies.kind(PageState.RETIRED.value if is_retired else result.kind.value)


STEPS: Mapping[str, Callable[[Site, Replies], Response]] = {
    "next": _next,
    "back": _back,
    "send": _send,
}
