"""What somebody chose for a briefing, and the facts with that choice made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal

import msgspec

from analysis.briefing.facts import BriefingFacts, ItemFacts
from questionnaires.model import Question, Questionnaire
from survey_app.services.analysing.group_levels import GROUP
from survey_app.services.analysing.survey_columns import UNIT
from survey_app.services.analysing.survey_variables import list_variables
from survey_app.services.briefing.scope import unit_columns
from survey_app.services.comments.text import clean
from survey_app.services.refusal import Refusal

CommentChoice = Literal["none", "all", "chosen"]
MOST_LINE = 200
MOST_COMMENTS = 500
LINES = ("title", "agency", "agency_parent", "place", "meeting_place")


@dataclass(frozen=True)
class BriefingSettings:
    """The choices for one briefing.

    `order` are all questions in the order to print, `items` those with results to print, `groups`
    the columns of the tables by group. `comments` says which accepted ones are printed: `chosen`
    are their ids. `topics`: whether the shares of topics stand beside them.
    """

    title: str
    agency: str = ""
    agency_parent: str = ""
    place: str = ""
    meeting_place: str = ""
    meeting_day: date | None = None
    order: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    comments: CommentChoice = "none"
    chosen: tuple[str, ...] = ()
    topics: bool = False

    def to_json(self) -> dict[str, object]:
        """What the store keeps."""
        found = msgspec.to_builtins(asdict(self))
        assert isinstance(found, dict)  # noqa: S101 - of a dataclass
        return found


def read_settings(document: Mapping[str, object]) -> BriefingSettings:
    """The settings that the store kept."""
    return msgspec.convert(dict(document), BriefingSettings)


def default_settings(questionnaire: Questionnaire, title: str) -> BriefingSettings:
    """Everything that can be printed, in the questionnaire's order, without comments."""
    return BriefingSettings(
        title=title[:MOST_LINE],
        agency=questionnaire.conductor[:MOST_LINE],
        order=tuple(item.id for item in _questions(questionnaire)),
        items=choosable_items(questionnaire),
        groups=choosable_groups(questionnaire),
    )


def _questions(questionnaire: Questionnaire) -> list[Question]:
    return [item for item in questionnaire.items if isinstance(item, Question)]


def choosable_items(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The questions that have results of their own, in the questionnaire's order."""
    wanted = (v.item_id for v in list_variables(questionnaire) if v.of_group is None)
    return tuple(dict.fromkeys(wanted))


def choosable_groups(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The columns of the tables by group: the unit only where no group names it."""
    groups = tuple(f"{GROUP}{group.id}" for group in questionnaire.groups)
    named = unit_columns(questionnaire) - {UNIT}
    return groups if named & set(groups) else (*groups, UNIT)


def check_settings(questionnaire: Questionnaire, wanted: BriefingSettings) -> BriefingSettings:
    """The settings with tidy texts and only what the questionnaire has.

    Raises Refusal `line_too_long`, `no_title`, `no_items` or `too_many_comments`.
    """
    lines = {name: " ".join(clean(getattr(wanted, name)).split()) for name in LINES}
    if any(len(line) > MOST_LINE for line in lines.values()):
        raise Refusal("line_too_long", most=MOST_LINE)
    if not lines["title"]:
        raise Refusal("no_title")
    items = _known(wanted.items, choosable_items(questionnaire))
    if not items:
        raise Refusal("no_items")
    if len(wanted.chosen) > MOST_COMMENTS:
        raise Refusal("too_many_comments", most=MOST_COMMENTS)
    order = order_questions(questionnaire, wanted.order)
    return replace(
        wanted,
        **lines,  # type: ignore[arg-type]  # texts under the names of texts
        order=order,
        items=tuple(item_id for item_id in order if item_id in items),
        groups=_known(wanted.groups, choosable_groups(questionnaire)),
        chosen=tuple(dict.fromkeys(wanted.chosen)),
    )


def order_questions(questionnaire: Questionnaire, wanted: Sequence[str]) -> tuple[str, ...]:
    """Every question: those with results in the wanted order, the others where they stand."""
    known = choosable_items(questionnaire)
    following = iter((*_known(wanted, known), *(i for i in known if i not in wanted)))
    every = (item.id for item in _questions(questionnaire))
    return tuple(next(following) if item_id in known else item_id for item_id in every)


def _known(wanted: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in wanted if one in known))


def move_item(settings: BriefingSettings, item_id: str, *, up: bool) -> BriefingSettings:
    """The settings with a question one place further up or down among the chosen ones."""
    shown = [one for one in settings.order if one in settings.items]
    if item_id not in shown:
        return settings
    place = shown.index(item_id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(shown):
        return settings
    shown[place], shown[other] = shown[other], shown[place]
    following = iter(shown)
    order = tuple(next(following) if one in settings.items else one for one in settings.order)
    return replace(settings, order=order, items=tuple(shown))


def apply_settings(facts: BriefingFacts, settings: BriefingSettings) -> BriefingFacts:
    """The facts as chosen: lines of the head, questions in their order, groups of the tables.

    Questions without results of their own stay for their wording.
    """
    by_id = {item.id: item for item in facts.items}
    rank = {item_id: place for place, item_id in enumerate(settings.order)}
    kept = [
        _item(item, settings)
        for item in sorted(by_id.values(), key=lambda item: rank.get(item.id, len(rank)))
        if item.id in settings.items or not item.cells
    ]
    return replace(
        facts,
        title=settings.title,
        conductor=settings.agency,
        agency_parent=settings.agency_parent,
        place=settings.place,
        meeting_day=settings.meeting_day,
        meeting_place=settings.meeting_place,
        items=tuple(kept),
        indicators=tuple(i for i in facts.indicators if i.item_id in settings.items),
    )


def _item(item: ItemFacts, settings: BriefingSettings) -> ItemFacts:
    groups = tuple(group for group in item.groups if group.column in settings.groups)
    return replace(item, groups=groups)
