"""Open a table or folder for the Spark engine, as `analysis.files.open_file` does for a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from analysis.error import AnalysisError
from analysis.lines import GroupingSource
from analysis.plan import Plan


@contextmanager
def open_with_spark(data: str, plan: Plan) -> Iterator[GroupingSource]:
    """Yield the source of a table or Parquet folder, in the running Spark session or one of ours.

    Raises AnalysisError: `no_spark` without PySpark or Java, and those of `open_spark`.
    """
    if find_spec("pyspark") is None:
        raise AnalysisError(
            "no_spark", "the Spark engine needs PySpark: install the package with its extra [spark]"
        )
    from analysis.spark.open_spark import open_spark  # noqa: PLC0415  # heavy and optional
    from analysis.spark.session import spark_session  # noqa: PLC0415  # heavy and optional

    with spark_session() as session:
        yield open_spark(session, data, plan)
