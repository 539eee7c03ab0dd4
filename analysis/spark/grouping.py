"""GROUP BY on a Spark table, the lines coming to this process as Arrow batches.

So many lines as fit are fetched at once. When there may be more, Spark keeps the grouped table on
its disks and it is fetched in pieces, by a hash of the keys: memory here does not grow with them.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812  # the name everybody knows it by

from analysis.spark.refusals import refusing

MOST_SETS = 16
MOST_LINES = 1_000_000
BATCH_LINES = 131_072
SET = "set"
Keys = tuple[str, ...]


@dataclass(eq=False)
class GroupedTable:
    """A Spark table to be grouped; `what` begins the detail of a refusal.

    `levels` are the number of levels of columns that have few; how many lines some keys gave is
    noted, to know before how many others may give.
    """

    frame: DataFrame
    rows: int
    what: str
    levels: dict[str, int] = field(default_factory=dict)
    _lines: dict[frozenset[str], int] = field(default_factory=dict)

    def grouped(
        self, sets: Sequence[Keys], sums: Sequence[Column]
    ) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield batches of lines with the number of their set of keys, `sums` beside the keys.

        Several sets are one query (GROUPING SETS).
        """
        names = sorted(set().union(*sets))
        columns = [F.col(name) for name in names]
        if len(sets) == 1:
            found = self.frame.groupBy(*columns).agg(*sums)
        else:
            wanted = [[F.col(name) for name in keys] for keys in sets]
            marked = F.grouping_id().alias(SET)
            found = self.frame.groupingSets(wanted, *columns).agg(marked, *sums)
        counted = [0] * len(sets)
        most = sum(self._most(keys) for keys in sets)
        for batch in self._fetch(found, names, is_small=most <= MOST_LINES):
            for number, part in _by_set(batch, sets, names):
                counted[number] += part.num_rows
                yield number, part
        self._lines.update(zip(map(frozenset, sets), counted, strict=True))

    def _most(self, keys: Keys) -> int:
        """Return how many lines some keys give at most."""
        known = [(seen, lines) for seen, lines in self._lines.items() if seen <= set(keys)]
        bounds = [lines * self._combinations(set(keys) - seen) for seen, lines in known]
        return min([self.rows, self._combinations(set(keys)), *bounds])

    def _combinations(self, keys: set[str]) -> int:
        return math.prod(self.levels.get(name, self.rows) + 1 for name in keys)

    def _fetch(
        self, found: DataFrame, names: Sequence[str], *, is_small: bool
    ) -> Iterator[pa.RecordBatch]:
        if is_small:
            yield from self._collect(found)
            return
        with refusing("bad_file", self.what):
            found = found.persist(StorageLevel.DISK_ONLY)
            pieces = -(-found.count() // MOST_LINES)
        try:
            piece = F.pmod(F.hash(*names), F.lit(pieces)) if names else F.lit(0)
            for number in range(pieces):
                yield from self._collect(found if pieces == 1 else found.where(piece == number))
        finally:
            found.unpersist()

    def _collect(self, found: DataFrame) -> list[pa.RecordBatch]:
        with refusing("bad_file", self.what):
            return list(found.toArrow().to_batches(max_chunksize=BATCH_LINES))


def _by_set(
    batch: pa.RecordBatch, sets: Sequence[Keys], names: Sequence[str]
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the lines of each set; Spark marks the columns that are not of the set by bits."""
    if len(sets) == 1:
        yield 0, batch
        return
    marks = batch.column(SET)
    for number, keys in enumerate(sets):
        absent = [int(name not in keys) << place for place, name in enumerate(reversed(names))]
        part = batch.filter(pc.equal(marks, pa.scalar(np.int64(sum(absent)), marks.type)))
        if part.num_rows:
            yield number, part
