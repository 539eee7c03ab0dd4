"""The typeface of charts and briefings: how wide a text is, and a small copy to carry along.

Source Sans (SIL Open Font License, all Vietnamese letters) comes with a dependency, so that a page
looks the same on every machine. Widths are read from its `hmtx` table; `embedded_css` gives a copy
cut down to the letters a page uses, under another name as the licence asks of changed copies.
"""

import base64
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from struct import iter_unpack, unpack, unpack_from

FAMILY = "Y Dan Sans"
STACK = f"'{FAMILY}','Source Sans 3','Source Sans Pro',Arial,'Liberation Sans',sans-serif"
_FILES = {"regular": "SourceSansPro-Regular.ttf", "bold": "SourceSansPro-Semibold.ttf"}
# Where a page does not carry the typeface, the next in the stack is up to a tenth wider.
SAFETY = 1.1


@dataclass(frozen=True)
class Typeface:
    """A TrueType file: its tables, its map of letters and their widths."""

    data: bytes

    @cached_property
    def tables(self) -> dict[str, bytes]:
        """The tables of the file by tag."""
        count = unpack_from(">H", self.data, 4)[0]
        directory = self.data[12 : 12 + 16 * count]
        return {
            tag.decode(): self.data[offset : offset + length]
            for tag, _, offset, length in iter_unpack(">4sIII", directory)
        }

    @cached_property
    def glyphs(self) -> dict[int, int]:
        """Code point -> glyph number, from the `cmap` subtable of format 4 (the basic plane)."""
        cmap = self.tables["cmap"]
        count = unpack_from(">H", cmap, 2)[0]
        for _, _, offset in iter_unpack(">HHI", cmap[4 : 4 + 8 * count]):
            if unpack_from(">H", cmap, offset)[0] == 4:
                return _read_segments(cmap[offset:])
        message = "the typeface has no character map of format 4"
        raise ValueError(message)

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Advance width of each glyph in units of one em."""
        em = unpack_from(">H", self.tables["head"], 18)[0]
        count = unpack_from(">H", self.tables["hhea"], 34)[0]
        metrics = self.tables["hmtx"]
        return tuple(unpack_from(">H", metrics, 4 * i)[0] / em for i in range(count))

    def width(self, letter: str) -> float:
        """Advance width of one letter in em; a letter the face lacks counts as a wide one."""
        glyph = self.glyphs.get(ord(letter))
        return 0.9 if glyph is None else self.widths[min(glyph, len(self.widths) - 1)]


def _read_segments(table: bytes) -> dict[int, int]:
    """A `cmap` subtable of format 4 (OpenType specification, `cmap`)."""
    double = unpack_from(">H", table, 6)[0]
    half = f">{double // 2}H"
    ends = unpack_from(half, table, 14)
    starts = unpack_from(half, table, 16 + double)
    deltas = unpack_from(half, table, 16 + 2 * double)
    first = 16 + 3 * double
    offsets = unpack_from(half, table, first)
    found: dict[int, int] = {}
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                place = first + 2 * i + offsets[i] + 2 * (code - start)
                glyph = unpack(">H", table[place : place + 2])[0]
            if glyph:
                found[code] = (glyph + deltas[i]) & 0xFFFF
    return found


@cache
def load(weight: str = "regular") -> Typeface:
    """The typeface in a weight: `regular` or `bold`."""
    return Typeface((files("font_source_sans_pro") / "files" / _FILES[weight]).read_bytes())


@cache
def _letter_widths(weight: str) -> dict[str, float]:
    face = load(weight)
    return {chr(code): face.width(chr(code)) for code in face.glyphs}


def text_width(text: str, size: float, *, weight: str = "regular") -> float:
    """Width of a text in pixels at a font size in pixels, with room for a wider stand-in."""
    widths = _letter_widths(weight)
    return sum(widths.get(letter, 0.9) for letter in text) * size * SAFETY


def wrap(text: str, width: float, size: float, *, weight: str = "regular") -> tuple[str, ...]:
    """The text in lines of at most `width` pixels; words longer than a line are cut.

    No letter is lost: joined, the lines give the text back, spaces at the breaks aside.
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(text, width, size, weight):
        joined = f"{line} {word}" if line else word
        if line and text_width(joined, size, weight=weight) > width:
            lines.append(line)
            line = word
        else:
            line = joined
    lines.append(line)
    return tuple(lines)


def _pieces(text: str, width: float, size: float, weight: str) -> list[str]:
    pieces: list[str] = []
    for word in text.split(" "):
        rest = word
        while rest and text_width(rest, size, weight=weight) > width:
            cut = _fitting(rest, width, size, weight)
            pieces.append(rest[:cut])
            rest = rest[cut:]
        if rest:
            pieces.append(rest)
    return pieces


def _fitting(word: str, width: float, size: float, weight: str) -> int:
    """How many letters of a word fit; at least one, so that cutting comes to an end."""
    room = width
    for index, letter in enumerate(word):
        room -= text_width(letter, size, weight=weight)
        if room < 0:
            return max(1, index)
    return len(word)


def embedded_css(text: str) -> str:
    """`@font-face` rules that hold the letters of `text` in both weights (about 15–25 kB each)."""
    from analysis.charts.typeface_subset import subset  # noqa: PLC0415 only pages need it

    rules = []
    for weight, number in (("regular", "400"), ("bold", "600 700")):
        data = base64.b64encode(subset(load(weight), text, FAMILY)).decode("ascii")
        rules.append(
            f"@font-face{{font-family:'{FAMILY}';font-weight:{number};"
            f"src:url(data:font/woff;base64,{data}) format('woff')}}"
        )
    return "".join(rules)
