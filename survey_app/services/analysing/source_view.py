"""A source seen with other columns than it has: what the views of this room share."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.source import Batch, Source


@dataclass(frozen=True)
class SourceView(ABC):
    """The rows of a source; a view names its columns and makes their batches."""

    source: Source

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.source.rows

    def batches(self, names: Iterable[str]) -> Iterator[Batch]:
        """The batches of the view."""
        yield from self.batches_from(names, 0)

    @abstractmethod
    def batches_from(self, names: Iterable[str], first_row: int) -> Iterator[Batch]:
        """The batches of the view from a row on."""
