"""The tables of a release: which cells of an answer are counts of the same people."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analysis.answer import Answer, Cell
from analysis.disclosure.boxing import IN, OUT, Boxing, boxing_of
from analysis.disclosure.patterns import Counts, Mask
from analysis.estimate.boxes import MeanTopBox, TopBox
from analysis.estimate.crosstab import Crosstab
from analysis.estimate.differences import Difference
from analysis.estimate.letters import Letters
from analysis.estimate.means import Ratio, Total
from analysis.estimate.multiple import Multiple
from analysis.estimate.nps import NetPromoterScore
from analysis.estimate.proportions import Proportion
from analysis.estimate.request import Request
from analysis.plan import Plan

Place = tuple[tuple[str, str], ...]
CATEGORIES, BOX, CHOICES, NUMBERS = "", "box", "choices ", "numbers "
"""The bases of tables: of categories, of boxes, of the ticks or the numbers of such columns."""


@dataclass(eq=False)
class ReleaseTable:
    """Counts over axes. Tables of the same rows, axes and `base` are one table.

    `cells[place]` holds every cell of the answer that shows the count at a place, a place being
    (axis, level) pairs in the order of the axes. `measured` names the axis of boxes or of ticks.
    """

    where: str
    axes: tuple[str, ...]
    base: str
    levels: tuple[dict[str, int], ...]
    counts: dict[Place, int] = field(default_factory=dict)
    cells: dict[Place, list[Cell]] = field(default_factory=dict)
    hidden: Mask | None = None
    boxing: Boxing | None = None
    measured: str = ""

    @property
    def variables(self) -> frozenset[str]:
        """The columns that the axes are made of."""
        boxing = self.boxing
        if boxing is None:
            return frozenset(self.axes)
        return frozenset(boxing.variable if axis == boxing.axis else axis for axis in self.axes)

    def add(self, place: dict[str, str], count: int, cell: Cell | None) -> None:
        """Note a count, and the cell that shows it."""
        for axis, known in zip(self.axes, self.levels, strict=True):
            known.setdefault(place[axis], len(known))
        key = tuple((axis, place[axis]) for axis in self.axes)
        self.counts[key] = count
        if cell is not None:
            self.cells.setdefault(key, []).append(cell)

    def index(self, place: Place) -> tuple[int, ...]:
        """Return the position of a place in the arrays."""
        pairs = zip(place, self.levels, strict=True)
        return tuple(known[level] for (_, level), known in pairs)

    @cached_property
    def arrays(self) -> tuple[Counts, Mask]:
        """The counts and which of them the answer shows, once all are noted."""
        shape = tuple(map(len, self.levels))
        counts, shown = np.zeros(shape, dtype=np.intp), np.zeros(shape, dtype=bool)
        for place, count in self.counts.items():
            counts[self.index(place)] = count
            shown[self.index(place)] = place in self.cells
        return counts, shown


def release_tables(plan: Plan, answer: Answer) -> list[ReleaseTable]:
    """Return the tables an answer shows, those with the fewest axes first."""
    tables: dict[tuple[str, tuple[str, ...], str], ReleaseTable] = {}
    for request, estimate in zip(plan.estimates, answer["estimates"], strict=True):
        where = condition(request)
        for cell in estimate["cells"]:
            for place, count, base, seen in _counts_of(request, cell):
                axes = tuple(sorted(place))
                key = (where, axes, base)
                if key not in tables:
                    tables[key] = ReleaseTable(where, axes, base, tuple({} for _ in axes))
                    _note_measured(tables[key], request, cell)
                is_printed = seen and plan.withheld not in cell["by"].values()
                tables[key].add(place, count, cell if is_printed else None)
    return sorted(tables.values(), key=lambda table: len(table.axes))


def condition(request: Request) -> str:
    """Return the condition of an estimate's rows; the empty one where all count."""
    return request.domain.where.text if request.domain.where is not None else ""


def _note_measured(table: ReleaseTable, request: Request, cell: Cell) -> None:
    if table.base == BOX:
        table.boxing = boxing_of(request, cell)
        table.measured = table.boxing.axis if table.boxing is not None else ""
    elif table.base.startswith(CHOICES):
        table.measured = cell["variable"] or ""


Found = tuple[dict[str, str], int, str, bool]


def _counts_of(request: Request, cell: Cell) -> Iterator[Found]:
    """Yield the counts a cell shows: its place, the count, the base, and whether it is printed."""
    for kind, reader in READERS:
        if isinstance(request, kind):
            yield from reader(request, cell)
            return
    yield dict(cell["by"]), cell["n"] or 0, NUMBERS + (cell["variable"] or ""), True


def _categories(_request: Request, cell: Cell) -> Iterator[Found]:
    name, label = cell["variable"] or "", cell["category"] or ""
    yield {**cell["by"], name: label}, cell["count"] or 0, CATEGORIES, True


def _pairs(request: Request, cell: Cell) -> Iterator[Found]:
    assert isinstance(request, Crosstab)  # noqa: S101  # READERS pairs them
    place = {**cell["by"], request.rows: cell["row"], request.columns: cell["column"]}
    yield place, cell["count"] or 0, CATEGORIES, True


def _choices(request: Request, cell: Cell) -> Iterator[Found]:
    assert isinstance(request, Multiple)  # noqa: S101  # READERS pairs them
    name, count, n = cell["variable"] or "", cell["count"] or 0, cell["n"] or 0
    base = base_of_choices(request)
    yield {**cell["by"], name: "1"}, count, base, True
    yield {**cell["by"], name: "0"}, n - count, base, False


def base_of_choices(request: Multiple) -> str:
    """Name the base of a multiple item: the people with an answer to any of its columns."""
    return CHOICES + " ".join(sorted(request.variables))


def _ratios(request: Request, cell: Cell) -> Iterator[Found]:
    assert isinstance(request, Ratio)  # noqa: S101  # READERS pairs them
    both = " ".join(sorted((request.numerator, request.denominator)))
    yield dict(cell["by"]), cell["n"] or 0, NUMBERS + both, True


def _totals(request: Request, cell: Cell) -> Iterator[Found]:
    if isinstance(request, Total) and request.indicator:
        yield from _categories(request, cell)
    else:
        yield dict(cell["by"]), cell["n"] or 0, NUMBERS + (cell["variable"] or ""), True


def _boxed(request: Request, cell: Cell) -> Iterator[Found]:
    """Yield the people inside and outside a box: both follow from the cell."""
    boxing = boxing_of(request, cell)
    assert boxing is not None  # noqa: S101  # the callers have asked
    place = dict(cell["by"])
    if isinstance(request, Letters):
        place[request.columns] = cell["column"]
    yield from _both_sides(place, boxing.axis, cell["count"] or 0, cell["n"] or 0)


def _both_sides(place: dict[str, str], axis: str, count: int, n: int) -> Iterator[Found]:
    yield {**place, axis: IN}, count, BOX, True
    yield {**place, axis: OUT}, n - count, BOX, True


def _scores(request: Request, cell: Cell) -> Iterator[Found]:
    boxing = boxing_of(request, cell)
    assert boxing is not None  # noqa: S101  # READERS pairs them
    for part, count in (cell["counts"] or {}).items():
        yield {**cell["by"], boxing.axis: part}, count, BOX, True


def _people(request: Request, cell: Cell) -> Iterator[Found]:
    assert isinstance(request, MeanTopBox)  # noqa: S101  # READERS pairs them
    yield dict(cell["by"]), cell["n"] or 0, NUMBERS + " ".join(request.variables), True


def _levels(request: Request, cell: Cell) -> Iterator[Found]:
    """Yield the people of both levels of a difference."""
    assert isinstance(request, Difference)  # noqa: S101  # READERS pairs them
    boxing = boxing_of(request, cell)
    counts = cell.get("level_count") or 0, cell.get("against_count") or 0
    bases = cell["level_n"] or 0, cell["against_n"] or 0
    levels = cell["level"], cell["against"]
    for level, count, n in zip(levels, counts, bases, strict=True):
        place = {**cell["by"], request.group: level}
        if request.measure == "mean":
            yield place, n, NUMBERS + (cell["variable"] or ""), True
        elif boxing is None:
            yield {**place, request.variable: cell["category"] or ""}, count, CATEGORIES, True
        else:
            yield from _both_sides(place, boxing.axis, count, n)


def _columns(request: Request, cell: Cell) -> Iterator[Found]:
    assert isinstance(request, Letters)  # noqa: S101  # READERS pairs them
    if boxing_of(request, cell) is not None:
        yield from _boxed(request, cell)
        return
    place = {**cell["by"], request.columns: cell["column"], request.variable: cell["row"]}
    yield place, cell["count"] or 0, CATEGORIES, True


READERS: Sequence[tuple[type[Request], Callable[[Request, Cell], Iterator[Found]]]] = (
    (Crosstab, _pairs),
    (Proportion, _categories),
    (Multiple, _choices),
    (Total, _totals),
    (TopBox, _boxed),
    (NetPromoterScore, _scores),
    (MeanTopBox, _people),
    (Ratio, _ratios),
    (Difference, _levels),
    (Letters, _columns),
)
