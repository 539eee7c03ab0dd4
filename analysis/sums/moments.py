"""What the sums say: the groups of the tables that were summed, and what lies in a domain."""

from collections.abc import Callable, Iterable

import numpy as np

from analysis.sums.coding import Floats
from analysis.sums.collect import Collector, TableSums
from analysis.sums.group import Group
from analysis.sums.infinite import need_finite
from analysis.sums.presence import Presence, Presences
from analysis.sums.residuals import Projection, make_projection
from analysis.sums.row_residuals import RowProjection, make_row_projection
from analysis.sums.table import Domain, Table
from analysis.sums.variance_model import VarianceModel

Collect = Callable[[Iterable[Table]], dict[Table, TableSums]]


class Moments:
    """Summed tables: the groups of a table, the presence of a domain, the sums of the weights.

    `load` sums the tables that may be asked for until the next `load`, by `collect` (by the
    collector's own pass where none is given).
    """

    def __init__(self, collector: Collector, collect: Collect | None = None) -> None:
        self._collector = collector
        self._collect = collect or collector.collect
        self._sums: dict[Table, TableSums] = {}
        self._derived: tuple[Table, list[tuple[str, Floats]]] | None = None
        self.model = VarianceModel(collector.frame, collector.replicates)
        self._presences = Presences(self.model, self.group)

    def load(self, tables: Iterable[Table]) -> None:
        """Sum tables in one pass and forget those of the pass before."""
        wanted = list(tables)
        domains = [Table(table.domain) for table in wanted]
        self._derived, self._sums = None, {}
        self._sums = self._collect([Table(), *domains, *wanted])
        if self.model.projection is None:
            self.model.projection = self._project()

    def _project(self) -> Projection | RowProjection | None:
        """Return the projection of the calibration, None without one."""
        collector = self._collector
        if collector.weighting.row_step is not None:
            return make_row_projection(collector)
        whole, trimmed = self.group(Table(), 0), collector.weighting.is_trimmed
        is_held = "held" in collector.kinds
        is_element = self.model.is_element
        return make_projection(
            collector,
            whole.by_weighting_cell("c" if trimmed else "w")[:, 0],
            whole.by_weighting_cell("held" if is_held else "live")[:, 0],
            whole.by_weighting_cell("cc" if trimmed else "v")[:, 0] if is_element else None,
        )

    def cell_sums(self, kind: str) -> Floats:
        """Return a sum over all rows by weighting cell: n, live, w, ww."""
        return self.group(Table(), 0).by_weighting_cell(kind)[:, 0]

    def presence(self, domain: Domain, number: int) -> Presence:
        """Return what of the sample lies in one group (from 0) of a domain, missing answers too."""
        return self._presences.of(domain, number)

    def answered_df(self, group: Group) -> int:
        """Return the degrees of freedom of the rows of a group that miss none of its columns."""
        return self._presences.answered_df(group)

    @np.errstate(over="ignore", invalid="ignore")
    def group(self, table: Table, number: int) -> Group:
        """Return one group (from 0) of a table.

        Raises AnalysisError: `not_a_number` (an infinite value), `too_large`.
        """
        sums = self._sums[table]
        skip = 0 if table.domain.is_whole else 1
        arrays = {kind: self._cut(sums, array, number + skip) for kind, array in self._kinds(sums)}
        if sums.by_unit is not None:
            arrays["unit"] = self._cut(sums, sums.by_unit, number + skip)
        if sums.unit_rows is not None:
            arrays["unit rows"] = self._cut(sums, sums.unit_rows, number + skip)
        if sums.by_pair is not None:
            arrays["pair"] = self._cut(sums, sums.by_pair, number + skip)
        arrays["shifts"] = sums.shifts
        if table.values:
            need_finite(self._collector.frame, table, arrays.values())
        return Group(self.model, table, number, arrays)

    def _kinds(self, sums: TableSums) -> list[tuple[str, Floats]]:
        """Return the sums by weighting cell under each factor; those of the last table are kept."""
        if self._derived is None or self._derived[0] != sums.table:
            self._derived = sums.table, self._derive(sums)
        return self._derived[1]

    def _derive(self, sums: TableSums) -> list[tuple[str, Floats]]:
        collector = self._collector
        kinds = dict(sums.by_cell)
        if collector.is_uniform:
            count = kinds["n"].reshape(len(kinds["n"]), collector.weighting.cell_count, -1)
            weight = collector.cell_weights()[:, None]
            flat = len(kinds["n"])
            kinds["w"] = (count * weight).reshape(flat, -1)
            kinds["ww"] = (count * weight**2).reshape(flat, -1)
        kinds.setdefault("live", kinds["n"])
        if self.model.is_element and "v" not in kinds:
            kinds["v"] = kinds["ww"] * self.model.stages[0].coefficients[0]
        return list(kinds.items())

    def _cut(self, sums: TableSums, array: Floats, group: int) -> Floats:
        """Return (products, axis, cells) of one group, without the slots of rows outside."""
        shaped = array.reshape(len(array), -1, *sums.shape)[:, :, group]
        for axis in range(len(sums.table.categories)):
            shaped = np.take(shaped, range(1, shaped.shape[axis + 2]), axis=axis + 2)
        shaped = shaped[..., -1]
        return np.ascontiguousarray(shaped).reshape(len(array), shaped.shape[1], -1)
