"""The phone's queue: `POST /api/v1/responses`, the same answer sheet as JSON."""

import json
from collections.abc import Sequence
from uuid import UUID

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from questionnaires.engine import read_json
from questionnaires.problem import Problem
from survey_app.services.answering.collector_page import CollectorPage, PageState
from survey_app.services.answering.submit_response import Kind, Result, Submission, submit
from survey_app.services.answering.unavailable import StoreUnavailableError
from survey_app.web.public.api_replies import api_problem, api_problems, api_reply
from survey_app.web.public.kind_pages import STATUS
from survey_app.web.public.sheet import standing_problems, unseen_problems
from survey_app.web.public.site import DEFAULT_LANGUAGE, Site
from survey_app.web.public.steps import RETRY_AFTER_S
from survey_app.web.public.views import find_page
from survey_app.web.shared.form_body import read_body
from survey_app.wording import say

JSON_TYPE = "application/json"


class Document(msgspec.Struct, frozen=True):
    """The document of §7; keys that later versions add are let through."""

    submission_id: UUID
    collector: str
    answers: dict[str, object]
    consent: bool = False
    language: str = DEFAULT_LANGUAGE


def add_api(app: Flask, site: Site) -> None:
    """Add the route of the queue: no cookie, no token, exactly once by `submission_id`."""

    def post_response() -> Response:
        try:
            document = parse_document(read_body(request, JSON_TYPE))
        except msgspec.ValidationError as error:
            return api_problems(site, [_shape_problem(error)])
        page = find_page(site, document.collector)
        if page is None:
            return api_problem(site, "unknown", 404, language=document.language, where="collector")
        return _take(site, page, document)

    app.add_url_rule("/api/v1/responses", "responses", post_response, methods=["POST"])


def parse_document(body: bytes) -> Document:
    """Return the document of a body.

    Raises BadRequest when it is no JSON (UTF-8, no key twice, not nested without end), and
    msgspec.ValidationError when it is JSON of another shape.
    """
    try:
        document = msgspec.json.decode(body)
        json.loads(body, object_pairs_hook=_refuse_twins)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BadRequest from error
    return msgspec.convert(document, Document)


def _refuse_twins(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _shape_problem(error: msgspec.ValidationError) -> Problem:
    """Say which key has the wrong shape; the message names keys and types, never a value."""
    fault = str(error)
    where = fault.partition("`$.")[2].partition("`")[0].partition("[")[0]
    text = say("The document has another shape: %(fault)s", DEFAULT_LANGUAGE, fault=fault)
    return Problem("bad_document", where, text)


def _take(site: Site, page: CollectorPage, document: Document) -> Response:
    asked = document.language
    language = asked if asked in page.questionnaire.shown_languages else page.questionnaire.language
    if not document.consent:
        text = say("Please choose whether you take part.", language)
        return api_problems(site, [Problem("consent", "consent", text)])
    questionnaire = page.questionnaire.in_language(language)
    answers, read_problems = read_json(questionnaire, document.answers)
    problems = unseen_problems(questionnaire, answers, read_problems)
    if problems:
        return api_problems(site, problems)
    try:
        result = submit(
            site.context, Submission(document.submission_id, page.code, language, answers)
        )
    except StoreUnavailableError:
        reply = api_problem(site, "unavailable", 503, language=language)
        reply.headers["Retry-After"] = str(RETRY_AFTER_S)
        return reply
    if result.kind is Kind.INVALID:
        return api_problems(site, standing_problems(questionnaire, answers, ()))
    return _told(site, page, result, language)


def _told(site: Site, page: CollectorPage, result: Result, language: str) -> Response:
    if result.kind is Kind.STORED:
        return api_reply(site, {"receipt": result.receipt}, 201)
    if result.kind is Kind.REPEATED:
        return api_reply(site, {"receipt": result.receipt}, 200)
    if result.kind is Kind.CONFLICT:
        text = say("This sheet was sent already", language)
        return api_problems(site, [Problem("conflict", "submission_id", text)], 409)
    is_retired = page.state is PageState.RETIRED
    name = PageState.RETIRED.value if is_retired else result.kind.value
    return api_problem(site, name, STATUS[name], language=language, where="collector")
