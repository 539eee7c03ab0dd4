"""One Spark session for all tests; without PySpark (`make test`) there are none."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.source import ArraySource
from tests.support.engines import make_survey

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]
PARTS = 3


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    from analysis.spark.session import spark_session  # noqa: PLC0415  # only where it is installed

    with spark_session() as session:
        yield session


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Parquet folder of the survey, in several files; beside it the same as one file."""
    made = tmp_path_factory.mktemp("spark") / "survey"
    made.mkdir()
    write_parts(make_survey(), made)
    return made


def write_parts(source: ArraySource, folder: Path) -> None:
    """Write a source to a folder of several files, and to one file beside it."""
    table = pa.table({name: texts(source, name) for name in source.columns})
    size = -(-table.num_rows // PARTS)
    for part in range(PARTS):
        pq.write_table(table.slice(part * size, size), folder / f"part-{part}.parquet")
    pq.write_table(table, one_file(folder))


def one_file(folder: Path) -> Path:
    return folder.with_suffix(".parquet")


def texts(source: ArraySource, name: str) -> pa.Array:
    """A column as a file has it: labels for codes, nothing for what is missing."""
    column, array = source.columns[name], source.arrays[name]
    if column.kind == "number":
        return pa.array(array, from_pandas=True)
    labels = (None, *column.labels)
    return pa.array([labels[code] for code in array.tolist()], pa.string())
