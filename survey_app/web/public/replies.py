"""The pages a posted form can be answered with; each keeps what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Request, Response
from markupsafe import Markup

from questionnaires.problem import Problem
from survey_app.web.public.carry import Carry
from survey_app.web.public.mark_up import Frame, render
from survey_app.web.public.posted import printable
from survey_app.web.public.problems import ProblemView, errors_by_field, item_of, problem_views
from survey_app.web.public.screen_pages import ScreenState
from survey_app.web.public.sheet import Sheet
from survey_app.web.public.site import Site, order_variant, requested_language, sibling_id
from survey_app.web.public.walk import BEYOND, may_go_on, page_numbers, screen_with
from survey_app.web.shared.fresh_ids import fresh_id
from survey_app.web.shared.spliced import SplicedPage
from survey_app.wording import say


@dataclass(frozen=True, slots=True)
class Replies:
    """Makes the answer to one request about one sheet."""

    site: Site
    request: Request
    sheet: Sheet

    @property
    def language(self) -> str:
        """The language this person reads in."""
        return requested_language(self.request, self.sheet.page)

    @property
    def _submission_id(self) -> UUID:
        return self.sheet.posted.submission_id or fresh_id()

    @property
    def _token(self) -> str:
        return self.site.tokens.keep(self.sheet.page.code, self.sheet.posted.token)

    @property
    def _typed(self) -> Mapping[str, tuple[str, ...]]:
        return printable(self.sheet.posted.all_fields)

    def kind(self, name: str) -> Response:
        """A page that says one thing."""
        return self.site.kind(self.request, name, page=self.sheet.page)

    def consent(self, text: str = "") -> Response:
        """The consent page; with a text, that text as a fault (422)."""
        problems = [ProblemView(text)] if text else []
        page = self.site.screens.consent(self.sheet.page, self.language, problems)
        carry = Carry(self.sheet.posted.is_live, (), self._typed)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if text else HTTPStatus.OK
        return self._form(page, self._submission_id, carry, status)

    def screen(
        self,
        index: int,
        problems: Sequence[Problem] = (),
        notices: Sequence[ProblemView] = (),
        *,
        status: int = HTTPStatus.OK,
    ) -> Response:
        """The screen of this index with what was typed in it, and what is wrong."""
        sheet, typed, submission_id = self.sheet, self._typed, self._submission_id
        screen = sheet.screens[index]
        number, total = page_numbers(sheet.screens, index)
        state = ScreenState(
            questionnaire=sheet.questionnaire,
            version_hash=sheet.page.version_hash,
            screen=screen,
            number=number,
            total=total,
            is_last=self._is_last(index),
            variant=order_variant(submission_id),
            answers=sheet.answers,
            fields=typed,
            problems=[*notices, *problem_views(sheet.questionnaire, problems, screen.item_ids)],
            errors=errors_by_field(problems),
        )
        here = set(screen.item_ids)
        others = {name: values for name, values in typed.items() if item_of(name) not in here}
        carry = Carry(sheet.posted.is_live, screen.item_ids, others)
        return self._form(self.site.screens.screen(state), submission_id, carry, status)

    def problems(self, problems: Sequence[Problem]) -> Response:
        """The first screen that has one of these problems, or the one that was sent (422)."""
        index = screen_with(self.sheet.screens, {item_of(problem.where) for problem in problems})
        place = self._here() if index is None else index
        return self.screen(place or 0, problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def refused(self, text: str, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> Response:
        """The screen that was sent once more, with a sentence about the form as a whole."""
        place = self._here()
        if BEYOND in self.sheet.posted.shown:
            return self.end(text, status=status)
        if place is None:
            return self.consent(text)
        return self.screen(place, notices=[ProblemView(text)], status=status)

    def end(self, text: str = "", *, status: int = HTTPStatus.OK) -> Response:
        """The page after the last question, where only sending is left."""
        page = self.sheet.page
        problems = [ProblemView(text)] if text else []
        heading = say("Send my answers", self.language)
        frame = Frame(self.language, heading, page.demonstration)
        carry = Carry(self.sheet.posted.is_live, (BEYOND,), self._typed)
        return self._form(
            render("end.html", frame, problems=problems), self._submission_id, carry, status
        )

    def done(self, receipt: str) -> Response:
        """The thanks, with the receipt in the body only."""
        page = self.site.screens.done(self.sheet.page, self.language, has_receipt=True)
        return self.site.answer(self.request, page, receipt.encode())

    def conflict(self) -> Response:
        """The page that says this id is taken by other answers, and keeps these."""
        page = self.sheet.page
        carry = Carry(self.sheet.posted.is_live, (BEYOND,), self._typed)
        packed, token = self.site.pack(page, carry), self._token
        frame = Frame(
            self.language,
            say("This sheet was sent already", self.language),
            page.demonstration,
        )
        made = render(
            "conflict.html",
            frame,
            same=self._fields(self._submission_id, packed, token),
            another=self._fields(sibling_id(self._submission_id), packed, token),
        )
        return self.site.answer(self.request, made, status=HTTPStatus.CONFLICT)

    def _fields(self, submission_id: UUID, packed: str, token: str) -> Markup:
        piece = self.site.piece(self.sheet.page, submission_id, packed, token)
        return Markup(piece.decode())  # noqa: S704 - our own hidden fields

    def _is_last(self, index: int) -> bool:
        screens = self.sheet.screens
        is_at_end = index == len(screens) - 1
        return is_at_end and not may_go_on(self.sheet.questionnaire, screens[index])

    def _here(self) -> int | None:
        return screen_with(self.sheet.screens, self.sheet.posted.shown)

    def _form(self, made: SplicedPage, submission_id: UUID, carry: Carry, status: int) -> Response:
        page = self.sheet.page
        piece = self.site.piece(page, submission_id, self.site.pack(page, carry), self._token)
        return self.site.answer(self.request, made, piece, status=status)
