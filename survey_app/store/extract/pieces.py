"""Snapshot files: a piece holds some rows of every column, one column behind the other.

Files are written under another name and renamed, so that a reader finds all of one or nothing; a
checksum tells a damaged piece, which is then made again from the box.
"""

import json
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import cast

import numpy as np

from analysis.source import Array
from survey_app.store.extract.coding import StoredColumn

MANIFEST = "manifest.json"
PIECE_ROWS = 131_072
ALIGN = 64


class DamagedError(Exception):
    """The snapshot cannot be used: make it again."""


@dataclass(frozen=True)
class Piece:
    """One file of a snapshot."""

    name: str
    rows: int
    checksum: int


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds: everything up to batch `upto`, in the order of the batches.

    `identity` is drawn when a snapshot is made and stays while it only grows: under one identity
    the first rows are always the same ("" in those of programs before). `last` tells whether the
    last response is still the same one: after a restore others may have come under its batch.
    `units` are those of its collectors when it was last read.
    """

    signature: str
    identity: str = ""
    upto: int = -1
    last: str = ""
    units: dict[str, str | None] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    labels: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """The number of responses."""
        return sum(piece.rows for piece in self.pieces)


def read_manifest(folder: Path) -> Manifest:
    """Read a snapshot's manifest; DamagedError when there is none that can be read."""
    try:
        document = json.loads((folder / MANIFEST).read_text("utf-8"))
        pieces = tuple(Piece(**piece) for piece in document.pop("pieces"))
        return Manifest(**document, pieces=pieces)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedError(MANIFEST) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in place, then remove the files that it does not name."""
    text = json.dumps(asdict(manifest), ensure_ascii=False)
    _write(folder / MANIFEST, [text.encode()])
    named = {MANIFEST, *(piece.name for piece in manifest.pieces)}
    for file in folder.glob("*.piece*"):
        if file.name not in named:
            file.unlink(missing_ok=True)


def write_piece(folder: Path, first_row: int, arrays: Sequence[Array]) -> Piece:
    """Write the rows from `first_row` on, an array per column."""
    chunks: list[bytes] = []
    for array in arrays:
        content = array.tobytes()
        chunks += [content, bytes(-len(content) % ALIGN)]
    checksum = 0
    for chunk in chunks:
        checksum = zlib.crc32(chunk, checksum)
    rows = len(arrays[0])
    piece = Piece(f"{first_row:012d}-{rows:06d}-{checksum:08x}.piece", rows, checksum)
    _write(folder / piece.name, chunks)
    return piece


def read_piece(folder: Path, piece: Piece, columns: Sequence[StoredColumn]) -> dict[str, Array]:
    """Map a piece into memory, by column; DamagedError when it is not what was written."""
    try:
        content = np.memmap(folder / Path(piece.name).name, np.uint8, "r")
    except (OSError, ValueError) as error:
        raise DamagedError(piece.name) from error
    if zlib.crc32(cast("bytes", content)) != piece.checksum:
        raise DamagedError(piece.name)
    arrays: dict[str, Array] = {}
    start = 0
    for column in columns:
        size = piece.rows * column.dtype.itemsize
        arrays[column.name] = content[start : start + size].view(column.dtype)
        start += size + -size % ALIGN
    if start != len(content):
        raise DamagedError(piece.name)
    return arrays


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.writelines(chunks)
    beside.replace(path)
