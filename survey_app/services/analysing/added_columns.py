"""Columns that are in no snapshot, beside those that are: what reviewers found in the comments."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.source import Array, Batch, Column, batches_from
from survey_app.services.analysing.source_view import SourceView
from survey_app.services.analysing.survey_columns import MODE


@dataclass(frozen=True)
class AddedColumns(SourceView):
    """A source with number columns added: `arrays` by name, each as long as the source."""

    arrays: Mapping[str, Array]

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns of the source, then those added."""
        return {**self.source.columns, **{name: Column(name, "number") for name in self.arrays}}

    def batches_from(self, names: Iterable[str], first_row: int) -> Iterator[Batch]:
        """The batches of the source from a row on, with their part of the added columns."""
        wanted = tuple(names)
        plain = [name for name in wanted if name not in self.arrays]
        added = [name for name in wanted if name in self.arrays]
        start = first_row
        for batch in batches_from(self.source, plain or [MODE], first_row):
            end = start + len(next(iter(batch.values())))
            kept = {name: batch[name] for name in plain}
            yield kept | {name: self.arrays[name][start:end] for name in added}
            start = end
