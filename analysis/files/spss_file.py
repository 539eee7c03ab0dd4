"""SPSS (.sav, .zsav) to batches of columns."""

import re
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pyreadstat

from analysis.files.days import WriteDates, write_days, write_moments
from analysis.files.readstat_file import open_readstat
from analysis.plan import Plan
from analysis.source import Source

ORIGIN = datetime(1582, 10, 14)  # noqa: DTZ001  # the file's times have no zone
DAY = re.compile(r"[AEJS]?DATE[0-9.]*")
MOMENT = re.compile(r"(DATETIME|YMDHMS)[0-9.]*")


def open_spss(path: Path, plan: Plan) -> AbstractContextManager[Source]:
    """Open a source of the columns the plan reads; errors as `open_readstat`."""
    return open_readstat(path, plan, pyreadstat.read_sav, _dates)


def _dates(written_as: str) -> WriteDates | None:
    """Return what writes the days of a format, None for a format of plain numbers."""
    if DAY.fullmatch(written_as):
        return write_days(ORIGIN, 1)
    return write_moments(ORIGIN, 1) if MOMENT.fullmatch(written_as) else None
