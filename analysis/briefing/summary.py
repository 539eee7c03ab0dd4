"""The leader's two pages: how many answered, what they said, how sure that is."""

from collections.abc import Callable

from analysis.briefing.categorical import say_joint, say_opinion
from analysis.briefing.facts import BriefingFacts, ItemFacts, SampleType
from analysis.briefing.fieldwork import present_fieldwork
from analysis.briefing.frame import Frame
from analysis.briefing.grid import say_extremes
from analysis.briefing.groups import differing_groups, say_differences
from analysis.briefing.indicators import make_table as make_indicators
from analysis.briefing.measure import make_measure
from analysis.briefing.outline import Bullets, Paragraph, Section
from analysis.briefing.several import say_number, say_several
from analysis.charts.cell import Cell
from analysis.rounding import write_date, write_period, write_share
from analysis.wording import say

MOST, LEAST = 7, 3  # headlines
NUMBERS = ("integer", "decimal")
WORTH = 0.85  # an effective n under this share of n is worth a caution


def present_summary(frame: Frame) -> Section:
    """Sheets, headlines, indicators, cautions."""
    sections = [
        Section("fieldwork", say("section.fieldwork"), present_fieldwork(frame.facts)),
        *_present_state(frame),
    ]
    return Section("summary", say("section.summary"), (), tuple(sections))


def _present_state(frame: Frame) -> list[Section]:
    problem = find_emptiness(frame)
    if problem is not None:
        sentence, steps = problem
        return [
            Section("next", say("section.next"), (Paragraph(sentence, "warning"), Bullets(steps)))
        ]
    found = [Section("headlines", say("section.headlines"), (list_headlines(frame),))]
    indicators = make_indicators(frame)
    if indicators is not None:
        found.append(Section("indicators", say("section.indicators"), (indicators,)))
    found.append(Section("cautions", say("section.cautions"), (Bullets(list_cautions(frame)),)))
    return found


def find_emptiness(frame: Frame) -> tuple[str, tuple[str, ...]] | None:
    """Why there is nothing to report and what to do next; None where there is something."""
    facts = frame.facts
    valid, k = facts.fieldwork.valid, facts.method.minimum_base
    doing = {name: say(f"empty.do_{name}") for name in ("open", "notice", "visit", "wait", "merge")}
    if valid == 0:
        return say("empty.none"), (doing["open"], doing["notice"], doing["visit"])
    if valid < k:
        steps = (doing["notice"], doing["visit"], doing["wait"])
        return say("empty.few", valid=valid, k=k), steps
    with_cells = [item for item in facts.items if item.type in SENTENCES]
    if not with_cells:
        return say("empty.no_items"), ()
    if not any(cell.is_shown for item in with_cells for cell in item.cells):
        steps = (doing["wait"], doing["visit"], doing["merge"])
        return say("empty.hidden", valid=valid), steps
    return None


def _say_categories(frame: Frame, item: ItemFacts) -> str:
    return " ".join((say_opinion(frame, item), *say_joint(frame, item)))


SENTENCES: dict[str, Callable[[Frame, ItemFacts], str]] = {
    "single": _say_categories,
    "scale": _say_categories,
    "grid": say_extremes,
    "multiple": say_several,
    "integer": say_number,
    "decimal": say_number,
}


def list_headlines(frame: Frame) -> Bullets:
    """A sentence for each headline item, its question in bold, differences of groups after it."""
    leads, sentences = [], []
    for item in choose_headlines(frame):
        text = SENTENCES[item.type](frame, item)
        if text:
            leads.append(item.text)
            sentences.append(" ".join((text, *_say_held(frame, item))))
    return Bullets(tuple(sentences), tuple(leads))


def choose_headlines(frame: Frame) -> tuple[ItemFacts, ...]:
    """Marked items; else those of an indicator or with a top box, filled up to three by others.

    In the questionnaire's order, at most seven: what two pages hold.
    """
    items = [
        item
        for item in frame.facts.items
        if item.type in SENTENCES and any(cell.is_shown for cell in item.cells)
    ]
    marked = [item for item in items if item.headline]
    if marked:
        return tuple(marked[:MOST])
    measured = {indicator.item_id for indicator in frame.facts.indicators}
    first = [item for item in items if item.id in measured or item.top_box]
    others = [item for item in items if item not in first and item.type not in NUMBERS]
    chosen = (first + others[: max(0, LEAST - len(first))])[:MOST] or items[:LEAST]
    return tuple(item for item in items if item in chosen)


def _say_held(frame: Frame, item: ItemFacts) -> tuple[str, ...]:
    """The group differences of an item that hold, without the sentences on those that do not."""
    if item.type == "grid" or not differing_groups(frame, item):
        return ()
    measure = make_measure(frame, item)
    sentences = say_differences(frame, item, measure)
    return sentences[:1]


def list_cautions(frame: Frame) -> tuple[str, ...]:
    """What a leader must know before quoting a number."""
    facts = frame.facts
    found = []
    if frame.is_quiz:
        found.append(say("caution.quiz"))
    elif facts.method.sample_type is SampleType.OPEN:
        found.append(say("caution.model"))
    elif facts.method.sample_type is SampleType.INVITED:
        found.append(say("caution.invited"))
    weights = facts.weights
    if weights is not None and weights.n and weights.n_effective / weights.n < WORTH:
        share = write_share(weights.n_effective / weights.n, 0)
        found.append(say("caution.efficiency", share=share))
    if any(cell.suppressed for item in facts.items for cell in _all_cells(item)):
        found.append(say("caution.hidden", k=facts.method.minimum_base))
    found.append(say("briefing.official"))
    return tuple(found)


def _all_cells(item: ItemFacts) -> list[Cell]:
    return [*item.cells, *(cell for group in item.groups for cell in group.cells)]


def say_meeting(facts: BriefingFacts) -> str:
    """What the briefing was made for: `Phục vụ cuộc họp ngày 23/11/2026 tại …`; "" if unknown."""
    day = write_date(facts.meeting_day) if facts.meeting_day else ""
    if day and facts.meeting_place:
        return say("briefing.meeting", day=day, place=facts.meeting_place)
    if day:
        return say("briefing.meeting_day", day=day)
    return say("briefing.meeting_place", place=facts.meeting_place) if facts.meeting_place else ""


def list_head(frame: Frame) -> tuple[str, ...]:
    """Period and state of the numbers, under the title."""
    facts, release = frame.facts, frame.facts.release
    lines = [meeting] if (meeting := say_meeting(facts)) else []
    period = write_period(facts.fieldwork.started, facts.fieldwork.ended)
    if period:
        lines.append(say("briefing.period", period=period))
    key = "briefing.as_of_closed" if release.closed else "briefing.as_of"
    state = say(key, day=write_date(release.as_of))
    if not release.closed and release.step > 1:
        state = f"{state} {say('briefing.step', step=release.step)}"
    lines.append(state)
    more = (release.accepted or 0) - facts.fieldwork.valid
    if more > 0:
        lines.append(say("briefing.more_accepted", accepted=release.accepted, more=more))
    if facts.demonstration:
        lines.append(say("briefing.demonstration_note"))
    return tuple(lines)
