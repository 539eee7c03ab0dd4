"""Answers as columns: what the analysis reads instead of rows.

A snapshot lies under the data folder, one subfolder per survey. It grows by the batches that came
since (`response.batch`), and is made anew when anything about it is not as it should be: another
version, a damaged file, rows that were deleted from the box or restored into it. A collector that
changes its unit, which no service does, gives it another identity.
"""

import fcntl
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import cast

import numpy as np
from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from analysis.source import Array
from questionnaires.model import Questionnaire
from survey_app.store import collector_queries, response_queries
from survey_app.store.database import Database
from survey_app.store.extract.coding import GrowingCodes
from survey_app.store.extract.layout import BoxRow, Layout
from survey_app.store.extract.pieces import (
    PIECE_ROWS,
    DamagedError,
    Manifest,
    Piece,
    read_manifest,
    read_piece,
    write_manifest,
    write_piece,
)
from survey_app.store.extract.source import SnapshotSource, cut
from survey_app.store.models import Response

__all__ = ["delete_snapshot", "extract", "sums_path"]

READ_ROWS = 8_192
SUMS = "sums"
MADE_OF = (f"{SUMS}*", "results-*.json")
"""The files beside a snapshot that were made from it, with what a killed process left of them."""
Arrays = dict[str, Array]


def extract(
    database: Database,
    survey_id: int,
    questionnaire: Questionnaire,
    snapshot_dir: Path,
    upto_batch: int | None = None,
) -> SnapshotSource:
    """The responses of a survey up to a batch (all that are final, if None) as columns.

    Columns: every `single` and `scale` item, `grid.row`, `multiple.choice` (1, 0 or missing),
    `ranking.choice` (the rank), numbers, `group.<id>`, `unit`, `mode`, `collector`, `date`. Codes
    marked `missing` stay categories. Raises StoreError when a stored answer does not fit.
    """
    layout = Layout(questionnaire)
    folder = snapshot_dir / str(survey_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(folder):
        with database.box_session() as box:
            manifest, pieces = _Snapshot(box, survey_id, layout, folder).update()
        with database.session() as session:
            collectors = collector_queries.list_collectors(session, survey_id)
            units = {collector.code: collector.unit_code for collector in collectors}
        manifest = _tied_to_units(folder, manifest, units)
    shown = pieces if upto_batch is None else cut(pieces, upto_batch)
    return SnapshotSource(
        layout.columns, shown, manifest.labels, layout.seeds, units, identity=manifest.identity
    )


def sums_path(survey_id: int, snapshot_dir: Path) -> Path:
    """Where the sums over a survey's columns may be kept; they go when the snapshot is made anew,
    as the results (`results-*.json`) do.

    They hold for the identity of the snapshot that they were made from, and for no other.
    """
    return snapshot_dir / str(survey_id) / SUMS


def delete_snapshot(survey_id: int, snapshot_dir: Path) -> None:
    """Remove the columns of a survey and what was made of them: belongs to deleting responses."""
    shutil.rmtree(snapshot_dir / str(survey_id), ignore_errors=True)


@dataclass(frozen=True)
class _Snapshot:
    """The files of one survey, seen from a session on the box."""

    session: Session
    survey_id: int
    layout: Layout
    folder: Path

    def update(self) -> tuple[Manifest, list[Arrays]]:
        """Add what is new; the manifest and every column, piece by piece."""
        upto = response_queries.newest_batch(self.session)
        manifest, pieces = self._load(upto)
        if self._count(upto) == manifest.rows:
            return manifest, pieces
        manifest = self._grow(manifest, upto)
        return manifest, [self._piece(piece) for piece in manifest.pieces]

    def _load(self, newest: int) -> tuple[Manifest, list[Arrays]]:
        """The snapshot as it lies there, or an empty one in place of one not to be trusted."""
        try:
            manifest = read_manifest(self.folder)
            is_mine = manifest.signature == self.layout.signature and manifest.upto <= newest
            if not is_mine or self._count(manifest.upto) != manifest.rows:
                raise DamagedError(self.folder.name)
            if manifest.last and manifest.last != self._mark(manifest.upto):
                raise DamagedError(self.folder.name)
            return manifest, [self._piece(piece) for piece in manifest.pieces]
        except DamagedError:
            for made in (path for name in MADE_OF for path in self.folder.glob(name)):
                made.unlink(missing_ok=True)  # first: a process that dies here comes here again
            labels = {name: list(known) for name, known in self.layout.seeds.items()}
            manifest = Manifest(self.layout.signature, token_hex(16), labels=labels)
            write_manifest(self.folder, manifest)
            return manifest, []

    def _grow(self, manifest: Manifest, upto: int) -> Manifest:
        """Add the rows after the last batch; a last piece that is not full is filled up."""
        labels = {name: GrowingCodes(known) for name, known in manifest.labels.items()}
        pieces = list(manifest.pieces)
        pending: list[list[Array]] = []
        if pieces and pieces[-1].rows < PIECE_ROWS:
            pending.append(list(self._piece(pieces.pop()).values()))
        for rows in _read(self.session, self.survey_id, manifest.upto, upto):
            pending.append(self.layout.encode(rows, labels))
            if sum(len(arrays[0]) for arrays in pending) >= PIECE_ROWS:
                pieces.append(self._flush(pieces, pending))
        if pending:
            pieces.append(self._flush(pieces, pending))
        known = {name: codes.labels for name, codes in labels.items()}
        grown = replace(
            manifest,
            identity=manifest.identity or token_hex(16),
            upto=upto,
            last=self._mark(upto),
            pieces=tuple(pieces),
            labels=known,
        )
        write_manifest(self.folder, grown)
        return grown

    def _flush(self, pieces: Sequence[Piece], pending: list[list[Array]]) -> Piece:
        first_row = sum(piece.rows for piece in pieces)
        arrays = [np.concatenate(parts) for parts in zip(*pending, strict=True)]
        pending.clear()
        return write_piece(self.folder, first_row, arrays)

    def _piece(self, piece: Piece) -> Arrays:
        return read_piece(self.folder, piece, self.layout.columns)

    def _mark(self, upto: int) -> str:
        """What tells the last response from another, without its id."""
        last = response_queries.find_last_id(self.session, self.survey_id, upto_batch=upto)
        return sha256(f"{self.survey_id} {last}".encode()).hexdigest()

    def _count(self, upto: int) -> int:
        return response_queries.count_responses(self.session, self.survey_id, upto_batch=upto)


def _tied_to_units(folder: Path, manifest: Manifest, units: Mapping[str, str | None]) -> Manifest:
    """The manifest with the units of its collectors; with another identity where one changed."""
    now = {code: units.get(code) for code in manifest.labels["collector"]}
    if now == manifest.units:
        return manifest
    is_same = all(now[code] == unit for code, unit in manifest.units.items())
    identity = manifest.identity if is_same else token_hex(16)
    tied = replace(manifest, identity=identity, units=now)
    write_manifest(folder, tied)
    return tied


def _read(session: Session, survey_id: int, after: int, upto: int) -> Iterator[list[BoxRow]]:
    """The new rows, some thousand at a time, batch after batch."""
    query = (
        select(
            Response.tags,
            Response.answers,
            Response.mode,
            Response.collector,
            type_coerce(Response.date, String),  # a label, no need to make a date of it
            Response.batch,
        )
        .where(Response.survey_id == survey_id, Response.batch > after, Response.batch <= upto)
        .order_by(Response.batch, Response.id)
        .execution_options(yield_per=READ_ROWS)
    )
    for rows in session.connection().execute(query).partitions():  # past the ORM
        yield cast("list[BoxRow]", rows)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One extract of a survey at a time, across processes."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
