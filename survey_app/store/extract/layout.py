"""Which columns the snapshot of a questionnaire has, and how rows of the box become arrays."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from operator import attrgetter

import msgspec
import numpy as np

from analysis.source import Array, Column
from questionnaires.model import Questionnaire
from survey_app.store.errors import StoreError
from survey_app.store.extract.coding import CODERS, GrowingCodes, StoredColumn, lookup, record

FORMAT = 1
"""Raise it when the files change their meaning: older snapshots are then made again."""

BATCH = "batch"
MODES = ("qr", "invited", "interviewer", "paper")
GROWING = np.dtype(np.uint32)

BoxRow = tuple[str, str, str, str, object, int]
"""tags, answers, mode, collector, date, batch: as the query of the extract selects them."""


class Layout:
    """The columns of one questionnaire. `labels` holds the growing dictionaries, seed first."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._coders = {
            item.id: CODERS[item.type](questionnaire, item)
            for item in questionnaire.items
            if item.type in CODERS
        }
        self.seeds = seeds(questionnaire)
        self._groups = [group.id for group in questionnaire.groups]
        self._answers, _ = record("answers", {k: c.json_type for k, c in self._coders.items()})
        self._tags, _ = record("tags", dict.fromkeys(self._groups, str))
        self.columns = (
            *(column for coder in self._coders.values() for column in coder.columns),
            _category("mode", MODES, np.dtype(np.uint8)),
            *(_category(name, (), GROWING) for name in self.seeds),
            StoredColumn(Column(BATCH, "number"), np.dtype(np.int64)),
        )
        self.signature = self._sign(questionnaire.content_hash)

    def encode(self, rows: Sequence[BoxRow], labels: Mapping[str, GrowingCodes]) -> list[Array]:
        """Turn rows into one array per column; StoreError when an answer does not fit.

        `labels` grows by what turns up in groups, collectors and dates.
        """
        tags, answers, modes, collectors, dates, batches = zip(*rows, strict=True)
        arrays: list[Array] = []
        fields = _columns_of(_decode(answers, self._answers), len(self._coders))
        for coder, values in zip(self._coders.values(), fields, strict=True):
            arrays += coder.encode(values)
        arrays.append(lookup(GrowingCodes(MODES), modes, np.dtype(np.uint8)))
        groups = _columns_of(_decode(tags, self._tags), len(self._groups))
        for name, found in zip(self.seeds, (*groups, collectors, dates), strict=True):
            arrays.append(lookup(labels[name], found, GROWING))
        arrays.append(np.array(batches, np.int64))
        return arrays

    def _sign(self, content_hash: str) -> str:
        content = [FORMAT, content_hash, [[c.name, c.dtype.str] for c in self.columns]]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def seeds(questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    """The columns whose labels grow, with the labels that are known beforehand, in their order.

    A group knows the codes of the items that feed it; its collectors may bring others.
    """
    known: dict[str, list[str]] = {group.id: [] for group in questionnaire.groups}
    for item in questionnaire.items:
        tag = getattr(item, "tag", None)
        if tag in known:
            known[tag] += [choice.code for choice in questionnaire.choices_of(item)]
    groups = {f"group.{group}": tuple(dict.fromkeys(codes)) for group, codes in known.items()}
    return {**groups, "collector": (), "date": ()}


def _category(name: str, labels: tuple[str, ...], dtype: np.dtype[np.generic]) -> StoredColumn:
    return StoredColumn(Column(name, "category", labels), dtype)


def _decode(texts: Sequence[str], wanted: type[msgspec.Struct]) -> list[msgspec.Struct]:
    decode = msgspec.json.Decoder(wanted).decode
    try:
        return [decode(text) for text in texts]
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        # The message names a place and a type, never a value.
        raise StoreError(f"a stored answer does not fit its questionnaire: {error}") from error


def _columns_of(records: Sequence[msgspec.Struct], fields: int) -> list[Sequence[object]]:
    return [list(map(attrgetter(f"f{place}"), records)) for place in range(fields)]
