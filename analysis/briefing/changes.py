"""What moved between two briefings of one survey: the headline figures that print differently."""

from dataclasses import dataclass

from analysis.briefing.facts import BriefingFacts, ItemFacts
from analysis.briefing.frame import Frame, make_frame
from analysis.briefing.guard import guard
from analysis.briefing.measure import make_measure
from analysis.charts.cell import Cell
from analysis.charts.data import Unit, hidden_word
from analysis.rounding import write_count, write_number
from analysis.wording import say


@dataclass(frozen=True, slots=True)
class Change:
    """One figure as both briefings print it."""

    what: str
    before: str
    after: str


def list_changes(before: BriefingFacts, after: BriefingFacts) -> tuple[Change, ...]:
    """The number of people and the leading figure of each item, where they print differently.

    Both figures of an item are of the measure of the later briefing: its top box, else its most
    chosen answer of then, else its mean.
    """
    old, new = make_frame(guard(before)), make_frame(guard(after))
    people = Change(
        say("fieldwork.row_valid"),
        write_count(before.fieldwork.valid),
        write_count(after.fieldwork.valid),
    )
    earlier = {item.id: item for item in old.facts.items}
    figures = (
        _compare(old, earlier[item.id], new, item) for item in new.facts.items if item.id in earlier
    )
    found = (people, *(change for change in figures if change is not None))
    return tuple(change for change in found if change.before != change.after)


def _compare(old: Frame, earlier: ItemFacts, new: Frame, item: ItemFacts) -> Change | None:
    measure = make_measure(new, item)
    if measure is None:
        return None
    texts = [
        _print(frame, measure.unit, measure.pick(cells))
        for frame, cells in ((old, earlier.cells), (new, item.cells))
    ]
    return Change(f"{item.text} – {measure.text}", *texts)


def _print(frame: Frame, unit: Unit, cell: Cell | None) -> str:
    if cell is None:
        return say("cell.absent")
    if not cell.is_shown or cell.estimate is None:
        return hidden_word(cell)
    return frame.share(cell) if unit is Unit.SHARE else write_number(cell.estimate, 2)
