"""QR symbols of short addresses, as SVG, PNG and text for a terminal.

Upper-case addresses use the alphanumeric mode of ISO/IEC 18004, which needs fewer modules and is
easier to scan from a poster; level Q survives a quarter of the symbol being dirty or torn.
"""

from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import groupby

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_Q

QUIET_ZONE = 4  # modules of white on every side, as the standard asks
PNG_MODULE_PX = 12


@dataclass(frozen=True, slots=True)
class Symbol:
    """One QR symbol without its quiet zone: `rows[y][x]` is true for a dark module."""

    address: str
    version: int
    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """Modules on a side."""
        return len(self.rows)

    @property
    def framed_size(self) -> int:
        """Modules on a side, the quiet zone included."""
        return self.size + 2 * QUIET_ZONE


def collector_address(public_url: str, code: str) -> str:
    """The address that a QR carries: 'https://ydan.example' and 'k7m2qp' -> 'HTTPS://YDAN.EXAMPLE/S/K7M2QP'."""
    return f"{public_url.rstrip('/')}/s/{code}".upper()


def make_symbol(address: str) -> Symbol:
    """The smallest level-Q symbol of an address."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(address, optimize=0)
    code.make(fit=True)
    rows = tuple(tuple(bool(module) for module in row) for row in code.modules)
    return Symbol(address=address, version=code.version, rows=rows)


def draw_svg(symbol: Symbol, title: str) -> str:
    """The symbol and its quiet zone as an SVG picture named `title`; on white in dark mode too."""
    runs = "".join(
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z"
        for y, row in enumerate(symbol.rows)
        for x, length in _dark_runs(row)
    )
    side = symbol.framed_size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{runs}"/></svg>'
    )


def _dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """(start, length) of every run of dark modules."""
    runs, x = [], 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            runs.append((x, length))
        x += length
    return runs


def draw_png(symbol: Symbol, module_px: int = PNG_MODULE_PX) -> bytes:
    """The symbol and its quiet zone as a black and white PNG, `module_px` pixels to a module."""
    side = symbol.framed_size
    small = Image.new("1", (side, side), 1)
    for y, row in enumerate(symbol.rows):
        for x, dark in enumerate(row):
            if dark:
                small.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    buffer = BytesIO()
    large = small.resize((side * module_px, side * module_px), Image.Resampling.NEAREST)
    large.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def draw_text(symbol: Symbol) -> str:
    """The symbol for a dark terminal, two modules to a character."""
    empty = (False,) * symbol.framed_size
    side = (False,) * QUIET_ZONE
    framed = (
        [empty] * QUIET_ZONE + [side + row + side for row in symbol.rows] + [empty] * QUIET_ZONE
    )
    if len(framed) % 2:
        framed.append(empty)
    glyphs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    pairs = zip(framed[::2], framed[1::2], strict=True)
    return "\n".join("".join(glyphs[pair] for pair in zip(*two, strict=True)) for two in pairs)
