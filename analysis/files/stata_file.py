"""Stata (.dta) to batches of columns."""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pyreadstat

from analysis.files.days import WriteDates, write_days, write_moments
from analysis.files.readstat_file import open_readstat
from analysis.plan import Plan
from analysis.source import Source

ORIGIN = datetime(1960, 1, 1)  # noqa: DTZ001  # the file's times have no zone
DAY_S, MILLISECOND_S = 86_400, 0.001


def open_stata(path: Path, plan: Plan) -> AbstractContextManager[Source]:
    """Open a source of the columns the plan reads; errors as `open_readstat`."""
    return open_readstat(path, plan, pyreadstat.read_dta, _dates)


def _dates(written_as: str) -> WriteDates | None:
    """Return what writes the days of a format, None for a format of plain numbers."""
    plain = written_as.replace("%-", "%")
    if plain.startswith(("%td", "%d")):
        return write_days(ORIGIN, DAY_S)
    return write_moments(ORIGIN, MILLISECOND_S) if plain.startswith(("%tc", "%tC")) else None
