"""Files that ReadStat reads, in chunks of rows: each wanted column through a spool.

A value with a label keeps its code; missing values, also those a user defined, are missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from pyreadstat import PyreadstatError, ReadstatError
from pyreadstat.pyclasses import metadata_container
from pyreadstat.pyreadstat import DictOutput

from analysis.error import AnalysisError
from analysis.files.days import WriteDates
from analysis.files.spool import Spool, fill_spools, spooled
from analysis.files.texts import named_kinds, wanted_names
from analysis.plan import Plan
from analysis.source import Kind, Source

Dates = Callable[[str], WriteDates | None]

CHUNK_VALUES = 1_000_000
MOST_CHUNK_ROWS = 65_536
CHUNK_BYTES = 2**27
LONG_TEXT_BYTES = 2**13
"""What a text of any length (Stata's strL) is reckoned with."""
Values = Sequence[str | float | None]
BROKEN = (ReadstatError, PyreadstatError, ValueError, OverflowError, OSError)


class Reader(Protocol):
    """`read_sav` or `read_dta`: the columns as lists, and what the file says of itself."""

    def __call__(  # noqa: D102, PLR0913  # the parser's own
        self,
        filename_path: str,
        metadataonly: bool = ...,
        *,
        usecols: list[str] | None = ...,
        disable_datetime_conversion: bool = ...,
        row_limit: int = ...,
        row_offset: int = ...,
        output_format: Literal["dict"],
    ) -> tuple[DictOutput, metadata_container]: ...


def open_readstat(
    path: Path, plan: Plan, reader: Reader, dates: Dates
) -> AbstractContextManager[Source]:
    """Open a source of the columns the plan reads; `dates` says how a format writes its days.

    Raises AnalysisError: `bad_file` (cut, encrypted, another format, no rows, texts that are not of
    the encoding it names, repeated column names), `unknown_column`, `not_a_number`.
    """
    with _refusals(path):
        _, facts = reader(str(path), metadataonly=True, output_format="dict")
        if not all(facts.column_names):
            raise ValueError("a variable has no name")
    opened = _File(path, reader, facts)
    return spooled(named_kinds(plan), partial(_read, opened, plan, dates))


@dataclass(frozen=True, eq=False)
class _Variable:
    """A wanted variable of the file on its way into its spool."""

    spool: Spool
    is_text: bool
    write: WriteDates | None

    def add(self, values: Values) -> None:
        """Append the values of some rows."""
        if self.is_text:
            self.spool.add([str(value or "") for value in values])
            return
        numbers = np.array(values, dtype=np.float64)
        if self.write is None:
            self.spool.add_numbers(numbers)
            return
        distinct, places = np.unique(numbers, return_inverse=True)
        texts = self.write(distinct)
        self.spool.add([texts[place] for place in places])


@dataclass(frozen=True)
class _File:
    """A file, how it is read and what it says of itself."""

    path: Path
    reader: Reader
    facts: metadata_container

    def variable(self, spool: Spool, dates: Dates) -> _Variable:
        """Say how a variable is read."""
        is_text = self.facts.readstat_variable_types[spool.name] == "string"
        written_as = self.facts.original_variable_types[spool.name] or ""
        return _Variable(spool, is_text, dates(written_as))

    def chunks(self, variables: Sequence[_Variable]) -> Iterator[int]:
        """Spool the rows chunk by chunk; yields how many."""
        names = [variable.spool.name for variable in variables]
        widths = self.facts.variable_storage_width
        row_bytes = sum(widths[name] or LONG_TEXT_BYTES for name in names)
        most = min(MOST_CHUNK_ROWS, CHUNK_VALUES // len(names), CHUNK_BYTES // row_bytes)
        limit = max(1, most)
        rows, done, count = self.facts.number_rows, 0, limit
        while count == limit and done != rows:
            with _refusals(self.path):
                values, _ = self.reader(
                    str(self.path),
                    usecols=names,
                    disable_datetime_conversion=True,
                    row_offset=done,
                    row_limit=limit,
                    output_format="dict",
                )
                for variable in variables:
                    variable.add(values[variable.spool.name])
            count = len(values[names[0]])
            done += count
            yield count
        if rows is not None and done != rows:
            raise AnalysisError("bad_file", f"{self.path.name} has not the rows it promises")


def _read(opened: _File, plan: Plan, dates: Dates, kinds: Mapping[str, Kind], to: Path) -> Source:
    spools = [
        Spool(name, to / f"{number}.column", kinds.get(name))
        for number, name in enumerate(wanted_names(plan, opened.facts.column_names))
    ]
    return fill_spools(spools, opened.chunks([opened.variable(one, dates) for one in spools]))


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn the parser's errors into `bad_file`."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise AnalysisError("bad_file", f"{path.name} holds texts of another encoding") from error
    except MemoryError as error:
        raise AnalysisError("bad_file", f"{path.name} takes more memory than there is") from error
    except BROKEN as error:
        raise AnalysisError("bad_file", f"cannot read {path.name}: {error}") from error
