"""Columns on their way through temporary files, for formats that are read from top to bottom once.

Each wanted column goes to disk as codes of its texts, or as numbers; batches come from there, so
memory does not grow with the number of rows.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from analysis.error import AnalysisError
from analysis.files.texts import TextAfterNumbersError, Texts
from analysis.source import BATCH_ROWS, Array, Batch, Column, Kind, Source
from analysis.sums.coding import Floats, number_text

COPY_BYTES = 4 << 20
HELD_BYTES = 1 << 12
BATCH_VALUES = 2**24
Fill = Callable[[Mapping[str, Kind], Path], Source]


@contextmanager
def spooled(kinds: Mapping[str, Kind], fill: Fill) -> Iterator[Source]:
    """Yield the source that `fill(kinds, folder)` makes; its temporary files go when it closes.

    A column that turns out to hold a text after many numbers is read again as a category.
    """
    known = dict(kinds)
    with tempfile.TemporaryDirectory(prefix="ydan-") as folder:
        source = None
        while source is None:
            try:
                source = fill(known, Path(folder))
            except TextAfterNumbersError as found:
                known[found.name] = "category"
        yield source


def fill_spools(spools: Sequence["Spool"], chunks: Iterable[int]) -> Source:
    """Return the source of the spools after all chunks went in; a chunk is its number of rows."""
    rows = sum(chunks)
    if rows == 0:
        raise AnalysisError("bad_file", "the file has no rows")
    return SpoolSource({spool.name: spool.finish() for spool in spools}, rows)


@dataclass(eq=False)
class Spool:
    """One column on its way to disk: codes of its texts, or numbers.

    Its file is open only while it grows: columns may be more than the files a process may open.
    """

    name: str
    path: Path
    kind: Kind | None
    texts: Texts = field(init=False)
    held: bytearray = field(init=False, default_factory=bytearray)

    def __post_init__(self) -> None:
        self.path.write_bytes(b"")
        self.texts = Texts(self.name, self.kind)

    def add(self, texts: Sequence[str]) -> None:
        """Append the values of some rows; "" is missing."""
        if self.texts.as_numbers:
            self._append(self.texts.numbers(texts))
            return
        self._append(np.array(self.texts.add(texts), dtype=np.uint32))
        if self.texts.are_many_numbers:
            self._turn_into_numbers()

    def add_numbers(self, values: Floats) -> None:
        """Append the numbers of some rows (NaN is missing); a category takes them by their text."""
        if self.kind == "category":
            distinct, places = np.unique(values, return_inverse=True)
            labels = ["" if np.isnan(value) else number_text(float(value)) for value in distinct]
            self.add([labels[place] for place in places])
            return
        self.texts.as_numbers = True
        self._append(values.astype(np.float64, copy=False))

    def _append(self, values: Array) -> None:
        self.held += values.tobytes()
        if len(self.held) >= HELD_BYTES:
            self._write()

    def _write(self) -> None:
        with self.path.open("ab") as file:
            file.write(self.held)
        self.held.clear()

    def _turn_into_numbers(self) -> None:
        self._write()
        values = self.texts.numbers(list(self.texts.codes))
        wide = self.path.with_suffix(".wide")
        with wide.open("wb") as target, self.path.open("rb") as source:
            while len(codes := np.frombuffer(source.read(COPY_BYTES), dtype=np.uint32)):
                target.write(values[codes].tobytes())
        wide.replace(self.path)
        self.texts = Texts(self.name, self.kind, {}, as_numbers=True)

    def finish(self) -> "SpooledColumn":
        """Say what the column is."""
        self._write()
        column, table = self.texts.finish()
        return SpooledColumn(column, self.path, table)


@dataclass(frozen=True, eq=False)
class SpooledColumn:
    """A column on disk; `table` translates its codes (None: the file holds numbers)."""

    column: Column
    path: Path
    table: Array | None

    def read(self, start: int, rows: int) -> Array:
        """Return some rows."""
        if self.table is None:
            return np.fromfile(self.path, dtype=np.float64, count=rows, offset=8 * start)
        codes = np.fromfile(self.path, dtype=np.uint32, count=rows, offset=4 * start)
        return np.asarray(self.table[codes])


class SpoolSource:
    """A source over spooled columns."""

    def __init__(self, columns: Mapping[str, SpooledColumn], rows: int) -> None:
        self._spooled = columns
        self.columns: Mapping[str, Column] = {name: one.column for name, one in columns.items()}
        self.rows = rows

    def batches(self, names: Iterable[str]) -> Iterator[Batch]:
        """Yield the named columns batch by batch; the more columns, the fewer rows."""
        wanted = list(names)
        most = max(1, min(BATCH_ROWS, BATCH_VALUES // max(1, len(wanted))))
        for start in range(0, self.rows, most):
            count = min(most, self.rows - start)
            yield {name: self._spooled[name].read(start, count) for name in wanted}
