"""What the citizen's routes share: signing, kept pages, and answers with their headers."""

from dataclasses import dataclass
from uuid import UUID

from flask import Request, Response

from survey_app.services.answering.collector_page import CollectorPage
from survey_app.services.answering.submit_response import Result, Submission, submit
from survey_app.services.context import Context
from survey_app.web.public.carry import Carrier, Carry
from survey_app.web.public.form_token import FormTokens
from survey_app.web.public.kind_pages import STATUS, kind_page
from survey_app.web.public.screen_pages import ScreenPages
from survey_app.web.shared.assets import page_style
from survey_app.web.shared.fresh_ids import fresh_id
from survey_app.web.shared.headers import content_security_policy, security_headers
from survey_app.web.shared.ready_reply import ReadyReply
from survey_app.web.shared.spliced import SplicedPage

DEFAULT_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Site:
    """The citizen's pages of one application."""

    context: Context
    tokens: FormTokens
    carrier: Carrier
    screens: ScreenPages
    headers: tuple[tuple[str, str], ...]
    gzip_headers: tuple[tuple[str, str], ...]

    def piece(
        self, page: CollectorPage, submission_id: UUID, carry: str = "", token: str = ""
    ) -> bytes:
        """Return the hidden fields that are of this request only; all three are free of mark-up.

        `token` is that of the form before; without one this is the first page of a sheet.
        """
        token = token or self.tokens.issue(page.code)
        return (
            f'<input type="hidden" name="submission_id" value="{submission_id}">'
            f'<input type="hidden" name="csrf_token" value="{token}">'
            f'<input type="hidden" name="carry" value="{carry}">'
        ).encode()

    def pack(self, page: CollectorPage, carry: Carry) -> str:
        """Return a carry as text, bound to the collector and the version it runs."""
        return self.carrier.pack(carry, collector_code=page.code, version_hash=page.version_hash)

    def answer(
        self, request: Request, page: SplicedPage, piece: bytes = b"", *, status: int = 200
    ) -> Response:
        """Return a page as an answer that nothing on the way keeps, compressed if that is taken."""
        if "gzip" in request.environ.get("HTTP_ACCEPT_ENCODING", ""):
            return ReadyReply(page.gzip(piece), status, self.gzip_headers)
        return ReadyReply(page.plain(piece), status, self.headers)

    def submit(self, submission: Submission) -> Result:
        """Store an answer sheet, exactly once, or say why not."""
        return submit(self.context, submission)

    def kind(
        self, request: Request, name: str, *, page: CollectorPage | None = None, again: bool = False
    ) -> Response:
        """Return the kind page of this name; `again` offers the collector's first page."""
        language = requested_language(request, page)
        kind = kind_page(
            name,
            language,
            is_demonstration=page.demonstration if page else False,
            again=start_address(page.code, language) if page and again else "",
        )
        return self.answer(request, kind, status=STATUS[name])


def make_site(context: Context) -> Site:
    """Return the citizen's site of an application's context."""
    settings = context.settings
    policy = content_security_policy([page_style().policy_hash])
    is_https = settings.public_url.startswith("https://")
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Vary", "Accept-Encoding"),
        *security_headers(policy, is_https=is_https),
    )
    return Site(
        context=context,
        tokens=FormTokens(settings.secret_key, lambda: context.clock()),  # noqa: PLW0108 - the clock may be turned
        carrier=Carrier(settings.secret_key),
        screens=ScreenPages(settings.public_url),
        headers=headers,
        gzip_headers=(*headers, ("Content-Encoding", "gzip")),
    )


def start_address(code: str, language: str) -> str:
    """Return the address of a collector's first page."""
    return f"/s/{code}?lang={language}"


def requested_language(request: Request, page: CollectorPage | None) -> str:
    """Return the language asked for in the address, if there is one; else the default.

    Without a questionnaire the languages are those that have a catalogue of ours.
    """
    query = request.environ.get("QUERY_STRING", "")
    asked = request.args.get("lang", "") if query else ""
    if page is None:
        return "en" if asked == "en" else DEFAULT_LANGUAGE
    original = page.questionnaire
    return asked if asked in original.shown_languages else original.language


def order_variant(submission_id: UUID) -> int:
    """Return which of the eight orders of choices this sheet shows: it follows from its id."""
    return submission_id.int % 8


def sibling_id(submission_id: UUID) -> UUID:
    """Return a new random id that stands for the same order of choices as this one."""
    return UUID(int=(fresh_id().int & ~7) | order_variant(submission_id))


def has_orders(page: CollectorPage) -> bool:
    """Tell whether any question of the survey changes the order of its choices."""
    return any(getattr(item, "order", "fixed") != "fixed" for item in page.questionnaire.items)
