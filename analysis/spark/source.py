"""The lines of askings from a Spark table: which of them share a query, and what it sums."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, mul

import numpy as np
import pyarrow as pa
from pyspark.sql import Column as SparkColumn
from pyspark.sql import functions as F  # noqa: N812  # the name everybody knows it by

from analysis.files.arrow_columns import ArrowColumn
from analysis.lines import REPLICATE, Asking, Lines, Product
from analysis.source import Array, Column
from analysis.spark.grouping import MOST_SETS, GroupedTable
from analysis.spark.refusals import refusing
from analysis.sums.coding import Floats

MOST_SUMS = 96
MOST_CENTRES = 48
Placed = tuple[int, Asking]


class SparkSource:
    """A grouping source over a Spark table whose columns are named by `places`."""

    def __init__(
        self,
        table: GroupedTable,
        columns: Mapping[str, Column],
        readers: Mapping[str, ArrowColumn],
        places: Mapping[str, str],
    ) -> None:
        self.columns, self.rows = columns, table.rows
        self._table, self._readers, self._places = table, readers, places
        self._centres: dict[str, float] = {}
        for name, column in columns.items():
            if column.kind == "category":
                table.levels[places[name]] = len(column.labels)

    def lines(self, askings: Sequence[Asking]) -> Iterator[tuple[int, Lines]]:
        """Yield lines with the place of their asking.

        Askings for the same sums by different keys share a query, and so do askings for the sums of
        different values by the same keys.
        """
        by_sums: dict[object, list[Placed]] = {}
        by_keys: dict[object, list[Placed]] = {}
        for placed in enumerate(askings):
            asking = placed[1]
            if asking.values:
                by_keys.setdefault((asking.weight, asking.keys), []).append(placed)
            else:
                by_sums.setdefault((asking.weight, asking.kinds), []).append(placed)
        for shared in by_sums.values():
            for start in range(0, len(shared), MOST_SETS):
                yield from self._by_sets(shared[start : start + MOST_SETS])
        for shared in by_keys.values():
            for some in _shares(shared):
                yield from self._by_values(some)

    def centres(self, names: Iterable[str]) -> Mapping[str, float]:
        """Return the value of each number column that is nearest to its mean."""
        wanted = list(names)
        unknown = [name for name in wanted if name not in self._centres]
        for start in range(0, len(unknown), MOST_CENTRES):
            some = unknown[start : start + MOST_CENTRES]
            means = self._one_line(some, [F.avg(self._column(name)) for name in some])
            far = [
                F.abs(self._column(name) - F.lit(mean))
                for name, mean in zip(some, means, strict=True)
            ]
            nearest = [
                F.min_by(self._column(name), distance)
                for name, distance in zip(some, far, strict=True)
            ]
            self._centres.update(zip(some, self._one_line(some, nearest), strict=True))
        return {name: self._centres[name] for name in wanted}

    def _one_line(self, names: Sequence[str], sums: Sequence[SparkColumn]) -> list[float]:
        wanted = [one.alias(f"s{i}") for i, one in enumerate(sums)]
        found = [0.0] * len(names)
        for _, batch in self._table.grouped([()], wanted):
            found = [float(_floats(batch.column(i))[0]) for i in range(len(names))]
        return found

    def _by_sets(self, shared: Sequence[Placed]) -> Iterator[tuple[int, Lines]]:
        sets = [self._keys(asking) for _, asking in shared]
        sums = self._sums(shared[0][1], "s")
        for number, batch in self._table.grouped(sets, sums):
            place, asking = shared[number]
            yield place, self._read(asking, batch, "s")

    def _by_values(self, shared: Sequence[Placed]) -> Iterator[tuple[int, Lines]]:
        sums = [one for place, asking in shared for one in self._sums(asking, f"s{place}_")]
        for _, batch in self._table.grouped([self._keys(shared[0][1])], sums):
            for place, asking in shared:
                yield place, self._read(asking, batch, f"s{place}_")

    def _read(self, asking: Asking, batch: pa.RecordBatch, prefix: str) -> Lines:
        columns: dict[str, Array] = {}
        for name in asking.keys:
            with refusing("bad_file", self._table.what):
                columns[name] = self._readers[name].read(batch.column(self._places[name]))
        found = (_floats(batch.column(f"{prefix}{i}")) for i in range(len(asking.sums)))
        return Lines(asking, columns, dict(zip(asking.sums, found, strict=True)))

    def _keys(self, asking: Asking) -> tuple[str, ...]:
        return tuple(self._places[name] for name in asking.keys)

    def _column(self, name: str) -> SparkColumn:
        return F.col(self._places[name])

    def _sums(self, asking: Asking, prefix: str) -> list[SparkColumn]:
        values = [self._column(name) - F.lit(shift) for name, shift in asking.values]
        return [
            self._sum(asking, kind, product, values).alias(f"{prefix}{i}")
            for i, (kind, product) in enumerate(asking.sums)
        ]

    def _sum(
        self, asking: Asking, kind: str, product: Product, values: Sequence[SparkColumn]
    ) -> SparkColumn:
        if kind in EDGES:
            assert asking.weight is not None  # noqa: S101  # edges are those of weights
            weight = self._column(asking.weight)
            is_known = F.count(weight) == F.count(F.lit(1))
            return F.when(is_known, EDGES[kind](weight)).otherwise(F.lit(float("nan")))
        term = reduce(mul, [values[k] for k in product], self._term(asking, kind))
        if values:
            known = [self._column(name).isNotNull() for name, _ in asking.values]
            term = F.when(reduce(and_, known), term)
        return F.sum(term)

    def _term(self, asking: Asking, kind: str) -> SparkColumn:
        if kind.startswith(REPLICATE):
            return self._column(kind.removeprefix(REPLICATE))
        if kind == "n" or asking.weight is None:
            return F.lit(1.0)
        weight = self._column(asking.weight)
        if kind == "live":
            return F.when(weight > 0, 1.0).otherwise(0.0)
        return weight if kind == "w" else weight * weight


EDGES = {"low": F.min, "high": F.max}


def _shares(shared: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Split askings so that no query has too many sums."""
    share: list[Placed] = []
    for placed in shared:
        if share and sum(len(asking.sums) for _, asking in [*share, placed]) > MOST_SUMS:
            yield share
            share = []
        share.append(placed)
    yield share


def _floats(array: pa.Array) -> Floats:
    return np.asarray(array.fill_null(0).to_numpy(zero_copy_only=False), dtype=np.float64)
