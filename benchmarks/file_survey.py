"""The survey of 40 questions that the files group reads: the same answers as Parquet and as CSV.

Six groups of 2 to 12 codes, 20 strata of 20 clusters, lognormal weights; written in pieces, so that
making ten million rows takes no more memory than making one.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

GROUPS = {"g1": 2, "g2": 3, "g3": 4, "g4": 5, "g5": 8, "g6": 12}
QUESTIONS, STEPS = 40, 5
STRATA, CLUSTERS = 20, 20
SEED = 20261122
PIECE_ROWS = 100_000
Document = dict[str, object]


def crosstab_plan() -> Document:
    """Every question by every group with its standard errors and Rao–Scott's F: 240 tables."""
    return {
        "format": "ydan-analysis/1",
        "design": {"weight": "w", "strata": "stratum", "clusters": ["cluster"], "nest": True},
        "estimates": [
            {
                "id": f"q{number}.{group}",
                "statistic": "crosstab",
                "rows": f"q{number}",
                "columns": group,
                "tests": ["rao_scott_f"],
            }
            for number in range(1, QUESTIONS + 1)
            for group in GROUPS
        ],
    }


def write_survey(folder: Path, rows: int) -> dict[str, Path]:
    """Write `rows` answers; returns the file of each format."""
    paths = {kind: folder / f"answers-{rows}.{kind}" for kind in ("parquet", "csv")}
    with ExitStack() as stack:
        writers: list[pyarrow.parquet.ParquetWriter | pyarrow.csv.CSVWriter] = []
        for piece in _pieces(rows):
            if not writers:
                parquet = pyarrow.parquet.ParquetWriter(paths["parquet"], piece.schema)
                text = pyarrow.csv.CSVWriter(paths["csv"], piece.schema)
                writers = [stack.enter_context(parquet), stack.enter_context(text)]
            for writer in writers:
                writer.write_table(piece)
    return paths


def _pieces(rows: int) -> Iterator[pa.Table]:
    chance = np.random.default_rng(SEED)
    for start in range(0, rows, PIECE_ROWS):
        count = min(PIECE_ROWS, rows - start)
        sizes = {**GROUPS, **{f"q{number}": STEPS for number in range(1, QUESTIONS + 1)}}
        columns = {
            name: chance.integers(1, size + 1, count, dtype=np.int8) for name, size in sizes.items()
        }
        columns["stratum"] = chance.integers(1, STRATA + 1, count, dtype=np.int8)
        columns["cluster"] = chance.integers(1, CLUSTERS + 1, count, dtype=np.int8)
        yield pa.table({**columns, "w": chance.lognormal(0, 0.5, count)})
