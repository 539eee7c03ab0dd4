"""CSV to batches of columns: one reading of the file, each wanted column through a spool."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import islice
from pathlib import Path

from analysis.error import AnalysisError
from analysis.files.spool import Spool, fill_spools, spooled
from analysis.files.texts import named_kinds, wanted_names
from analysis.plan import Plan
from analysis.source import Kind, Source

CHUNK_ROWS = 8_192


def open_csv(path: Path, plan: Plan) -> AbstractContextManager[Source]:
    """Open a source of the columns the plan reads; its temporary files go when it closes.

    Raises AnalysisError: `bad_file` (empty, not UTF-8, rows of unequal length, repeated column
    names), `unknown_column`, `not_a_number` (a text in a column declared number).
    """
    return spooled(named_kinds(plan), partial(_read, path, plan))


def _read(path: Path, plan: Plan, kinds: Mapping[str, Kind], folder: Path) -> Source:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=_delimiter(path), strict=True)
            return _read_rows(reader, plan, kinds, folder)
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
    reader: Iterator[list[str]], plan: Plan, kinds: Mapping[str, Kind], folder: Path
) -> Source:
    header = next(reader, [])
    spools = {
        header.index(name): Spool(name, folder / f"{number}.column", kinds.get(name))
        for number, name in enumerate(wanted_names(plan, header))
    }
    return fill_spools([*spools.values()], _chunks(reader, len(header), spools))


def _chunks(reader: Iterator[list[str]], width: int, spools: Mapping[int, Spool]) -> Iterator[int]:
    """Spool the rows chunk by chunk, blank lines skipped; yields how many."""
    before = 0
    while chunk := list(islice(reader, CHUNK_ROWS)):
        if set(map(len, chunk)) != {width}:
            chunk = [row for row in chunk if row]
            _check_widths(chunk, width, before)
        for position, spool in spools.items():
            spool.add([row[position] for row in chunk])
        before += len(chunk)
        yield len(chunk)


def _check_widths(chunk: Sequence[Sequence[str]], width: int, before: int) -> None:
    for number, row in enumerate(chunk, before + 1):
        if len(row) != width:
            raise AnalysisError(
                "bad_file", f"row {number} has {len(row)} values, the header has {width}"
            )
