"""CSV to batches of columns, in memory that does not grow with the number of rows.

One reading of the file: each wanted column goes as codes (or numbers, once its distinct values are
many) into a temporary file; batches come from there. A column is a number column when every value
is a canonical decimal (`12`, `-0.5`; not `012`, `1e5`, ` 7`), else a category; empty is missing.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from analysis.error import AnalysisError
from analysis.plan import Plan
from analysis.source import BATCH_ROWS, Array, Batch, Column, Kind, Source, code_type

CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
MANY = 100_000
CHUNK_ROWS = 8_192


@contextmanager
def open_csv(path: Path, plan: Plan) -> Iterator[Source]:
    """Yield a source of the columns the plan reads; its temporary files go when it closes.

    Raises AnalysisError: `bad_file` (empty, not UTF-8, rows of unequal length, repeated column
    names), `unknown_column`, `not_a_number` (a text in a column declared number).
    """
    with tempfile.TemporaryDirectory(prefix="ydan-") as folder:
        forced: dict[str, Kind] = dict(plan.columns)
        weights = [plan.design.weight] if plan.design.weight else []
        forced.update(dict.fromkeys([*weights, *plan.design.fpc], "number"))
        source = None
        while source is None:
            try:
                source = _read(path, plan, forced, Path(folder))
            except _TextAfterNumbersError as found:
                forced[found.name] = "category"
        yield source


class _TextAfterNumbersError(Exception):
    """A column that was taken for numbers holds a text after all: read it again as category."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _read(path: Path, plan: Plan, forced: Mapping[str, Kind], folder: Path) -> Source:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=_delimiter(path), strict=True)
            return _read_rows(reader, plan, forced, folder)
    except UnicodeDecodeError as error:
        raise AnalysisError("bad_file", f"{path.name} is not UTF-8 (byte {error.start})") from error
    except csv.Error as error:
        raise AnalysisError("bad_file", f"{path.name} is broken: {error}") from error
    except OSError as error:
        raise AnalysisError("bad_file", f"cannot read {path.name}: {error.strerror}") from error


def _delimiter(path: Path) -> str:
    """Return the separator of the header line: a comma unless there is none but ; or tab."""
    with path.open("rb") as file:
        head = file.readline(1 << 16)
    return next((mark for mark in ",;\t" if mark.encode() in head), ",")


def _read_rows(
    reader: Iterator[list[str]], plan: Plan, forced: Mapping[str, Kind], folder: Path
) -> Source:
    header = next(reader, [])
    if not any(header):
        raise AnalysisError("bad_file", "the file is empty")
    repeated = {name for name in header if header.count(name) > 1}
    if repeated:
        raise AnalysisError("bad_file", f"the column name {sorted(repeated)[0]!r} occurs twice")
    wanted = sorted(plan.wanted_columns(dict.fromkeys(header, Column("", "category"))))
    wanted = wanted or header[:1]  # rows are counted even when no column is asked for
    for name in wanted:
        if name not in header:
            raise AnalysisError("unknown_column", f"there is no column {name!r} in the data")
    spools = []
    for position, name in enumerate(wanted):
        file = folder / f"{position}.column"
        spools.append(_Spool(name, header.index(name), file, forced.get(name)))
    rows = 0
    try:
        while chunk := list(islice(reader, CHUNK_ROWS)):
            rows += _add_chunk(chunk, len(header), spools, rows)
    finally:
        for spool in spools:
            spool.file.close()
    if rows == 0:
        raise AnalysisError("bad_file", "the file has no rows")
    return _SpoolSource({spool.name: spool.finish() for spool in spools}, rows)


def _add_chunk(chunk: list[list[str]], width: int, spools: Sequence["_Spool"], before: int) -> int:
    """Spool some rows (blank lines are skipped); returns how many."""
    if set(map(len, chunk)) != {width}:
        chunk = [row for row in chunk if row]
        for position, row in enumerate(chunk):
            if len(row) != width:
                number = before + position + 1
                raise AnalysisError(
                    "bad_file", f"row {number} has {len(row)} values, the header has {width}"
                )
    for spool in spools:
        spool.add([row[spool.position] for row in chunk])
    return len(chunk)


@dataclass(eq=False)
class _Spool:
    """One column on its way to disk: codes of its texts, or numbers."""

    name: str
    position: int
    path: Path
    kind: Kind | None
    codes: dict[str, int] = field(default_factory=lambda: {"": 0})
    as_numbers: bool = False
    file: BinaryIO = field(init=False)

    def __post_init__(self) -> None:
        self.file = self.path.open("wb")

    def add(self, texts: list[str]) -> None:
        """Append the values of some rows."""
        if self.as_numbers:
            self.file.write(np.array([self._number(text) for text in texts]).tobytes())
            return
        found = list(map(self.codes.get, texts))
        if None in found:
            for text in texts:
                if text not in self.codes:
                    self.codes[text] = len(self.codes)
            found = [self.codes[text] for text in texts]
        self.file.write(np.array(found, dtype=np.uint32).tobytes())
        if len(self.codes) > MANY and self._is_number():
            self._turn_into_numbers()

    def _is_number(self) -> bool:
        if self.kind is not None:
            return self.kind == "number"
        texts = iter(self.codes)
        next(texts)
        return all(map(CANONICAL.fullmatch, texts))

    def _number(self, text: str) -> float:
        if not text:
            return np.nan
        if self.kind is None and not CANONICAL.fullmatch(text):
            raise _TextAfterNumbersError(self.name)
        try:
            return float(text)
        except ValueError:
            raise AnalysisError(
                "not_a_number", f"column {self.name!r} holds {text[:40]!r}, not a number"
            ) from None

    def _turn_into_numbers(self) -> None:
        self.file.close()
        values = np.array([self._number(text) for text in self.codes])
        wide = self.path.with_suffix(".wide")
        with wide.open("wb") as target, self.path.open("rb") as source:
            while len(codes := np.frombuffer(source.read(4 << 20), dtype=np.uint32)):
                target.write(values[codes].tobytes())
        wide.replace(self.path)
        self.file = self.path.open("ab")
        self.as_numbers, self.codes = True, {}

    def finish(self) -> "_SpooledColumn":
        """Say what the column is."""
        if self.as_numbers:
            return _SpooledColumn(Column(self.name, "number"), self.path, None)
        if self._is_number():
            table: Array = np.array([self._number(text) for text in self.codes])
            return _SpooledColumn(Column(self.name, "number"), self.path, table)
        labels = tuple(sorted(text for text in self.codes if text))
        ranks = {label: rank for rank, label in enumerate(labels, start=1)}
        table = np.array([ranks.get(text, 0) for text in self.codes], dtype=code_type(len(labels)))
        return _SpooledColumn(Column(self.name, "category", labels), self.path, table)


@dataclass(frozen=True, eq=False)
class _SpooledColumn:
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


class _SpoolSource:
    """A source over spooled columns."""

    def __init__(self, spooled: Mapping[str, _SpooledColumn], rows: int) -> None:
        self._spooled = spooled
        self.columns: Mapping[str, Column] = {name: one.column for name, one in spooled.items()}
        self.rows = rows

    def batches(self, names: Iterable[str]) -> Iterator[Batch]:
        """Yield the named columns batch by batch."""
        wanted = list(names)
        for start in range(0, self.rows, BATCH_ROWS):
            count = min(BATCH_ROWS, self.rows - start)
            yield {name: self._spooled[name].read(start, count) for name in wanted}
