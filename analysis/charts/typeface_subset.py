"""A typeface cut down to the letters of a page, packed as WOFF.

Glyph numbers stay as they are; outlines of unused glyphs become empty, features, hints and names
of glyphs go. That keeps every table simple and is small enough: about 20 kB a weight.
Sources: OpenType specification (glyf, loca, head, post, name), W3C WOFF 1.0.
"""

import zlib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from struct import iter_unpack, pack, unpack_from

from analysis.charts.typeface import Typeface

_KEPT = ("OS/2", "cmap", "head", "hhea", "hmtx", "maxp")
# Flags of a composite glyph's component (OpenType, glyf).
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 1, 8, 32, 64, 128


def subset(face: Typeface, text: str, family: str) -> bytes:
    """The face as a WOFF file that draws the letters of `text`, named `family`."""
    wanted = {0, *(face.glyphs[ord(a)] for a in set(text) if ord(a) in face.glyphs)}
    outlines = _outlines(face)
    kept = _with_components(wanted, outlines)
    glyf, loca = _join(outlines[i] if i in kept else b"" for i in range(len(outlines)))
    tables = {tag: face.tables[tag] for tag in _KEPT}
    tables["glyf"], tables["loca"] = glyf, loca
    tables["head"] = tables["head"][:50] + pack(">h", 1) + tables["head"][52:]
    tables["post"] = pack(">I", 0x00030000) + face.tables["post"][4:32]
    tables["name"] = _names(face.tables["name"], family)
    return _woff(tables)


def _outlines(face: Typeface) -> list[bytes]:
    glyf, loca = face.tables["glyf"], face.tables["loca"]
    is_long = unpack_from(">h", face.tables["head"], 50)[0]
    if is_long:
        places = [place for (place,) in iter_unpack(">I", loca)]
    else:
        places = [2 * place for (place,) in iter_unpack(">H", loca)]
    return [glyf[start:end] for start, end in pairwise(places)]


def _with_components(glyphs: Iterable[int], outlines: list[bytes]) -> set[int]:
    found: set[int] = set()
    waiting = list(glyphs)
    while waiting:
        glyph = waiting.pop()
        if glyph not in found:
            found.add(glyph)
            waiting.extend(_components(outlines[glyph]))
    return found


def _components(outline: bytes) -> list[int]:
    """Glyph numbers a composite outline is built of (its contour count is negative)."""
    if not outline or unpack_from(">h", outline)[0] >= 0:
        return []
    place, flags, found = 10, _MORE, []
    while flags & _MORE:
        flags, glyph = unpack_from(">HH", outline, place)
        found.append(glyph)
        place += 4 + (4 if flags & _WORDS else 2)
        place += 2 * bool(flags & _SCALE) + 4 * bool(flags & _XY_SCALE)
        place += 8 * bool(flags & _TWO_BY_TWO)
    return found


def _join(outlines: Iterable[bytes]) -> tuple[bytes, bytes]:
    glyf, places = bytearray(), [0]
    for outline in outlines:
        glyf += outline + b"\0" * (-len(outline) % 4)
        places.append(len(glyf))
    return bytes(glyf), pack(f">{len(places)}I", *places)


def _names(table: bytes, family: str) -> bytes:
    """A `name` table with our family name and the makers' notices (copyright, licence, address)."""
    texts = {0: b"", 13: b"", 14: b""}
    _, count, storage = unpack_from(">HHH", table)
    for platform, _, _, name, length, offset in iter_unpack(">6H", table[6 : 6 + 12 * count]):
        if platform == 3 and name in texts:
            texts[name] = table[storage + offset : storage + offset + length]
    own = {1: family, 2: "Regular", 4: family, 6: family.replace(" ", "")}
    texts.update({name: text.encode("utf-16-be") for name, text in own.items()})
    records, held = b"", b""
    for name, text in sorted(texts.items()):
        records += pack(">6H", 3, 1, 0x409, name, len(text), len(held))
        held += text
    return pack(">HHH", 0, len(texts), 6 + len(records)) + records + held


def _woff(tables: Mapping[str, bytes]) -> bytes:
    """WOFF 1.0: a header, a directory, each table deflated where that makes it smaller."""
    directory, body = b"", b""
    start = 44 + 20 * len(tables)
    for tag, data in sorted(tables.items()):
        packed = zlib.compress(data, 9)
        held = packed if len(packed) < len(data) else data
        directory += pack(
            ">4s4I", tag.encode(), start + len(body), len(held), len(data), _checksum(data)
        )
        body += held + b"\0" * (-len(held) % 4)
    plain_size = 12 + 16 * len(tables) + sum(len(d) + -len(d) % 4 for d in tables.values())
    size = start + len(body)
    header = pack(">4s4sIHHIHH5I", b"wOFF", b"\0\1\0\0", size, len(tables), 0, plain_size, 1, 0,
                  0, 0, 0, 0, 0)  # fmt: skip
    return header + directory + body


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    total: int = sum(unpack_from(f">{len(padded) // 4}I", padded))
    return total & 0xFFFFFFFF
