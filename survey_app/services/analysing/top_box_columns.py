"""Columns for "satisfied or better": worked out from the answers while they are read.

`top.q11` is `yes` or `no` for everybody who rated; `mean_top.q4` is the share of the rows of a
grid that a person rated in the top box, for the indicator `mean_top_box` (a mean over people).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.source import Array, Batch, Column, Source, batches_from
from questionnaires.model import AnyItem, ChoiceQuestion, GridItem, Questionnaire
from survey_app.services.analysing.source_view import SourceView
from survey_app.services.analysing.survey_variables import missing_codes

YES, NO = "yes", "no"
TOP = "top."
MEAN_TOP = "mean_top."


@dataclass(frozen=True)
class TopBox:
    """A column to work out: from which columns, and what counts as top and as no rating."""

    name: str
    inputs: tuple[str, ...]
    top: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def column(self) -> Column:
        """The column that comes out."""
        if self.name.startswith(MEAN_TOP):
            return Column(self.name, "number")
        return Column(self.name, "category", (YES, NO))


def list_top_boxes(questionnaire: Questionnaire, source: Source) -> tuple[TopBox, ...]:
    """Every top box of a questionnaire whose columns the source has."""
    boxes = (
        box
        for item in questionnaire.items
        if isinstance(item, ChoiceQuestion) and item.top_box
        for box in _boxes(questionnaire, item)
    )
    return tuple(box for box in boxes if all(name in source.columns for name in box.inputs))


def _boxes(questionnaire: Questionnaire, item: AnyItem) -> Iterator[TopBox]:
    assert isinstance(item, ChoiceQuestion)  # noqa: S101 - the caller looked
    missing = missing_codes(questionnaire, item)
    if isinstance(item, GridItem):
        rows = tuple(f"{item.id}.{row.code}" for row in item.rows)
        yield from (TopBox(f"{TOP}{row}", (row,), item.top_box, missing) for row in rows)
        yield TopBox(f"{MEAN_TOP}{item.id}", rows, item.top_box, missing)
    elif item.type in ("single", "scale"):
        yield TopBox(f"{TOP}{item.id}", (item.id,), item.top_box, missing)


@dataclass(frozen=True)
class TopBoxColumns(SourceView):
    """A source with the top box columns added."""

    boxes: tuple[TopBox, ...]

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns of the source, then those worked out."""
        return {**self.source.columns, **{box.name: box.column for box in self.boxes}}

    def batches_from(self, names: Iterable[str], first_row: int) -> Iterator[Batch]:
        """The batches of the source from a row on, with the named columns worked out."""
        wanted = set(names)
        boxes = [box for box in self.boxes if box.name in wanted]
        plain = wanted - {box.name for box in boxes}
        needed = plain.union(*(box.inputs for box in boxes))
        for batch in batches_from(self.source, sorted(needed), first_row):
            kept = {name: batch[name] for name in batch if name in plain}
            yield kept | {box.name: self._values(box, batch) for box in boxes}

    def _values(self, box: TopBox, batch: Batch) -> Array:
        rated = sum(self._is(batch, name, box, rated=True) for name in box.inputs)
        top = sum(self._is(batch, name, box, rated=False) for name in box.inputs)
        if box.name.startswith(MEAN_TOP):
            return np.where(rated, top / np.maximum(rated, 1), np.nan)
        return np.where(rated > 0, np.where(top > 0, 1, 2), 0).astype(np.uint8)

    def _is(self, batch: Batch, name: str, box: TopBox, *, rated: bool) -> NDArray[np.int64]:
        """1 for rows whose answer is a rating (or lies in the top box), else 0."""
        labels = self.source.columns[name].labels
        hits = (label not in box.missing if rated else label in box.top for label in labels)
        table = np.array([False, *hits], dtype=np.int64)
        return np.take(table, batch[name].astype(np.intp))
