"""The pass: every table of a plan summed over the batches at once.

Sums are kept on two axes. By weighting cell (one cell when nothing is raked): counts, Σw, Σw² and,
for element samples, Σ c w², each with the products of the table's values. By sampling unit (or
stratum, for element samples): Σw and Σwy. When all rows of a weighting cell weigh the same, only
counts are summed and the rest follows, so weighting again costs next to nothing.

A pass holds the sums of all its tables; whoever asks splits them over passes (`analysis.run`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.error import AnalysisError
from analysis.lines import SQUARED, GroupingSource, Product, products
from analysis.source import Array
from analysis.sums.askings import askings
from analysis.sums.coding import Codes, Floats
from analysis.sums.frame import Frame
from analysis.sums.number_scales import number_kinds, number_scales
from analysis.sums.rows import Rows, Scale
from analysis.sums.table import Domain, Table, Value
from analysis.weighting.fitted import Weighting

MOST_BYTES = 2**30
MOST_KEPT = 16
FEW_CELLS = 8
Narrow = NDArray[np.int32]
"""Positions in the sums of a table: MOST_BYTES keeps them under 2³¹, and narrow ones are faster."""


@dataclass(eq=False)
class TableSums:
    """The raw sums of one table.

    `by_cell[kind]` has shape (products, weighting cells, groups, *categories, 1 or 2) and `by_unit`
    (1 + values, units, groups, *categories, 1 or 2); groups and categories start with the slot of
    rows outside (the whole sample has no such slot). The last axis is 2 for tables with values:
    rows that lack a value, rows that count. `by_pair` is as `by_unit`, of base weights, for units ×
    weighting cells: replicates that are weighted again need it. Where rows weigh 0, `unit_rows`
    counts rows as `by_unit` does (in one line): a unit that weighs nothing is still there.
    """

    table: Table
    shape: tuple[int, ...]
    shifts: Floats
    by_cell: dict[str, Floats] = field(default_factory=dict)
    by_unit: Floats | None = None
    by_pair: Floats | None = None
    unit_rows: Floats | None = None


@dataclass(eq=False)
class Collector:
    """Sums tables over a frame under a weighting."""

    frame: Frame
    weighting: Weighting

    def __post_init__(self) -> None:
        sampling = self.frame.sampling
        units = self.frame.units
        strata = len(sampling.stages[0].sizes)
        self.units = len(units.keys) if units is not None else strata
        self.needs_units = not sampling.is_element or strata > 1
        self.counts_unit_rows = self.needs_units and self.frame.has_zero_weights
        numbers = self.weighting.numbers
        is_trimmed = self.weighting.is_trimmed
        self.is_uniform = self.frame.is_uniform and not numbers and not is_trimmed
        if sampling.is_element and strata > 1:
            self.is_uniform = False
        self.kinds = ["n"] if self.is_uniform else ["n", "w", "ww"]
        if not self.is_uniform and self.frame.has_zero_weights:
            self.kinds.append("live")
        if sampling.is_element and not self.is_uniform and (strata > 1 or numbers or is_trimmed):
            self.kinds.append("v")
        if self.weighting.row_step is not None:
            self.kinds += number_kinds(
                len(numbers), is_element=sampling.is_element, is_trimmed=is_trimmed
            )
        elif is_trimmed:
            self.kinds += ["c", "t", *(["cc", "cv"] if "v" in self.kinds else [])]
            self.kinds += ["held", "held w"] if "live" in self.kinds else []
        self.replicates = self.weighting.replicates
        self.needs_pairs = False
        if self.replicates is not None:
            weighed = self.replicates.factors is not None
            self.needs_pairs = weighed and not self.replicates.columns
            self.kinds += [f"r.{name}" for name in self.replicates.columns]
        self.weighs_by_unit = (
            self.needs_units and not self.is_uniform and self.weighting.cell_count == 1
        )
        self.shifts: dict[Value, float] = {}

    def collect(self, tables: Iterable[Table], first_row: int = 0) -> dict[Table, TableSums]:
        """Sum tables over the rows from `first_row` on, in one pass."""
        return self._pass(sorted(set(tables), key=_order), first_row)

    def shape(self, table: Table) -> tuple[int, ...]:
        """Return (groups, *categories, 1 or 2), each with its slot for rows outside."""
        labels = [len(self.frame.codings[name].labels) for name in table.categories]
        groups = group_count(self.frame, table.domain)
        last = 2 if table.values or table.any_of else 1
        slots = 1 if table.domain.is_whole else groups + 1
        return (slots, *(count + 1 for count in labels), last)

    def size(self, table: Table) -> int:
        """Return the bytes of a table's sums; raises AnalysisError("too_many_cells")."""
        size = self.room(table)
        if size > MOST_BYTES:
            names = ", ".join((*table.domain.by, *table.categories))
            raise AnalysisError("too_many_cells", f"a table by {names} has too many cells")
        return size

    def room(self, table: Table) -> int:
        """Return the bytes that a table's sums would take, however many."""
        cells = int(np.prod(self.shape(table), dtype=float))
        values = len(table.values)
        by_cell = len(self.kinds) * len(products(values)) * self.weighting.cell_count
        by_unit = (1 + values) * self.units if self.needs_units else 0
        if self.needs_pairs:
            by_unit *= 1 + self.weighting.cell_count
        by_unit += self.units if self.counts_unit_rows else 0
        return 8 * cells * (by_cell + by_unit)

    def _pass(self, tables: Sequence[Table], first_row: int) -> dict[Table, TableSums]:
        sums = {table: self._empty(table) for table in tables}
        for asked, rows in self._scan(tables, first_row):
            if rows.count:
                _Batch(self, rows).add(sums[table] for table in asked)
        for one in sums.values():
            if self.is_weighed_by_unit(one.table):
                by_unit = one.by_unit
                assert by_unit is not None  # noqa: S101  # they are asked for
                one.by_cell["w"] = by_unit.reshape(1, self.units, -1).sum(axis=1)
        return sums

    def _scan(
        self, tables: Sequence[Table], first_row: int
    ) -> Iterator[tuple[Sequence[Table], Rows]]:
        """Yield batches of rows and the tables they are for: all of them, or by asking."""
        frame = self.frame
        columns = {table: table.columns(frame.source.columns) for table in tables}
        weighing = self.weighting.columns
        if isinstance(frame.source, GroupingSource):
            asked = askings(frame, frame.source, columns, weighing)
            for place, rows in frame.scan_lines(frame.source, list(asked)):
                yield list(asked.values())[place], rows
        else:
            for rows in frame.scan(weighing.union(*columns.values()), first_row):
                yield tables, rows

    def is_weighed_by_unit(self, table: Table) -> bool:
        """Whether Σw by cell is added up from the units: one pass less over the rows."""
        return self.weighs_by_unit and not table.values and not table.any_of

    def _empty(self, table: Table) -> TableSums:
        shape = self.shape(table)
        cells = int(np.prod(shape))
        terms = len(products(len(table.values)))
        sums = TableSums(table, shape, np.zeros(len(table.values)))
        for kind in self.kinds:
            sums.by_cell[kind] = np.zeros((terms, self.weighting.cell_count * cells))
        if self.needs_units:
            sums.by_unit = np.zeros((1 + len(table.values), self.units * cells))
        if self.counts_unit_rows:
            sums.unit_rows = np.zeros((1, self.units * cells))
        if self.needs_pairs:
            pairs = self.units * self.weighting.cell_count
            sums.by_pair = np.zeros((1 + len(table.values), pairs * cells))
        return sums

    def cell_weights(self) -> Floats:
        """Return the final weight of each weighting cell, all rows weighing the same before."""
        weights = np.full(self.weighting.cell_count, self.frame.uniform_weight, dtype=np.float64)
        cells = np.arange(len(weights))
        for step in self.weighting.steps:
            weights = step.apply(weights, cells, {})
        return weights

    def shift(self, value: Value, numbers: Floats) -> float:
        """Return the constant taken off a value before squaring.

        It is the value nearest to the mean of the first batch: a constant column becomes 0 exactly.
        """
        if value not in self.shifts:
            known = numbers[np.isfinite(numbers)]
            nearest = np.abs(known - known.mean()).argmin() if len(known) else 0
            self.shifts[value] = float(known[nearest]) if len(known) else 0.0
        return self.shifts[value]


def _check_ticks(column: str, ticks: Floats) -> None:
    """Refuse what is neither 0 nor 1 nor missing in a choice of a multiple item."""
    other = ticks[(ticks != 0) & (ticks != 1) & np.isfinite(ticks)]
    if len(other):
        detail = f"choice {column!r} has {other[0]:g}, neither 0 nor 1"
        raise AnalysisError("bad_score", detail)


def group_count(frame: Frame, domain: Domain) -> int:
    """Return the number of groups of a domain: the combinations of the levels of `by`."""
    count = 1
    for name in domain.by:
        count *= len(frame.codings[name].labels)
    return count


def cell_count(frame: Frame, table: Table) -> int:
    """Return the number of cells of a table: groups times combinations of its categories."""
    count = group_count(frame, table.domain)
    for name in table.categories:
        count *= len(frame.codings[name].labels)
    return count


def _order(table: Table) -> tuple[str, ...]:
    where = table.domain.where.text if table.domain.where is not None else ""
    values = [f"{value.column}{value.scores}" for value in table.values]
    head = [*table.domain.by, "|", where, "|", *table.categories[:-1]]
    return (*head, "||", *table.categories[-1:], "|", *values, *table.any_of)


class _Batch:
    """Adds one batch to the sums."""

    def __init__(self, collector: Collector, rows: Rows) -> None:
        self.collector, self.rows = collector, rows
        weighting, frame = collector.weighting, collector.frame
        self.axes: dict[str, Codes | None] = {
            "cell": weighting.cells(rows) if weighting.cell_count > 1 else None,
            "unit": frame.row_units(rows) if collector.needs_units else None,
        }
        if collector.needs_pairs:
            self.axes["pair"] = frame.row_units(rows) * weighting.cell_count + weighting.cells(rows)
        self.scales = row_scales(collector, rows)
        self.factors = {kind: rows.total(scale) for kind, scale in self.scales.items()}
        self._prefix: tuple[object, ...] = ()
        self._base: Narrow | None = None
        self._spaced: dict[tuple[str, int], Narrow] = {}
        self._position: Codes = np.empty(rows.count, dtype=np.intp)

    @np.errstate(over="ignore", invalid="ignore")
    def add(self, all_sums: Iterable[TableSums]) -> None:
        """Add the batch to every table; sums that are not finite are refused by who asks."""
        for sums in all_sums:
            values, valid = self._values(sums)
            follows = self.collector.is_weighed_by_unit(sums.table)
            inside, width = self._inside(sums, valid), int(np.prod(sums.shape))
            index = self._index("cell", width, inside)
            for kind, target in sums.by_cell.items():
                if not (follows and kind == "w"):
                    self._add(target, index, kind, values, degree=2)
            if sums.by_unit is not None:
                index = self._index("unit", width, inside)
                self._add(sums.by_unit, index, "w", values, degree=1)
            if sums.unit_rows is not None:
                index = self._index("unit", width, inside)
                self._add(sums.unit_rows, index, "n", values, degree=0)
            if sums.by_pair is not None:
                index = self._index("pair", width, inside)
                self._add(sums.by_pair, index, "base", values, degree=1)

    def _values(self, sums: TableSums) -> tuple[list[Floats], Array | None]:
        table = sums.table
        if not table.values and not table.any_of:
            return [], None
        if self.rows.summed_values:
            sums.shifts[:] = [shift for _, shift in self.rows.summed_values]
            return [], np.ones(self.rows.count, dtype=np.intp)
        numbers = [self.rows.numbers(value) for value in table.values]
        missing = [np.isnan(one) for one in numbers]
        if table.any_of:
            present = [~np.isnan(self.rows.batch[name]) for name in table.any_of]
            valid = np.logical_or.reduce(present)
            _check_ticks(table.values[0].column, numbers[0])
            return [
                np.where(gap, 0.0, one) for one, gap in zip(numbers, missing, strict=True)
            ], valid
        shifts = [self.collector.shift(*pair) for pair in zip(table.values, numbers, strict=True)]
        sums.shifts[:] = shifts
        valid = ~np.logical_or.reduce(missing)
        pairs = zip(numbers, shifts, strict=True)
        return [np.where(valid, one - shift, 0.0) for one, shift in pairs], valid

    def _inside(self, sums: TableSums, valid: Array | None) -> Narrow:
        """Return the position of every row in the sums of one weighting cell or unit."""
        categories = sums.table.categories
        prefix = (sums.table.domain, categories[:-1])
        if prefix != self._prefix:
            self._prefix, self._base = prefix, self._without_last(sums)
        index = self._base
        if categories:
            index = _append(index, sums.shape[-2], self.rows.short_codes(categories[-1]))
        if valid is not None:
            index = _append(index, 2, valid)
        return np.zeros(self.rows.count, dtype=np.int32) if index is None else index

    def _without_last(self, sums: TableSums) -> Narrow | None:
        """Return the position by group and all categories but the last."""
        index = None
        if not sums.table.domain.is_whole:
            index = _append(index, sums.shape[0], self.rows.domain(sums.table.domain))
        for position, name in enumerate(sums.table.categories[:-1], start=1):
            index = _append(index, sums.shape[position], self.rows.short_codes(name))
        return index

    def _index(self, axis: str, width: int, inside: Narrow) -> Codes:
        """Return the position of every row in the flat sums of an axis, until the next call.

        What an axis adds is kept: tables of one width are many.
        """
        codes = self.axes[axis]
        if codes is None:
            self._position[:] = inside
            return self._position
        if (axis, width) not in self._spaced:
            if len(self._spaced) >= MOST_KEPT:
                self._spaced.clear()
            self._spaced[axis, width] = (codes * width).astype(np.int32)
        return np.add(self._spaced[axis, width], inside, out=self._position)

    def _add(
        self, target: Floats, index: Codes, kind: str, values: Sequence[Floats], *, degree: int
    ) -> None:
        degree = min(degree, 2 if self.scales[kind].kind in SQUARED else 1)
        terms = products(len(values) or len(self.rows.summed_values), degree)
        for row, product in enumerate(terms[: len(target)]):
            target[row] += _summed(index, self._weigh(kind, values, product), target.shape[1])

    def _weigh(self, kind: str, values: Sequence[Floats], product: Product) -> Floats | None:
        """Return what every row adds; None stands for 1."""
        if self.rows.summed_values:
            return self.rows.total(self.scales[kind], product)
        weights = self.factors[kind]
        for k in product:
            weights = values[k] if weights is None else weights * values[k]
        return weights


def _summed(index: Codes, weights: Floats | None, size: int) -> Floats:
    """Return the sums of the weights (None: of ones) by position.

    As `bincount`, which takes half as long again; a few counts are had faster by comparing.
    """
    if weights is None and size <= FEW_CELLS:
        return np.array([np.count_nonzero(index == cell) for cell in range(size)], dtype=float)
    sums = np.zeros(size)
    np.add.at(sums, index, 1.0 if weights is None else weights)
    return sums


def _append(index: Narrow | None, size: int, codes: Array) -> Narrow:
    """Return the position by one more column of `size` codes."""
    if index is None:
        return codes.astype(np.int32)
    longer = index * np.int32(size)
    np.add(longer, codes, out=longer, casting="unsafe")
    return longer


def row_scales(collector: Collector, rows: Rows) -> dict[str, Scale]:
    """Return the scale of every kind of sums."""
    frame, multiples = collector.frame, collector.weighting.multiples(rows)
    squares = rows.weight_scale(multiples, 2)
    scales = {"n": Scale(None), "w": rows.weight_scale(multiples, 1), "ww": squares}
    if "live" in collector.kinds:
        scales["live"] = frame.live_scale(rows)
        if collector.weighting.is_clipped:
            scales["live"] = Scale((multiples != 0).astype(np.float64))
    if "v" in collector.kinds:
        coefficients = frame.sampling.stages[0].coefficients[frame.strata(rows)]
        scales["v"] = squares.times(coefficients)
    if collector.needs_pairs:
        scales["base"] = rows.weight_scale(frame.multiples(rows), 1)
    if collector.replicates is not None:
        for name in collector.replicates.columns:
            scales[f"r.{name}"] = rows.column_scale(name)
    if collector.weighting.row_step is not None:
        scales.update(number_scales(frame, collector.weighting, rows, collector.kinds))
    elif collector.weighting.is_trimmed:
        _add_trimmed_scales(collector, rows, multiples, scales)
    return scales


def _add_trimmed_scales(
    collector: Collector, rows: Rows, weights: Floats, scales: dict[str, Scale]
) -> None:
    """Add what residuals need when weights are trimmed after the calibration.

    They are `c`, the weights before trimming, `t`, the final ones over them, `held` and `held w`,
    1 and the final weights where `c` is not 0, and for element samples `cc` and `cv`, the
    coefficient times the squares of `c` and times both weights.
    """
    before = collector.weighting.calibrated_multiples(rows)
    scales["c"] = Scale(before)
    scales["t"] = Scale(np.divide(weights, before, out=np.zeros_like(weights), where=before != 0))
    if "held" in collector.kinds:
        scales["held"] = Scale((before != 0).astype(np.float64))
        scales["held w"] = Scale(np.where(before != 0, weights, 0.0))
    if "cc" in collector.kinds:
        own = collector.frame.sampling.stages[0].coefficients[collector.frame.strata(rows)]
        scales["cc"], scales["cv"] = Scale(own * before * before), Scale(own * before * weights)
