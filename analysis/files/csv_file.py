"""CSV to batches of columns: one reading of the file, each wanted column through a spool."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from analysis.error import AnalysisError
from analysis.files.spool import Spool, fill_spools, spooled
from analysis.files.texts import named_kinds, wanted_names
from analysis.plan import Plan
from analysis.source import Kind, Source

CHUNK_ROWS = 8_192
CHUNK_VALUES = 2**19
CHUNK_CHARACTERS = 2**26
MOST_LINE = 2**24
QUOTED = re.compile(rb'"[^"]*"')


def open_csv(path: Path, plan: Plan) -> AbstractContextManager[Source]:
    """Open a source of the columns the plan reads; its temporary files go when it closes.

    Raises AnalysisError: `bad_file` (empty, not UTF-8, rows of unequal length, repeated column
    names, NUL characters, values over 128 KiB), `unknown_column`, `not_a_number` (a text in a
    column declared number).
    """
    return spooled(named_kinds(plan), partial(_read, path, plan))


def _read(path: Path, plan: Plan, kinds: Mapping[str, Kind], folder: Path) -> Source:
    try:
        with (
            path.open("rb") as raw,
            TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file,
        ):
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=_delimiter(path), strict=True)
            try:
                return _read_rows(reader, lines, plan, kinds, folder)
            except UnicodeDecodeError as error:
                place = raw.tell() - len(error.object) + error.start
                detail = f"{path.name} is not UTF-8 (byte {place})"
                raise AnalysisError("bad_file", detail) from error
    except csv.Error as error:
        raise AnalysisError("bad_file", f"{path.name} is broken: {error}") from error
    except OSError as error:
        raise AnalysisError("bad_file", f"cannot read {path.name}: {error.strerror}") from error


@dataclass(eq=False)
class _Lines:
    """The lines; one without an end, and NUL characters (UTF-16, no text), are refused."""

    file: TextIO
    characters: int = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(MOST_LINE):
            if len(line) == MOST_LINE:
                raise csv.Error(f"a line has {MOST_LINE} characters or more")
            if "\0" in line:
                raise csv.Error("it holds NUL characters, so it is no UTF-8 text")
            self.characters += len(line)
            yield line


def _delimiter(path: Path) -> str:
    """Return the separator of the header line: a comma unless there is none but ; or tab.

    In a file called `.tsv` it is the tab if there is one. Quoted names do not count.
    """
    with path.open("rb") as file:
        head = QUOTED.sub(b"", file.readline(1 << 16))
    marks = "\t,;" if path.suffix.lower() == ".tsv" else ",;\t"
    return next((mark for mark in marks if mark.encode() in head), ",")


def _read_rows(
    reader: Iterator[list[str]], lines: _Lines, plan: Plan, kinds: Mapping[str, Kind], folder: Path
) -> Source:
    header = next(reader, [])
    places = {name: place for place, name in enumerate(header)}
    spools = {
        places[name]: Spool(name, folder / f"{number}.column", kinds.get(name))
        for number, name in enumerate(wanted_names(plan, header))
    }
    return fill_spools([*spools.values()], _spool(reader, lines, len(header), spools))


def _spool(
    reader: Iterator[list[str]], lines: _Lines, width: int, spools: Mapping[int, Spool]
) -> Iterator[int]:
    """Spool the rows chunk by chunk; yields how many."""
    for chunk in _chunks(reader, lines, width):
        for position, spool in spools.items():
            spool.add([row[position] for row in chunk])
        yield len(chunk)


def _chunks(
    reader: Iterator[list[str]], lines: _Lines, width: int
) -> Iterator[Sequence[Sequence[str]]]:
    """Yield some rows at once, few if they are wide or long; blank lines are skipped."""
    most = max(1, min(CHUNK_ROWS, CHUNK_VALUES // width))
    before, end = 0, lines.characters + CHUNK_CHARACTERS
    chunk: list[list[str]] = []
    for row in reader:
        if len(row) != width:
            if not row:
                continue
            number = before + len(chunk) + 1
            detail = f"row {number} has {len(row)} values, the header has {width}"
            raise AnalysisError("bad_file", detail)
        chunk.append(row)
        if len(chunk) == most or lines.characters > end:
            yield chunk
            before, end = before + len(chunk), lines.characters + CHUNK_CHARACTERS
            chunk = []
    if chunk:
        yield chunk
