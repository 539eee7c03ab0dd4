"""What the end of a Parquet file says of its columns, group of rows by group of rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyarrow.parquet as pq

from analysis.error import AnalysisError
from analysis.files.arrow_columns import is_long
from analysis.files.texts import MOST_TEXT

SMALL_BYTES = 2**26


@dataclass(frozen=True)
class Footer:
    """The footer of a file; what it says may be wrong, as anything in a file may."""

    metadata: pq.FileMetaData

    @cached_property
    def _places(self) -> dict[str, int]:
        schema = self.metadata.schema
        return {schema.column(place).path: place for place in range(self.metadata.num_columns)}

    def chunks(self, name: str) -> Iterator[tuple[int, pq.ColumnChunkMetaData]]:
        """Yield, for each group, its rows and the part of a column that is no list or struct."""
        if name not in self._places:
            return
        for number in range(self.metadata.num_row_groups):
            group = self.metadata.row_group(number)
            yield group.num_rows, group.column(self._places[name])

    def is_short(self, name: str) -> bool:
        """Whether the column's least and greatest numbers are known, and none is `LONG`."""
        return name in self._places and all(
            (known := chunk.statistics) is not None
            and known.has_min_max
            and not is_long((known.min, known.max))
            for _, chunk in self.chunks(name)
        )

    def check_texts(self, name: str) -> None:
        """Refuse a column whose texts are too long on average, before they are unpacked.

        Raises AnalysisError("bad_file"). A part of 64 MiB may be little but its dictionary.
        """
        for rows, chunk in self.chunks(name):
            if chunk.total_uncompressed_size > max(rows * MOST_TEXT, SMALL_BYTES):
                detail = f"column {name!r} holds texts of more than {MOST_TEXT} bytes"
                raise AnalysisError("bad_file", detail)

    def row_bytes(self, name: str) -> float:
        """What a value of a column takes when unpacked, on average; 0 where nothing is said."""
        sizes = [chunk.total_uncompressed_size for _, chunk in self.chunks(name)]
        return float(max(0, sum(sizes)) / max(1, self.metadata.num_rows))
