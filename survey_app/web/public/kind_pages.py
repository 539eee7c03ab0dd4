"""The kind pages: an answer that is no form, in the reader's language, with the right status."""

from functools import lru_cache
from http import HTTPStatus

from survey_app.web.public.mark_up import Frame, kinds, render
from survey_app.web.shared.spliced import SplicedPage

STATUS = {
    "unknown": HTTPStatus.NOT_FOUND,
    "not_found": HTTPStatus.NOT_FOUND,
    "closed": HTTPStatus.GONE,
    "full": HTTPStatus.GONE,
    "retired": HTTPStatus.GONE,
    "not_yet": HTTPStatus.FORBIDDEN,
    "declined": HTTPStatus.OK,
    "bad_form": HTTPStatus.BAD_REQUEST,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "wrong_method": HTTPStatus.METHOD_NOT_ALLOWED,
    "wrong_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "failure": HTTPStatus.INTERNAL_SERVER_ERROR,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}
BY_STATUS = {
    400: "bad_form",
    403: "not_found",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    414: "not_found",
    415: "wrong_type",
    500: "failure",
    503: "unavailable",
}


@lru_cache(maxsize=512)
def kind_page(
    name: str, language: str, *, is_demonstration: bool = False, again: str = ""
) -> SplicedPage:
    """Return the page of a kind; `again` is an address to start from once more."""
    heading, sentences = kinds(language)[name]
    frame = Frame(language, heading, is_demonstration)
    return render("kind.html", frame, is_kept=True, sentences=sentences, again=again)
