"""The printed notice: one A4 page, its symbol at 100 mm, every text as it was typed."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from survey_app.printing.notice import Notice, describe_notice, render_notice

NOTICE = Notice(
    address="HTTPS://YKIEN.LAICHAU.GOV.VN/S/K7M2QP",
    code="k7m2qp",
    title="Khảo sát ý kiến người dân về xây dựng nông thôn mới",
    place="phường Tân Phong, tỉnh Lai Châu",
    conductor="Ban Tuyên giáo và Dân vận Tỉnh ủy Lai Châu",
    contact="0213 3876 123",
    closes_at=datetime(2026, 12, 15, 17, 0),  # noqa: DTZ001  # a wall clock, as it is printed
)
HOSTILE = '#panic("x") *đậm* $x^2$ ] } // \\u{41} #import "a": b @k <l> `m` \x00\u202e'


def read(notice: Notice) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(render_notice(notice)))
    return reader, " ".join("".join(page.extract_text() for page in reader.pages).split())


def test_notice_is_one_tagged_a4_page_with_title_and_language() -> None:
    reader, _ = read(NOTICE)
    assert len(reader.pages) == 1
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == (
        595,
        842,
    )
    assert reader.metadata is not None
    assert reader.metadata.title == NOTICE.title
    assert reader.root_object["/Lang"] == "vi"
    assert bool(reader.root_object["/MarkInfo"]["/Marked"])


def test_notice_says_where_what_who_and_until_when() -> None:
    _, text = read(NOTICE)
    assert text.startswith("Phường Tân Phong, tỉnh Lai Châu")
    for part in (
        NOTICE.title,
        "ykien.laichau.gov.vn/s/k7m2qp",
        "K7M2QP",
        "Cơ quan thực hiện: Ban Tuyên giáo và Dân vận Tỉnh ủy Lai Châu.",
        "Không hỏi tên",
        "Nhận phiếu đến 17:00 ngày 15/12/2026.",
        "Hỏi thêm: 0213 3876 123.",
    ):
        assert part in text
    assert "TRÌNH DIỄN" not in text


def test_demonstration_is_marked() -> None:
    _, text = read(replace(NOTICE, demonstration=True))
    assert text.startswith("BẢN TRÌNH DIỄN – KHÔNG PHẢI CUỘC KHẢO SÁT THẬT")


def test_symbol_is_100_mm_from_dark_edge_to_dark_edge() -> None:
    content = describe_notice(NOTICE)
    framed, modules = content["framed_mm"], 29
    assert isinstance(framed, float)
    assert framed * modules / (modules + 8) == pytest.approx(100)


def test_only_the_fonts_of_the_package_are_used() -> None:
    reader, _ = read(NOTICE)
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts}
    assert names
    assert all(name.startswith("SourceSansPro-") for name in names)


def test_hostile_texts_are_printed_and_never_run() -> None:
    _, text = read(replace(NOTICE, title=HOSTILE, place=HOSTILE, conductor=HOSTILE))
    shown = '#panic("x") *đậm* $x^2$ ] } // \\u{41} #import "a": b @k <l> `m`'
    assert text.replace(" ", "").count(shown.replace(" ", "")) == 3


def test_very_long_texts_stay_on_one_page() -> None:
    long = "Khảo sát rất dài " * 60
    reader, text = read(replace(NOTICE, title=long, place=long, conductor=long, contact=long))
    assert len(reader.pages) == 1
    assert "k7m2qp" in text


def test_notice_without_place_and_end_still_makes_sense() -> None:
    _, text = read(Notice(address=NOTICE.address, code="k7m2qp", title="Ý kiến nhanh"))
    assert text.startswith("Mời bạn cho ý kiến Ý kiến nhanh")
    assert "đến khi có thông báo kết thúc" in text
