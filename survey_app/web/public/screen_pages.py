"""The forms: the consent page and every screen, rendered once where nothing personal is on them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError

from questionnaires.engine import Answers, Screen
from questionnaires.model import GridItem, Questionnaire
from questionnaires.model.items import AnyItem
from survey_app.services.answering.collector_page import CollectorPage
from survey_app.web.public.field_views import Filled, ItemView, item_view
from survey_app.web.public.mark_up import Frame, render
from survey_app.web.public.preview_card import Preview, make_preview
from survey_app.web.public.problems import ProblemView
from survey_app.web.shared.form_body import Fields
from survey_app.web.shared.kept_pages import KeptPages
from survey_app.web.shared.spliced import SplicedPage
from survey_app.wording import say


@dataclass(frozen=True, slots=True)
class Language:
    """A language to switch to, under its own name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ScreenState:
    """One screen for one person: where it stands, what is known, typed and wrong."""

    questionnaire: Questionnaire
    version_hash: str
    screen: Screen
    number: int
    total: int
    is_last: bool
    variant: int
    answers: Answers
    fields: Fields = field(default_factory=dict)
    problems: Sequence[ProblemView] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


def own_name(language: str) -> str:
    """Return what a language is called by those who speak it, or its code."""
    try:
        name = Locale.parse(language, sep="-").get_language_name(language)
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:] if name else language


class ScreenPages:
    """Makes the forms' pages and keeps those that are the same for everybody.

    `public_url` is what a shared link begins with; without one no page has a preview.
    """

    def __init__(self, public_url: str = "") -> None:
        self._kept = KeptPages()
        self._public_url = public_url

    def consent(
        self, page: CollectorPage, language: str, problems: Sequence[ProblemView] = ()
    ) -> SplicedPage:
        """Return the consent page of a collector."""
        if problems:
            return _consent(page, language, problems, is_kept=False)
        key = ("consent", page.version_hash, language, page.code, page.place, page.close_at)
        return self._kept.page(key, lambda: self._kept_consent(page, language))

    def _kept_consent(self, page: CollectorPage, language: str) -> SplicedPage:
        preview = make_preview(self._public_url, page, language) if self._public_url else None
        return _consent(page, language, (), is_kept=True, preview=preview)

    def done(self, page: CollectorPage, language: str, *, has_receipt: bool) -> SplicedPage:
        """Return the thanks; the receipt, if there is one, is spliced in."""
        key = ("done", page.version_hash, language, page.code, has_receipt)
        return self._kept.page(key, lambda: _done(page, language, has_receipt=has_receipt))

    def screen(self, state: ScreenState) -> SplicedPage:
        """Return a screen with its fields filled from what was typed."""
        ids = set(state.screen.item_ids)
        is_filled = any(name.partition(".")[0] in ids for name in state.fields)
        items = [state.questionnaire.item(item_id) for item_id in state.screen.item_ids]
        is_own = any(_has_places(state.questionnaire, item) for item in items)
        if is_filled or state.problems or is_own:
            return _screen(state, is_kept=False)
        key = (
            state.version_hash,
            state.questionnaire.language,
            state.screen.item_ids,
            json.dumps(state.screen.conditions, sort_keys=True),
            (state.number, state.total, state.is_last, state.variant),
        )
        return self._kept.page(key, lambda: _screen(state, is_kept=True))


def _consent(
    page: CollectorPage,
    language: str,
    problems: Sequence[ProblemView],
    *,
    is_kept: bool,
    preview: Preview | None = None,
) -> SplicedPage:
    questionnaire = page.questionnaire.in_language(language)
    codes = page.questionnaire.shown_languages
    return render(
        "consent.html",
        Frame(language, questionnaire.title, page.demonstration),
        is_kept=is_kept,
        questionnaire=questionnaire,
        place=page.unit_name,
        problems=problems,
        preview=preview,
        languages=[Language(code, own_name(code)) for code in codes] if len(codes) > 1 else [],
    )


def _done(page: CollectorPage, language: str, *, has_receipt: bool) -> SplicedPage:
    return render(
        "done.html",
        Frame(language, say("Your sheet has been sent", language), page.demonstration),
        is_kept=True,
        questionnaire=page.questionnaire.in_language(language),
        has_receipt=has_receipt,
        again=f"/s/{page.code}?lang={language}",
    )


def _has_places(questionnaire: Questionnaire, item: AnyItem) -> bool:
    """Tell whether a text of an item may hold earlier answers, `{q1}`."""
    rows = [row.text for row in item.rows] if isinstance(item, GridItem) else []
    choices = [choice.text for choice in questionnaire.choices_of(item)]
    texts = (item.text, getattr(item, "hint", ""), *rows, *choices)
    return any("{" in text for text in texts)


def _views(state: ScreenState) -> list[ItemView]:
    filled = Filled(
        state.questionnaire, state.fields, state.errors, state.variant, answers=state.answers
    )
    views = []
    for item_id in state.screen.item_ids:
        tree = state.screen.conditions.get(item_id)
        show = json.dumps(tree, ensure_ascii=False, separators=(",", ":")) if tree else ""
        views.append(item_view(state.questionnaire.item(item_id), filled, show=show))
    return views


def _screen(state: ScreenState, *, is_kept: bool) -> SplicedPage:
    questionnaire = state.questionnaire
    authored = questionnaire.page_of(state.screen.item_ids[0])
    heading = authored.title or questionnaire.title
    return render(
        "screen.html",
        Frame(questionnaire.language, heading, questionnaire.demonstration),
        is_kept=is_kept,
        questionnaire=questionnaire,
        views=_views(state),
        problems=state.problems,
        number=state.number,
        total=state.total,
        is_last=state.is_last,
    )
