"""QR symbols: small, standard, framed, and the same in every form."""

import re
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
import qrcode
from PIL import Image

from survey_app.printing.qr import (
    PNG_MODULE_PX,
    QUIET_ZONE,
    Symbol,
    collector_address,
    draw_png,
    draw_svg,
    draw_text,
    make_symbol,
)

ADDRESS = "HTTPS://YKIEN.LAICHAU.GOV.VN/S/K7M2QP"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def symbol() -> Symbol:
    return make_symbol(ADDRESS)


def framed(symbol: Symbol) -> list[list[bool]]:
    side = [False] * QUIET_ZONE
    empty = [[False] * symbol.framed_size for _ in range(QUIET_ZONE)]
    return [*empty, *([*side, *row, *side] for row in symbol.rows), *empty]


def test_address_is_upper_case_and_has_one_slash() -> None:
    assert collector_address("https://ykien.laichau.gov.vn/", "k7m2qp") == ADDRESS


def test_symbol_equals_the_alphanumeric_level_q_code_of_the_library(symbol: Symbol) -> None:
    code = qrcode.QRCode(version=3, error_correction=qrcode.ERROR_CORRECT_Q, border=0)
    code.add_data(qrcode.util.QRData(ADDRESS, mode=qrcode.util.MODE_ALPHA_NUM))
    code.make(fit=False)
    assert symbol.version == 3
    assert [list(row) for row in symbol.rows] == code.get_matrix()


@pytest.mark.parametrize("length", range(33, 41))
def test_addresses_of_usual_length_need_version_4_at_most(length: int) -> None:
    assert make_symbol("HTTPS://".ljust(length - 9, "Y") + "/S/K7M2QP").version <= 4


def test_svg_draws_every_dark_module_inside_its_quiet_zone(symbol: Symbol) -> None:
    root = ET.fromstring(draw_svg(symbol, "Mã QR"))
    side = symbol.framed_size
    assert root.get("viewBox") == f"0 0 {side} {side}"
    drawn = [[False] * side for _ in range(side)]
    path = root.findall(f"{SVG}path")[1].get("d") or ""
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        for step in range(int(length)):
            drawn[int(y)][int(x) + step] = True
    assert drawn == framed(symbol)


def test_svg_has_a_title_and_escapes_it(symbol: Symbol) -> None:
    root = ET.fromstring(draw_svg(symbol, 'Bản <A> & "B"'))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == 'Bản <A> & "B"'


def test_png_has_square_modules_of_pure_black_and_white(symbol: Symbol) -> None:
    image = Image.open(BytesIO(draw_png(symbol)))
    side = symbol.framed_size
    assert image.size == (side * PNG_MODULE_PX, side * PNG_MODULE_PX)
    assert image.mode == "1"
    seen = [
        [
            {
                not image.getpixel((x * PNG_MODULE_PX + at, y * PNG_MODULE_PX + at))
                for at in (0, 6, 11)
            }
            for x in range(side)
        ]
        for y in range(side)
    ]
    assert seen == [[{dark} for dark in row] for row in framed(symbol)]


def test_text_for_the_terminal_holds_the_same_modules(symbol: Symbol) -> None:
    halves = {"█": (False, False), "▀": (False, True), "▄": (True, False), " ": (True, True)}
    rows: list[list[bool]] = []
    for line in draw_text(symbol).splitlines():
        pairs = [halves[glyph] for glyph in line]
        rows += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    assert rows[: symbol.framed_size] == framed(symbol)
