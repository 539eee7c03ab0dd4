"""Pages rendered and compressed once, with a small piece of each request put in between.

A gzip file is a row of deflate blocks between a head and a checksum. The part before the piece is
compressed once and flushed to a byte border; the piece goes in as a stored block, which costs a
copy and keeps secrets out of the compressor (no length oracle); the part after it was compressed
once as well. Only the checksum is continued for every request. RFC 1951 §3.2.4, RFC 1952.
"""

import struct
import zlib
from dataclasses import dataclass

GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
STORED_LIMIT = 65_535
LEVEL_ONCE = 9
LEVEL_EACH = 1


@dataclass(frozen=True, slots=True)
class SplicedPage:
    """A page in two halves, plain and compressed, between which a piece of bytes is set."""

    head: bytes
    tail: bytes
    head_gzip: bytes
    tail_gzip: bytes
    head_crc: int

    def plain(self, piece: bytes) -> bytes:
        """Return the whole page without compression."""
        return self.head + piece + self.tail

    def gzip(self, piece: bytes) -> bytes:
        """Return the whole page as a gzip file."""
        crc = zlib.crc32(self.tail, zlib.crc32(piece, self.head_crc))
        size = len(self.head) + len(piece) + len(self.tail)
        end = struct.pack("<LL", crc, size & 0xFFFFFFFF)
        return self.head_gzip + _stored(piece) + self.tail_gzip + end


def _stored(piece: bytes) -> bytes:
    blocks = []
    for start in range(0, len(piece), STORED_LIMIT):
        part = piece[start : start + STORED_LIMIT]
        blocks.append(struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF) + part)
    return b"".join(blocks)


def _deflate(data: bytes, level: int, flush: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(flush)


def make_spliced(head: bytes, tail: bytes, *, is_kept: bool) -> SplicedPage:
    """Compress both halves: hard when the page is kept for many requests, else fast."""
    level = LEVEL_ONCE if is_kept else LEVEL_EACH
    return SplicedPage(
        head=head,
        tail=tail,
        head_gzip=GZIP_HEAD + _deflate(head, level, zlib.Z_FULL_FLUSH),
        tail_gzip=_deflate(tail, level, zlib.Z_FINISH),
        head_crc=zlib.crc32(head),
    )
