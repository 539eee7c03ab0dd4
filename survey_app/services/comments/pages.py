"""The queue of comments of a survey: a page of them, what there is to filter by, how far one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from survey_app.printing.places import begin_sentence, name_unit
from survey_app.services.analysing.survey_source import ShownState
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.comments.items import comment_items
from survey_app.services.comments.mask_suggestions import Suggestion, suggest
from survey_app.services.comments.sync_comments import sync_comments
from survey_app.services.comments.text import clean, fold
from survey_app.services.context import Context
from survey_app.store.comment_queries import (
    CommentCount,
    CommentFilter,
    count_by_kind,
    find_comment,
    list_comments,
)
from survey_app.store.models import Comment
from survey_app.store.topic_queries import list_topics
from survey_app.store.unit_tree_queries import list_states

PAGE_SIZE = 20
MOST_SEARCH = 100
STATES = ("new", "accepted", "hidden")
NO_UNIT = "-"
"""How the filter writes comments that are shown under no unit."""
NOT_CODED = "-"
"""How the filter writes comments that nobody coded."""


@dataclass(frozen=True, slots=True)
class CommentQuery:
    """What a reviewer asks to see; empty texts ask for everything.

    `after` and `before` are ids of comments at the edge of a page, `focus` one to show first.
    """

    state: str = "new"
    item: str = ""
    topic: str = ""
    unit: str = ""
    search: str = ""
    after: UUID | None = None
    before: UUID | None = None
    focus: UUID | None = None


@dataclass(frozen=True, slots=True)
class CommentCard:
    """One comment as a reviewer sees it: its words, its question, its unit; nothing of the person.

    `topics` is None while nobody coded it. `parts` are the words cut at what may be covered.
    """

    id: UUID
    version: int
    state: str
    text: str
    is_masked: bool
    can_undo: bool
    item: str
    unit: str
    topics: tuple[str, ...] | None
    parts: tuple[tuple[str, Suggestion | None], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Something to filter by and how many comments it would leave."""

    value: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class CommentPage:
    """A page of the queue. `found` says why it may be empty: `few` answered, `none` wrote."""

    state: ShownState
    query: CommentQuery
    cards: tuple[CommentCard, ...]
    focus: CommentCard | None
    reviewed: int
    total: int
    coded: int
    states: tuple[Option, ...]
    items: tuple[Option, ...]
    units: tuple[Option, ...]
    topics: tuple[Option, ...]
    newer: UUID | None
    older: UUID | None

    @property
    def is_too_early(self) -> bool:
        """Whether too few people answered for any comment to be shown."""
        return self.state.release.responses < self.state.questionnaire.privacy.k_min


def read_comments(context: Context, survey_id: int, query: CommentQuery) -> CommentPage:
    """A page of the comments in the scope of the context, new texts copied first.

    The number of queries does not grow with the comments. Raises Refusal `unknown_survey`.
    """
    state = sync_comments(context, survey_id)
    query = replace(query, search=clean(query.search)[:MOST_SEARCH])
    wanted = _filter(survey_id, query)
    with context.database.box_session() as box:
        counts = count_by_kind(box, survey_id)
        rows = list_comments(box, wanted, PAGE_SIZE + 1, after=query.after, before=query.before)
        focus = find_comment(box, survey_id, query.focus) if query.focus else None
    items = {item.id: item.label for item in comment_items(state.questionnaire)}
    with context.database.session() as session:
        names = unit_names(context, session, counts)
        topics = [topic for topic in list_topics(session, survey_id) if not topic.merged_into]
    shown, newer, older = _edges(rows, query)
    total = sum(count.count for count in counts)
    return CommentPage(
        state=state,
        query=query,
        cards=tuple(make_card(row, items, names) for row in shown if row.id != query.focus),
        focus=make_card(focus, items, names) if focus is not None else None,
        reviewed=sum(count.count for count in counts if count.state != "new"),
        total=total,
        coded=sum(count.coded for count in counts),
        states=tuple(Option(name, name, _sum(counts, "state", name)) for name in STATES),
        items=tuple(
            Option(item_id, text, count)
            for item_id, text in items.items()
            if (count := _sum(counts, "item_id", item_id))
        ),
        units=_unit_options(counts, names),
        topics=tuple(Option(topic.code, topic.label, 0) for topic in topics),
        newer=newer,
        older=older,
    )


def _filter(survey_id: int, query: CommentQuery) -> CommentFilter:
    units = (None if query.unit == NO_UNIT else query.unit,)
    return CommentFilter(
        survey_id=survey_id,
        state=query.state or None,
        item_id=query.item or None,
        topic="" if query.topic == NOT_CODED else query.topic or None,
        units=units if query.unit else None,
        words=fold(query.search),
    )


def _edges(
    rows: Sequence[Comment], query: CommentQuery
) -> tuple[Sequence[Comment], UUID | None, UUID | None]:
    """The rows of the page, and where the page before and the page after it begin."""
    more = len(rows) > PAGE_SIZE
    if query.before is not None:
        shown = rows[1:] if more else rows
        newer, older = (shown[0].id if more and shown else None), (shown[-1].id if shown else None)
        return shown, newer, older
    shown = rows[:PAGE_SIZE]
    newer = shown[0].id if query.after is not None and shown else None
    return shown, newer, shown[-1].id if more else None


def _sum(counts: Sequence[CommentCount], name: str, value: str) -> int:
    return sum(count.count for count in counts if getattr(count, name) == value)


def unit_names(
    context: Context, session: Session, counts: Sequence[CommentCount]
) -> dict[str, str]:
    """The units that comments are shown under, with their names of today, by code."""
    today = context.clock().astimezone(VIETNAM).date()
    codes = {count.unit_code for count in counts if count.unit_code is not None}
    states = list_states(session, codes, today)
    return {
        code: begin_sentence(name_unit(states[code].kind, states[code].name))
        if code in states
        else code
        for code in sorted(codes)
    }


def _unit_options(counts: Sequence[CommentCount], names: Mapping[str, str]) -> tuple[Option, ...]:
    known = [
        Option(code, name, sum(c.count for c in counts if c.unit_code == code))
        for code, name in names.items()
    ]
    without = sum(count.count for count in counts if count.unit_code is None)
    return (*known, *([Option(NO_UNIT, "", without)] if without else []))


def make_card(row: Comment, items: Mapping[str, str], names: Mapping[str, str]) -> CommentCard:
    """A comment for a page; `items` and `names` are the texts of items and units by id."""
    text = row.shown_text
    return CommentCard(
        id=row.id,
        version=row.version,
        state=row.state,
        text=text,
        is_masked=row.masked is not None,
        can_undo=row.state_before is not None,
        item=items.get(row.item_id, row.item_id),
        unit=names.get(row.unit_code or "", ""),
        topics=read_topics(row.topics),
        parts=_parts(text),
    )


def read_topics(topics: str | None) -> tuple[str, ...] | None:
    """The codes of a stored JSON list; None where nobody coded."""
    return None if topics is None else msgspec.json.decode(topics, type=tuple[str, ...])


def _parts(text: str) -> tuple[tuple[str, Suggestion | None], ...]:
    parts: list[tuple[str, Suggestion | None]] = []
    after = 0
    for one in suggest(text):
        if one.start > after:
            parts.append((text[after : one.start], None))
        parts.append((one.text, one))
        after = one.end
    if after < len(text):
        parts.append((text[after:], None))
    return tuple(parts)
