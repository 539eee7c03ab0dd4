"""The citizen's pages for somebody who tries them out: the same code, sending switched off."""

from dataclasses import dataclass

from flask import Request, Response
from markupsafe import escape

from survey_app.services.answering.collector_page import CollectorPage
from survey_app.services.answering.submit_response import Result, Submission
from survey_app.services.context import Context
from survey_app.services.surveys.preview_survey import preview_submission
from survey_app.web.public.carry import Carrier
from survey_app.web.public.form_token import FormTokens, TokenState
from survey_app.web.public.posted import read_posted
from survey_app.web.public.screen_pages import ScreenPages
from survey_app.web.public.site import Site, requested_language
from survey_app.web.public.steps import take_step
from survey_app.web.shared.assets import page_style
from survey_app.web.shared.form_body import Fields
from survey_app.web.shared.fresh_ids import fresh_id
from survey_app.web.shared.headers import content_security_policy
from survey_app.web.shared.spliced import SplicedPage
from survey_app.wording import say


class FixedToken(FormTokens):
    """Puts the token of the one who looks into every form; the area has checked it before."""

    def __init__(self, context: Context, token: str) -> None:
        super().__init__(context.settings.secret_key, context.clock)
        self._token = token

    def issue(self, collector_code: str) -> str:
        """Return the one token."""
        del collector_code
        return self._token

    def keep(self, collector_code: str, token: str) -> str:
        """Return the one token."""
        del collector_code, token
        return self._token

    def check(self, collector_code: str, token: str) -> TokenState:
        """Take what the area let through."""
        del collector_code, token
        return TokenState.GOOD


@dataclass(frozen=True, slots=True)
class PreviewSite(Site):
    """The citizen's site of one survey that somebody tries out."""

    page: CollectorPage

    def submit(self, submission: Submission) -> Result:
        """Check the sheet and throw it away."""
        return preview_submission(self.page, submission)

    def answer(
        self, request: Request, page: SplicedPage, piece: bytes = b"", *, status: int = 200
    ) -> Response:
        """Return a page marked as a trial, whose links and script stay within it."""
        notice = escape(say("Trial: answers are not sent.", requested_language(request, self.page)))
        body = (
            page.plain(piece)
            .replace(b"<body>", f'<body><p class="d">{notice}</p>'.encode(), 1)
            .replace(b"<main data-ydan>", b'<main data-ydan="same-origin">', 1)
            .replace(f'href="/s/{self.page.code}?'.encode(), b'href="?')
        )
        reply = Response(body, status, self.headers)
        reply.headers["Content-Length"] = str(len(body))
        return reply


class TrialPages:
    """The citizen's pages as the staff's side shows them (`web.shared.citizen_preview`)."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._screens = ScreenPages()

    def first(self, request: Request, page: CollectorPage, token: str) -> Response:
        """Return the consent page."""
        site = self._site(page, token)
        made = site.screens.consent(page, requested_language(request, page))
        return site.answer(request, made, site.piece(page, fresh_id()))

    def step(self, request: Request, page: CollectorPage, token: str, fields: Fields) -> Response:
        """Return the answer to a form."""
        site = self._site(page, token)
        return take_step(site, request, page, read_posted(fields, page, site.carrier))

    def _site(self, page: CollectorPage, token: str) -> PreviewSite:
        policy = content_security_policy([page_style().policy_hash])
        headers = (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),
            (
                "Content-Security-Policy",
                policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
            ),
        )
        return PreviewSite(
            context=self._context,
            tokens=FixedToken(self._context, token),
            carrier=Carrier(self._context.settings.secret_key),
            screens=self._screens,
            headers=headers,
            gzip_headers=headers,
            page=page,
        )
