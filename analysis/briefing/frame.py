"""What every part of a briefing has at hand: facts, how numbers are written, which tests hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum

from analysis.briefing.facts import BriefingFacts, ChoiceFacts, ItemFacts, SampleType
from analysis.briefing.significance import TestKey, adjust_tests
from analysis.charts.cell import Cell
from analysis.charts.data import Base, hidden_word
from analysis.rounding import (
    to_percent,
    write_interval,
    write_number,
    write_percent,
    write_trimmed,
)
from analysis.wording import say

SIGNIFICANT = 0.05
MOST_HIDDEN = 3  # more hidden levels of a group than this are counted, not listed


@dataclass(frozen=True)
class Frame:
    """The facts with what is derived from all of them once."""

    facts: BriefingFacts
    adjusted: dict[TestKey, float] = field(default_factory=dict)

    @property
    def is_quiz(self) -> bool:
        """Whether numbers describe participants only, without intervals."""
        return self.facts.kind == "quiz"

    @property
    def interval_name(self) -> str:
        """What intervals are called: only a probability sample has confidence intervals."""
        if self.is_quiz:
            return ""
        is_random = self.facts.method.sample_type is SampleType.PROBABILITY
        level = f"{write_trimmed(self.facts.method.level * 100)}\u00a0%"
        return say("interval.confidence" if is_random else "interval.model", level=level)

    @property
    def method_line(self) -> str:
        """The line under every chart: weighting, and what the interval rests on."""
        if self.is_quiz:
            return say("method_line.quiz")
        is_weighted = self.facts.weights is not None
        first = say("method_line.weighted" if is_weighted else "method_line.unweighted")
        if self.facts.method.sample_type is SampleType.PROBABILITY:
            return f"{first} {say('method_line.confidence', name=self.interval_name)}"
        key = "method_line.model" if is_weighted else "method_line.model_unweighted"
        return f"{first} {say(key, name=self.interval_name)}"

    def share(self, cell: Cell) -> str:
        """The share of a cell as a percentage, or the word for a hidden one."""
        if not cell.is_shown or cell.estimate is None:
            return hidden_word(cell)
        return write_percent(cell.estimate * 100, self.facts.decimals)

    def range(self, cell: Cell, *, is_share: bool = True) -> str:
        """The interval of a cell; empty where none may be printed."""
        if self.is_quiz or not cell.has_interval or cell.low is None or cell.high is None:
            return ""
        if is_share:
            return write_interval(cell.low, cell.high, min(1, self.facts.decimals))
        return f"{write_number(cell.low, 2)}–{write_number(cell.high, 2)}"

    def in_brackets(self, cell: Cell, *, is_share: bool = True) -> str:
        """` (khoảng …: 20,2–26,3 %)`, to stand after a number in a sentence; may be empty."""
        text = self.range(cell, is_share=is_share)
        if not text:
            return ""
        name = self.interval_name[0].lower() + self.interval_name[1:]
        return f" ({say('interval.inline', name=name, range=text)})"

    def percents(self, cells: Sequence[Cell]) -> tuple[str, ...]:
        """The shares of one whole, rounded by the briefing's rule so that they add up.

        Where a part is hidden the others are rounded one by one.
        """
        shares = [cell.estimate for cell in cells if cell.is_shown and cell.estimate is not None]
        if len(shares) < len(cells) or abs(fsum(shares) - 1) > 1e-6:
            return tuple(self.share(cell) for cell in cells)
        percents = to_percent(shares, self.facts.decimals, self.facts.rounding)
        return tuple(write_percent(percent, self.facts.decimals) for percent in percents)


def make_frame(facts: BriefingFacts) -> Frame:
    """The frame of a briefing."""
    return Frame(facts=facts, adjusted=adjust_tests(facts))


def counted_choices(item: ItemFacts) -> tuple[ChoiceFacts, ...]:
    """The choices inside the base, in the questionnaire's order."""
    return tuple(choice for choice in item.choices if not choice.missing)


def cells_by_category(item: ItemFacts, cells: Sequence[Cell], variable: str) -> tuple[Cell, ...]:
    """One cell for each counted choice; nobody chose what the answer does not list (0 people)."""
    found = {cell.category: cell for cell in cells if cell.variable == variable}
    any_cell = next(iter(found.values()), None)
    return tuple(
        found.get(choice.code) or _nobody(any_cell, variable, choice.code)
        for choice in counted_choices(item)
    )


def _nobody(neighbour: Cell | None, variable: str, category: str) -> Cell:
    """A category that nobody chose: 0 on its neighbours' base, absent where there is no base."""
    if neighbour is None or not neighbour.is_shown:
        return Cell(
            variable=variable, category=category, estimate=None,
            flags=neighbour.flags if neighbour else (),
            suppressed=neighbour.suppressed if neighbour else False,
        )  # fmt: skip
    return Cell(
        variable=variable, category=category, estimate=0.0, n=neighbour.n, count=0,
        n_effective=neighbour.n_effective, flags=neighbour.flags, by=neighbour.by,
    )  # fmt: skip


def cells_by_variable(item: ItemFacts, cells: Sequence[Cell]) -> dict[str, Cell]:
    """Cells of a multiple or ranking item by choice code (variables are `item.code`)."""
    return {cell.variable.removeprefix(f"{item.id}."): cell for cell in cells}


def base_of(cells: Sequence[Cell]) -> Base:
    """The base to print under a chart: the largest of its cells' (grid rows may differ)."""
    known = [cell for cell in cells if cell.n is not None]
    if not known:
        return Base(None, None)
    largest = max(known, key=lambda cell: cell.n or 0)
    return Base(largest.n, largest.n_effective)


def quote_choices(texts: Sequence[str]) -> str:
    """`“Hài lòng” hoặc “Rất hài lòng”`."""
    quoted = [f"“{text}”" for text in texts]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {say('opinion.or')} {quoted[-1]}"


def join_clauses(clauses: Sequence[str]) -> str:
    """Clauses as one sentence: `…; … và ….`"""
    if len(clauses) < 2:
        return "".join(clauses) + "."
    return f"{'; '.join(clauses[:-1])} {say('opinion.and')} {clauses[-1]}."


def lower_first(label: str) -> str:
    """A label inside a sentence: `giới tính`."""
    return label[:1].lower() + label[1:]
