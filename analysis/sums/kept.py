"""Sums kept from one run to the next: only the rows that came since are summed.

Kept are the sums under base weights (analysis.sums.base_sums), for the first so many rows of a
source. A run sums the rows after those, adds, and weighs by the fit of now. What was kept for
another design, other columns or other weighting variables is not used, and neither is what a label,
unit or weighting cell has vanished from; tables without kept sums are summed over all rows. So an
answer is the same with and without, up to the order of additions; counts are exact.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass

import numpy as np

from analysis.source import Array, code_type
from analysis.sums.base_sums import BaseCollector, base_collector, weigh
from analysis.sums.coding import Floats
from analysis.sums.collect import Collector, TableSums
from analysis.sums.relayout import Layout, LostError, Move, layout_of
from analysis.sums.table import Table

MOST_BYTES = 2**27
"""What base sums may take while they are worked with; tables beyond are counted anew each time."""
UNIT, UNIT_ROWS = "unit", "unit rows"


@dataclass(frozen=True, eq=False)
class KeptTable:
    """The base sums of one table: by cell (or pair) under the name of their kind, by unit."""

    arrays: Mapping[str, Array]
    shifts: tuple[float, ...]


@dataclass(eq=False)
class KeptSums:
    """The sums of the first `rows` rows of a source, which must be the same rows at every run.

    `tag` is the caller's word for those rows: whoever keeps sums in a file gives each set of rows
    another tag (analysis.sums.kept_file). `is_changed` says whether a run has moved them.
    """

    tag: str = ""
    rows: int = 0
    signature: str = ""
    layout: Layout = field(default_factory=lambda: Layout({}, (), ()))
    tables: Mapping[str, KeptTable] = field(default_factory=dict)
    is_changed: bool = False

    def fits(self, signature: str, rows: int) -> bool:
        """Whether the sums are part of those of a run over so many rows."""
        return self.signature == signature and 0 < self.rows <= rows


class Keeper:
    """Sums the tables of one run from what is kept and the rows that came since."""

    def __init__(self, kept: KeptSums, collector: Collector) -> None:
        self._kept, self._collector = kept, collector
        self._base = base_collector(collector)
        self._move: Move | None = None
        self._found: dict[str, KeptTable] = {}
        self._left = MOST_BYTES
        if self._base is not None and kept.fits(self._signature(self._base), self._rows):
            try:
                self._move = Move(kept.layout, collector.frame, collector.weighting)
            except (LostError, ValueError, IndexError):
                self._move = None

    @property
    def _rows(self) -> int:
        return self._collector.frame.source.rows

    @np.errstate(over="ignore", invalid="ignore")
    def collect(self, tables: Iterable[Table]) -> dict[Table, TableSums]:
        """Return the final sums of tables; those not finite are refused by who asks."""
        names = {table: name_of(table) for table in tables}
        base = self._base
        kept = [] if base is None else [one for one in names if self._takes(base, one, names[one])]
        others = names.keys() - set(kept)
        found = self._collector.collect(others) if others else {}
        if base is None or not kept:
            return found
        for table, sums in self._sum(base, kept, names).items():
            self._found[names[table]] = _keep(sums)
            found[table] = weigh(sums, base, self._collector)
        return found

    def _sum(
        self, base: BaseCollector, tables: Sequence[Table], names: Mapping[Table, str]
    ) -> dict[Table, TableSums]:
        """Return the base sums of tables over all rows."""
        known = {one: sums for one in tables if (sums := self._before(base, one, names[one]))}
        new = [table for table in tables if table not in known]
        found = base.collect(new) if new else {}
        if known and self._kept.rows < self._rows:
            self._set_shifts(base, known.values())
            for table, late in base.collect(known, first_row=self._kept.rows).items():
                _add(known[table], late)
        return found | known

    def keep(self) -> None:
        """Put the sums of this run in the place of those before; for after the last `collect`."""
        if self._base is None or not self._found:
            return
        kept, signature = self._kept, self._signature(self._base)
        kept.is_changed = (
            kept.rows != self._rows
            or kept.signature != signature
            or set(kept.tables) != set(self._found)
        )
        kept.rows, kept.signature, kept.tables = self._rows, signature, self._found
        kept.layout = layout_of(self._collector.frame, self._collector.weighting)

    def _takes(self, base: BaseCollector, table: Table, name: str) -> bool:
        """Whether there is room for the base sums of a table."""
        if name in self._found:
            return True
        room = base.room(table)
        if room > self._left:
            return False
        self._left -= room
        return True

    def _before(self, base: BaseCollector, table: Table, name: str) -> TableSums | None:
        """Return the kept sums of a table as they lie now; None when there are none."""
        kept = self._kept.tables.get(name)
        if self._move is None or kept is None or len(kept.shifts) != len(table.values):
            return None
        shape = base.shape(table)
        sums = TableSums(table, shape, np.array(kept.shifts))
        axis = "pair" if base.is_paired else "cell"
        try:
            for kind in base.kinds:
                size = base.weighting.cell_count
                sums.by_cell[kind] = self._move.array(kept.arrays[kind], axis, size, table, shape)
            if base.needs_units:
                array = kept.arrays[UNIT]
                sums.by_unit = self._move.array(array, UNIT, base.units, table, shape)
            if base.counts_unit_rows:
                array = kept.arrays[UNIT_ROWS]
                sums.unit_rows = self._move.array(array, UNIT, base.units, table, shape)
        except (LostError, KeyError, ValueError):
            return None
        return sums

    def _set_shifts(self, base: BaseCollector, known: Iterable[TableSums]) -> None:
        """Take the constants off the values that were taken off before."""
        for sums in known:
            if not sums.table.any_of:
                base.shifts.update(zip(sums.table.values, sums.shifts.tolist(), strict=True))

    def _signature(self, base: BaseCollector) -> str:
        """Return what else than labels, units and cells decides what the sums mean."""
        frame = self._collector.frame
        columns = sorted((column.name, column.kind) for column in frame.source.columns.values())
        facts: list[object] = [frame.design, base.weighting.variables, base.kinds, columns]
        facts += [base.is_paired, base.counts_unit_rows]
        return json.dumps(_plain(facts), ensure_ascii=False)


def name_of(table: Table) -> str:
    """Return a text that two tables share when they are the same, in this process or another."""
    return json.dumps(_plain(table), ensure_ascii=False)


def _plain(value: object) -> object:
    if is_dataclass(value):
        parts = [getattr(value, one.name) for one in fields(value) if one.compare]
        return [type(value).__name__, *map(_plain, parts)]
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _add(before: TableSums, late: TableSums) -> None:
    """Add the sums of the rows that came since to those before."""
    for kind, array in late.by_cell.items():
        before.by_cell[kind] += array
    if before.by_unit is not None and late.by_unit is not None:
        before.by_unit += late.by_unit
    if before.unit_rows is not None and late.unit_rows is not None:
        before.unit_rows += late.unit_rows


def _keep(sums: TableSums) -> KeptTable:
    arrays = {kind: _narrow(array) for kind, array in sums.by_cell.items()}
    if sums.by_unit is not None:
        arrays[UNIT] = _narrow(sums.by_unit)
    if sums.unit_rows is not None:
        arrays[UNIT_ROWS] = _narrow(sums.unit_rows)
    return KeptTable(arrays, tuple(sums.shifts.tolist()))


def _narrow(sums: Floats) -> Array:
    """Return a copy: counts in the smallest type that holds them, other sums as they are."""
    top = float(sums.max(initial=0.0))
    if top >= 2**32 or sums.min(initial=0.0) < 0 or (sums != np.floor(sums)).any():
        return sums.copy()
    return sums.astype(code_type(int(top)))
