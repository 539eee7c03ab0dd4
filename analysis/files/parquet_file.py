"""Parquet to batches of columns, read straight from the file each time it is asked for.

Only the columns the plan needs are read, in batches; of the rows nothing is kept but the distinct
texts. Texts, dates and booleans (`true`, `false`) are typed as the same texts in a CSV file would
be; integers, floats and decimals are numbers.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.error import AnalysisError
from analysis.files.arrow_columns import ArrowColumn, arrow_column, holds_text, may_be_long
from analysis.files.parquet_footer import Footer
from analysis.files.texts import TextAfterNumbersError, named_kinds, wanted_names
from analysis.plan import Plan
from analysis.source import Batch, Column, Source

BATCH_ROWS = 32_768
BATCH_BYTES = 1 << 26
BUFFER_BYTES = 1 << 16

# Arrow's own allocator returns memory between batches; asking for it again took 40 % of the time.
pa.set_memory_pool(pa.system_memory_pool())


@contextmanager
def open_parquet(path: Path, plan: Plan) -> Iterator[Source]:
    """Yield a source of the columns the plan reads.

    Raises AnalysisError: `bad_file` (cut, encrypted, no Parquet, no rows, repeated column names,
    lists or structs in a wanted column, texts that are not UTF-8), `unknown_column`,
    `not_a_number`.
    """
    with _refusals(path):
        schema = pq.read_schema(path)
        wanted = wanted_names(plan, schema.names)
        texts = [name for name in wanted if holds_text(schema.field(name).type)]
        file = pq.ParquetFile(
            path, read_dictionary=texts, pre_buffer=False, buffer_size=BUFFER_BYTES
        )
        footer = Footer(file.metadata)
        for name in texts:
            footer.check_texts(name)
        wide = (name for name in wanted if may_be_long(schema.field(name).type))
        short = {name for name in wide if footer.is_short(name)}
    kinds, source = named_kinds(plan), None
    with file:
        while source is None:
            columns = [
                arrow_column(schema.field(name), kinds.get(name), is_short=name in short)
                for name in wanted
            ]
            try:
                by_name = {column.name: column for column in columns}
                source = ParquetSource(path, file, footer, by_name)
            except TextAfterNumbersError as found:
                kinds[found.name] = "category"
        yield source


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn the reader's errors into `bad_file`."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise AnalysisError("bad_file", f"{path.name} holds texts that are not UTF-8") from error
    except MemoryError as error:
        raise AnalysisError("bad_file", f"{path.name} takes more memory than there is") from error
    except (pa.ArrowException, OSError) as error:
        reason = str(error).partition("\n")[0].replace(str(path), path.name)
        raise AnalysisError("bad_file", f"cannot read {path.name}: {reason}") from error


class ParquetSource:
    """A source over an open Parquet file; its making reads the columns of text for their labels."""

    def __init__(
        self,
        path: Path,
        file: pq.ParquetFile,
        footer: Footer,
        columns: Mapping[str, ArrowColumn],
    ) -> None:
        self._path, self._file, self._columns = path, file, columns
        self._bytes = {name: footer.row_bytes(name) for name in columns}
        self.rows: int = file.metadata.num_rows
        if self.rows == 0:
            raise AnalysisError("bad_file", "the file has no rows")
        self._learn([column for column in columns.values() if column.has_labels])
        self.columns: Mapping[str, Column] = {
            name: column.finish() for name, column in columns.items()
        }

    def batches(self, names: Iterable[str]) -> Iterator[Batch]:
        """Yield the named columns batch by batch."""
        wanted = list(names)
        for batch in self._arrow_batches(wanted):
            with _refusals(self._path):
                found = {name: self._columns[name].read(_column(batch, name)) for name in wanted}
            yield found

    def _learn(self, columns: list[ArrowColumn]) -> None:
        for batch in self._arrow_batches([column.name for column in columns]):
            with _refusals(self._path):
                for column in columns:
                    column.learn(_column(batch, column.name))

    def _arrow_batches(self, names: list[str]) -> Iterator[pa.RecordBatch]:
        if not names:
            return
        rows = 0
        most = int(BATCH_BYTES / max(1, sum(self._bytes[name] for name in names)))
        at_once = max(1, min(BATCH_ROWS, most))
        batches = self._file.iter_batches(at_once, columns=names, use_threads=False)
        while True:
            with _refusals(self._path):
                batch = next(batches, None)
            if batch is None:
                break
            rows += batch.num_rows
            yield batch
        if rows != self.rows:
            raise AnalysisError("bad_file", f"{self._path.name} has not the rows it promises")


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    return batch.column(batch.schema.get_field_index(name))
