"""Facts -> outline: which sections a briefing has, in which order."""

from collections.abc import Callable

from analysis.briefing import categorical, grid, several
from analysis.briefing.facts import BriefingFacts, CommentFacts, ItemFacts
from analysis.briefing.frame import Frame, base_of, make_frame
from analysis.briefing.group_tables import make_group_table
from analysis.briefing.groups import present_groups
from analysis.briefing.guard import guard
from analysis.briefing.method import present_method
from analysis.briefing.outline import Block, Bullets, Outline, Paragraph, Section, Table
from analysis.briefing.questions import present_questions
from analysis.briefing.respondents import present_respondents
from analysis.briefing.summary import find_emptiness, list_head, present_summary
from analysis.briefing.trend import present_trend
from analysis.charts.data import reasons
from analysis.rounding import write_count, write_date
from analysis.wording import say

PRESENTERS: dict[str, Callable[[Frame, ItemFacts], tuple[Block, ...]]] = {
    "single": categorical.present,
    "scale": categorical.present,
    "grid": grid.present,
    "multiple": several.present_multiple,
    "ranking": several.present_ranking,
    "integer": several.present_number,
    "decimal": several.present_number,
}


def build_outline(facts: BriefingFacts) -> Outline:
    """The briefing as sections of blocks; with nothing to report it says why and what to do."""
    frame = make_frame(guard(facts))
    sections: list[Section] = []
    if find_emptiness(frame) is None:
        sections += [present_respondents(frame), present_results(frame)]
    if facts.comments is not None and facts.fieldwork.valid >= facts.method.minimum_base:
        sections.append(present_comments(frame, facts.comments))
    sections.append(present_method(frame))
    tables = present_tables(frame)
    if tables.blocks and find_emptiness(frame) is None:
        sections.append(tables)
    sections.append(present_questions(frame))
    return Outline(
        title=facts.title,
        kind=say("briefing.kind_quiz" if frame.is_quiz else "briefing.kind"),
        agency_parent=facts.agency_parent,
        agency=facts.conductor,
        place=facts.place,
        date_line=write_date(facts.release.as_of),
        marker=say("briefing.demonstration") if facts.demonstration else "",
        head=list_head(frame),
        summary=present_summary(frame),
        sections=tuple(sections),
        foot=(say("briefing.made_by"),),
        language=facts.language,
    )


def present_results(frame: Frame) -> Section:
    """A section for each item that gives numbers, numbered as in the list of questions."""
    sections = (present_item(frame, item, number) for number, item in number_items(frame))
    return Section("results", say("section.results"), (), tuple(sections))


def number_items(frame: Frame) -> tuple[tuple[int, ItemFacts], ...]:
    """The items that give numbers, each with its place among all questions."""
    items = [item for item in frame.facts.items if item.type not in ("note", "calculate")]
    return tuple(
        (index, item) for index, item in enumerate(items, start=1) if item.type in PRESENTERS
    )


def present_tables(frame: Frame) -> Section:
    """The annex of tables by group, one for each item that has groups."""
    tables = (make_group_table(frame, item, number) for number, item in number_items(frame))
    blocks = tuple(table for table in tables if table is not None)
    return Section("tables", say("section.tables"), blocks)


def present_item(frame: Frame, item: ItemFacts, number: int) -> Section:
    """One item: who was asked, the sentence, the chart and its table, the groups, the trend."""
    blocks: list[Block] = []
    if item.asked_of:
        blocks.append(Paragraph(say("opinion.asked_of", who=item.asked_of), "note"))
    blocks.extend(PRESENTERS[item.type](frame, item))
    outside = say_not_given(item, frame.facts.method.minimum_base)
    blocks.extend(Paragraph(text, "note") for text in outside)
    blocks.extend(present_trend(frame, item))
    blocks.extend(present_groups(frame, item))
    title = f"{say('briefing.question_number', number=number)}. {item.text}"
    return Section(f"item-{item.id}", title, tuple(blocks))


def say_not_given(item: ItemFacts, minimum_base: int) -> tuple[str, ...]:
    """How many people asked stand outside the base, and why; nothing where they are too few."""
    if not item.not_given or item.not_given < minimum_base:
        return ()
    outside = [f"“{choice.text}”" for choice in item.choices if choice.missing]
    count = write_count(item.not_given)
    if not outside:
        return (say("opinion.not_given_plain", count=count),)
    return (say("opinion.not_given", count=count, choices=", ".join(outside)),)


def present_comments(frame: Frame, comments: tuple[CommentFacts, ...]) -> Section:
    """Reviewed comments by question; only what a reviewer has cleared is ever passed in."""
    title = say("section.comments")
    topics = (present_topics(frame),) if frame.facts.topics else ()
    if not comments:
        return Section("comments", title, (*topics, Paragraph(say("comments.none"))))
    by_item: dict[str, list[str]] = {}
    for comment in comments:
        by_item.setdefault(comment.item_text, []).append(comment.text)
    blocks: list[Block] = [*topics, Paragraph(say("comments.intro"), "note")]
    for item_text, texts in by_item.items():
        blocks.extend((Paragraph(item_text),) if item_text else ())
        blocks.append(Bullets(tuple(texts)))
    return Section("comments", title, tuple(blocks))


def present_topics(frame: Frame) -> Table:
    """The share of each topic among those whose comments were coded, the largest first."""
    topics = sorted(frame.facts.topics, key=lambda topic: -(topic.cell.estimate or 0.0))
    cells = tuple(topic.cell for topic in topics)
    columns = [say("comments.topic"), say("comments.share")]
    columns += [frame.interval_name] * (not frame.is_quiz)
    rows = tuple(
        (topic.label, frame.share(topic.cell))
        + ((frame.range(topic.cell) or "–",) * (not frame.is_quiz))
        for topic in topics
    )
    base = base_of(cells)
    notes = (
        *((say("comments.base", n=write_count(base.n)),) if base.n else ()),
        *reasons(cells, frame.facts.method.minimum_base),
    )
    return Table(say("comments.topics"), tuple(columns), rows, notes)
