"""Spark's errors as refusals: one line for people, never a trace of two languages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from analysis.error import AnalysisError

ABSENT = ("PATH_NOT_FOUND", "TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND")
LONGEST = 300


@contextmanager
def refusing(code: str, what: str) -> Iterator[None]:
    """Turn what Spark raises into AnalysisError(code), `what` being the beginning of its detail."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise AnalysisError(code, f"{what}: it holds texts that are not UTF-8") from error
    except (PySparkException, Py4JError, pa.ArrowException, OSError) as error:
        raise AnalysisError(code, f"{what}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    condition = error.getCondition() if isinstance(error, PySparkException) else None
    if condition is not None and str(condition).startswith(ABSENT):
        return "there is no such table or folder"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:LONGEST] if lines else type(error).__name__
