"""Indicators against their thresholds, with the verdict the interval supports."""

from enum import StrEnum

from analysis.briefing.combine import mean_share
from analysis.briefing.facts import IndicatorFacts, ItemFacts, Measure
from analysis.briefing.frame import Frame
from analysis.briefing.grid import row_top
from analysis.briefing.measure import make_measure
from analysis.briefing.outline import Table
from analysis.charts.cell import Cell
from analysis.charts.data import hidden_word
from analysis.rounding import write_trimmed
from analysis.wording import say


class Verdict(StrEnum):
    """What may be said of an indicator; the values are keys of the catalogue."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"
    NO_INTERVAL = "no_interval"
    NOT_ENOUGH = "not_enough"


def measure_indicator(frame: Frame, indicator: IndicatorFacts) -> Cell | None:
    """The indicator's share: as analysed, else put together from its item's cells."""
    if indicator.cell is not None:
        return indicator.cell
    item = next((item for item in frame.facts.items if item.id == indicator.item_id), None)
    if item is None:
        return None
    if indicator.measure is Measure.MEAN_TOP_BOX:
        return _mean_of_rows(frame, item)
    measure = make_measure(frame, item)
    return measure.pick(item.cells) if measure and item.top_box else None


def _mean_of_rows(frame: Frame, item: ItemFacts) -> Cell | None:
    cells = [row_top(frame, item, row) for row in item.rows]
    known = [cell for cell in cells if cell is not None]
    return mean_share(known) if len(known) == len(cells) else None


def judge(cell: Cell | None, threshold: float, *, is_census: bool = False) -> Verdict:
    """Met or not only when the whole interval lies on one side; a census needs no interval."""
    if cell is None or not cell.is_shown or cell.estimate is None:
        return Verdict.NOT_ENOUGH
    low, high = (cell.estimate, cell.estimate) if is_census else (cell.low, cell.high)
    if low is None or high is None:
        return Verdict.NO_INTERVAL
    if low >= threshold:
        return Verdict.MET
    return Verdict.NOT_MET if high < threshold else Verdict.UNCLEAR


def make_table(frame: Frame) -> Table | None:
    """All indicators; None where the questionnaire declares none."""
    if not frame.facts.indicators:
        return None
    columns = [say("indicator.name"), say("indicator.value")]
    columns += [frame.interval_name] * (not frame.is_quiz)
    columns += [say("indicator.threshold"), say("indicator.verdict")]
    rows = tuple(_line(frame, indicator) for indicator in frame.facts.indicators)
    notes = [] if frame.is_quiz else [say("indicator.note")]
    put_together = [i for i in frame.facts.indicators if i.cell is None]
    if any(indicator.measure is Measure.MEAN_TOP_BOX for indicator in put_together):
        notes.append(say("indicator.careful"))
    if any(indicator.measure is Measure.TOP_BOX for indicator in put_together):
        notes.append(say("method_line.joint"))
    return Table(
        say("indicator.caption"), tuple(columns), rows, tuple(notes),
        texts=(0, len(columns) - 1),
    )  # fmt: skip


def _line(frame: Frame, indicator: IndicatorFacts) -> tuple[str, ...]:
    cell = measure_indicator(frame, indicator)
    value = frame.share(cell) if cell else hidden_word(Cell("", None, None))
    interval = (frame.range(cell) if cell else "") or "–"
    threshold = f"≥ {write_trimmed(indicator.threshold * 100)}\u00a0%"
    verdict = judge(cell, indicator.threshold, is_census=frame.is_quiz)
    texts = [indicator.text, value] + [interval] * (not frame.is_quiz)
    return (*texts, threshold, say(f"indicator.{verdict.value}"))
