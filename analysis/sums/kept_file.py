"""Kept sums in a file: written whole or not at all; a damaged or foreign file is an empty one.

The file holds counts of small groups of people, hidden nowhere: only its owner may read it.
"""

import json
import os
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import get_ident
from typing import TypedDict, cast

import numpy as np

from analysis.source import Array
from analysis.sums.kept import KeptSums, KeptTable
from analysis.sums.relayout import Layout, Parts

MARK = b"ydan-sums/1"
ALIGN = 8
LONGEST = 100
TYPES = ("|u1", "<u2", "<u4", "<f8")
Tables = Mapping[str, tuple[Sequence[float], Mapping[str, tuple[str, int, int]]]]
"""By table: the shifts, and of each array its type and its numbers of products and of sums."""


class Header(TypedDict):
    """What stands before the arrays."""

    tag: str
    rows: int
    signature: str
    labels: Mapping[str, Sequence[str]]
    cells: Sequence[Sequence[int]]
    units: Sequence[Sequence[int]]
    tables: Tables


def read_kept(path: Path, tag: str) -> KeptSums:
    """Return the sums that a file keeps under a tag; empty ones when it does not."""
    try:
        with path.open("rb") as file:
            mark, checksum, size = file.readline(LONGEST).split(b" ")
            content = file.read() if mark == MARK else b""
        if mark != MARK or int(checksum) != zlib.crc32(content):
            return KeptSums(tag)
        header = cast("Header", json.loads(content[: int(size)]))
        return _read(header, content, int(size)) if header["tag"] == tag else KeptSums(tag)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return KeptSums(tag)


def write_kept(path: Path, kept: KeptSums) -> None:
    """Put the sums in the place of a file; raises OSError."""
    chunks: list[bytes] = []
    tables: Tables = {
        name: (table.shifts, {kind: _lay(one, chunks) for kind, one in table.arrays.items()})
        for name, table in kept.tables.items()
    }
    header: Header = {
        "tag": kept.tag,
        "rows": kept.rows,
        "signature": kept.signature,
        "labels": {name: list(known) for name, known in kept.layout.labels.items()},
        "cells": [part.tolist() for part in kept.layout.cells],
        "units": [part.tolist() for part in kept.layout.units],
        "tables": tables,
    }
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % ALIGN)
    checksum = zlib.crc32(text)
    for chunk in chunks:
        checksum = zlib.crc32(chunk, checksum)
    beside = path.with_name(f"{path.name}.{os.getpid()}.{get_ident()}")
    try:
        beside.touch(0o600)
        with beside.open("wb") as file:
            file.write(b"%s %d %d\n" % (MARK, checksum, len(text)))
            file.write(text)
            file.writelines(chunks)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _lay(array: Array, chunks: list[bytes]) -> tuple[str, int, int]:
    """Add an array to the chunks; return its type and numbers of products and of sums."""
    typed = array.astype(array.dtype.newbyteorder("<"))
    content = typed.tobytes()
    chunks.append(content + bytes(-len(content) % ALIGN))
    lines, length = array.shape
    return typed.dtype.str, lines, length


def _read(header: Header, content: bytes, start: int) -> KeptSums:
    tables: dict[str, KeptTable] = {}
    for name, (shifts, kinds) in header["tables"].items():
        arrays: dict[str, Array] = {}
        for kind, (dtype, lines, length) in kinds.items():
            if dtype not in TYPES:
                raise ValueError(dtype)
            found = np.frombuffer(content, dtype, lines * length, start)
            arrays[kind] = found.reshape(lines, length)
            start += found.nbytes + -found.nbytes % ALIGN
        tables[name] = KeptTable(arrays, tuple(map(float, shifts)))
    labels = {name: tuple(known) for name, known in header["labels"].items()}
    layout = Layout(labels, _parts(header["cells"]), _parts(header["units"]))
    return KeptSums(header["tag"], header["rows"], header["signature"], layout, tables)


def _parts(lists: Sequence[Sequence[int]]) -> Parts:
    return tuple(np.array(part, dtype=np.intp) for part in lists)
