"""Small SPSS and Stata files written byte by byte, so that tests can also write broken ones.

Columns are lists of floats or of texts; None is missing. `formats` names Stata's display formats or
SPSS's format codes (20 DATE, 22 DATETIME).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from struct import pack
from zlib import compress

Columns = Mapping[str, Sequence[float | str | None]]
SYSTEM_MISSING = -1.7976931348623157e308
SAV_NUMBER, SAV_TEXT = 5, 1
DTA_MISSING = 0x7FE0000000000000
DTA_DOUBLE = 65526


def _widths(columns: Columns, encoding: str) -> dict[str, int]:
    """Bytes of each text column, 0 for numbers."""
    found = {}
    for name, values in columns.items():
        texts = [value.encode(encoding) for value in values if isinstance(value, str)]
        found[name] = max(1, *map(len, texts)) if texts else 0
    return found


def write_sav(
    path: Path,
    columns: Columns,
    *,
    encoding: str = "utf-8",
    says: str = "UTF-8",
    missing: Mapping[str, float] | None = None,
    formats: Mapping[str, int] | None = None,
    rows: int | None = None,
) -> None:
    """Write a .sav; `missing` are values a user defined so, `says` the encoding it claims."""
    widths = _widths(columns, encoding)
    count = len(next(iter(columns.values()))) if columns else 0
    slots = sum(max(1, -(-width // 8)) for width in widths.values())
    head = pack("<4s60s5id", b"$FL2", b"@(#)".ljust(60), 2, slots, 0, 0, _or(rows, count), 100.0)
    parts = [head, b"22 Nov 2607:04:05".ljust(17 + 64 + 3)]
    for number, (name, width) in enumerate(widths.items()):
        code = (formats or {}).get(name, SAV_TEXT if width else SAV_NUMBER)
        mark = code << 16 | (width or (11 if code == SAV_NUMBER else 20)) << 8
        user = [missing[name]] if missing and name in missing else []
        parts.append(pack("<6i8s", 2, width, 0, len(user), mark, mark, b"V%07d" % number))
        parts += [pack("<d", value) for value in user]
        parts += [pack("<6i8s", 2, -1, 0, 0, 0, 0, b" " * 8)] * (-(-width // 8) - 1)
    names = "\t".join(f"V{number:07d}={name}" for number, name in enumerate(columns))
    for kind, text in ((13, names.encode()), (20, says.encode())):
        parts.append(pack("<4i", 7, kind, 1, len(text)) + text)
    parts.append(pack("<2i", 999, 0))
    for row in zip(*columns.values(), strict=True):
        for value, width in zip(row, widths.values(), strict=True):
            if width:
                parts.append(str(value or "").encode(encoding).ljust(-(-width // 8) * 8))
            else:
                parts.append(pack("<d", SYSTEM_MISSING if value is None else value))
    path.write_bytes(b"".join(parts))


def write_zsav(
    path: Path,
    columns: Columns,
    *,
    code: bytes | None = None,
    block: int = 1 << 16,
    says_bytes: int | None = None,
    rows: int | None = None,
) -> None:
    """Write a .zsav: the rows as bytecode in blocks packed by zlib.

    `code` stands in for the rows' own bytecode (255 is a missing number); `says_bytes` is the size
    that every block claims to have unpacked.
    """
    write_sav(path, columns, rows=rows)
    whole = path.read_bytes()
    begin = whole.index(pack("<2i", 999, 0)) + 8
    code = _bytecode(whole[begin:]) if code is None else code
    blocks = [code[at : at + block] for at in range(0, len(code), block)]
    packed = [compress(one) for one in blocks]
    trailer = begin + 24 + sum(map(len, packed))
    parts = [b"$FL3", whole[4:72], pack("<i", 2), whole[76:begin]]
    parts += [pack("<3q", begin, trailer, 24 + 24 * len(blocks)), *packed]
    parts.append(pack("<2q2i", -100, 0, block, len(blocks)))
    unpacked_at, packed_at = begin, begin + 24
    for one, small in zip(blocks, packed, strict=True):
        sizes = (_or(says_bytes, len(one)), len(small))
        parts.append(pack("<2q2i", unpacked_at, packed_at, *sizes))
        unpacked_at, packed_at = unpacked_at + len(one), packed_at + len(small)
    path.write_bytes(b"".join(parts))


def _bytecode(rows: bytes) -> bytes:
    """Write every eight bytes as they are: eight marks 253, then what they stand for."""
    words = [rows[at : at + 8] for at in range(0, len(rows), 8)]
    found = bytearray()
    for at in range(0, len(words), 8):
        some = words[at : at + 8]
        found += (b"\xfd" * len(some)).ljust(8, b"\0") + b"".join(some)
    return bytes(found)


def write_dta(
    path: Path,
    columns: Columns,
    *,
    encoding: str = "utf-8",
    formats: Mapping[str, str] | None = None,
    rows: int | None = None,
) -> None:
    """Write a .dta of release 118."""
    widths = _widths(columns, encoding)
    count = len(next(iter(columns.values()))) if columns else 0
    shown = [(formats or {}).get(name, "%9s" if widths[name] else "%9.0g") for name in columns]
    body = bytearray()
    for row in zip(*columns.values(), strict=True):
        for value, width in zip(row, widths.values(), strict=True):
            if width:
                body += str(value or "").encode(encoding).ljust(width, b"\0")
            else:
                body += pack("<Q", DTA_MISSING) if value is None else pack("<d", value)
    header = (
        b"<header><release>118</release><byteorder>LSF</byteorder>"
        + b"<K>%b</K><N>%b</N>" % (pack("<H", len(columns)), pack("<Q", _or(rows, count)))
        + b"<label>\0\0</label><timestamp>\0</timestamp></header>"
    )
    sections = [
        ("map", bytes(14 * 8)),
        ("variable_types", b"".join(pack("<H", w or DTA_DOUBLE) for w in widths.values())),
        ("varnames", b"".join(name.encode().ljust(129, b"\0") for name in columns)),
        ("sortlist", bytes(2 * (len(columns) + 1))),
        ("formats", b"".join(one.encode().ljust(57, b"\0") for one in shown)),
        ("value_label_names", bytes(129 * len(columns))),
        ("variable_labels", bytes(321 * len(columns))),
        ("characteristics", b""),
        ("data", bytes(body)),
        ("strls", b""),
        ("value_labels", b""),
    ]
    path.write_bytes(_with_map(b"<stata_dta>" + header, sections))


def _with_map(start: bytes, sections: Sequence[tuple[str, bytes]]) -> bytes:
    """Join the sections and fill in the map of where each begins."""
    places, found = [0, len(start)], bytearray(start)
    for name, content in sections:
        if name != "map":
            places.append(len(found))
        found += b"<%b>%b</%b>" % (name.encode(), content, name.encode())
    places += [len(found), len(found) + len(b"</stata_dta>")]
    at = len(start) + len("<map>")
    found[at : at + 14 * 8] = pack("<14Q", *places[:14])
    return bytes(found) + b"</stata_dta>"


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
