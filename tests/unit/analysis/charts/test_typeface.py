import zlib
from struct import unpack_from

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts.typeface import FAMILY, SAFETY, embedded_css, load, text_width, wrap
from analysis.charts.typeface_subset import subset

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)


def test_face_holds_every_vietnamese_letter() -> None:
    for letter in VIETNAMESE + VIETNAMESE.upper() + "0123456789,.–“”≥±†%*":
        assert ord(letter) in load().glyphs, letter
        assert ord(letter) in load("bold").glyphs, letter


def test_width_is_the_sum_of_the_advances() -> None:
    assert load().width("H") == pytest.approx(0.652)
    assert text_width("HH", 10) == pytest.approx(2 * 6.52 * SAFETY)
    assert text_width("ệ", 10) == text_width("e", 10)
    assert text_width("Bình", 10, weight="bold") > text_width("Bình", 10)


@given(st.text(alphabet=VIETNAMESE + " ", max_size=200), st.floats(10, 300))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, width: float) -> None:
    lines = wrap(text, width, 14)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert len(line) <= 1 or text_width(line, 14) <= width + 1e-9


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = wrap("Nghiêngngảnghiêngngả", 40, 14)
    assert len(lines) > 1
    assert all(text_width(line, 14) <= 40 for line in lines)


def _tables(woff: bytes) -> dict[str, bytes]:
    count = unpack_from(">H", woff, 12)[0]
    found = {}
    for index in range(count):
        tag, offset, held, length, _ = unpack_from(">4s4I", woff, 44 + 20 * index)
        data = woff[offset : offset + held]
        found[tag.decode()] = zlib.decompress(data) if held < length else data
    return found


def test_subset_keeps_the_outlines_of_its_letters_alone() -> None:
    face = load()
    woff = subset(face, "Hà Nội", FAMILY)
    assert woff[:4] == b"wOFF"
    assert len(woff) == unpack_from(">I", woff, 8)[0]
    tables = _tables(woff)
    places = unpack_from(f">{len(tables['loca']) // 4}I", tables["loca"])
    outlined = {i for i in range(len(places) - 1) if places[i] < places[i + 1]}
    assert {face.glyphs[ord(letter)] for letter in "HàNội"} <= outlined
    assert face.glyphs[ord("Z")] not in outlined
    assert len(woff) < 25_000


def test_subset_carries_our_name_and_the_makers_notice() -> None:
    names = _tables(subset(load(), "a", FAMILY))["name"]
    assert FAMILY.encode("utf-16-be") in names
    assert "Adobe".encode("utf-16-be") in names
    assert (
        "Source Sans Pro".encode("utf-16-be")
        not in names.replace(load().tables["name"], b"").split("Adobe".encode("utf-16-be"))[0]
    )


def test_embedded_css_asks_no_host() -> None:
    css = embedded_css("Số liệu")
    assert css.count("@font-face") == 2
    assert "http" not in css
    assert "url(data:font/woff;base64," in css
