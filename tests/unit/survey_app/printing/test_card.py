"""The picture of a link: its size, its colours, nothing beyond its edges."""

from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image, ImageFont

from survey_app.printing.card import COLUMN, HEIGHT, WIDTH, Card, _font, draw_card, wrap

ADDRESS = "HTTPS://YKIEN.LAICHAU.GOV.VN/S/K7M2QP"
LONG = "Khảo sát rất dài về phục vụ hành chính " * 20


def draw(**more: object) -> tuple[bytes, Image.Image]:
    png = draw_card(Card(address=ADDRESS, **{"title": "Ý kiến nhanh", **more}))  # type: ignore[arg-type]  # by name
    return png, Image.open(BytesIO(png)).convert("RGB")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"demonstration": True, "place": "Xã Bum Nưa, tỉnh Lai Châu"},
        {"title": LONG, "place": LONG, "conductor": LONG},
        {"closes_at": datetime(2026, 12, 15, 17), "language": "en"},  # noqa: DTZ001 - a wall clock
        {"title": "x" * 900},
        {"title": "\x00\u202e<b>{0}%s", "place": "🙂"},
    ],
)
def test_every_card_has_its_size_and_a_clean_edge(more: dict[str, object]) -> None:
    png, image = draw(**more)

    assert image.size == (WIDTH, HEIGHT)
    assert len(png) <= 60_000
    bottom = image.crop((20, HEIGHT - 40, WIDTH, HEIGHT))
    assert {colour for _, colour in bottom.getcolors() or []} == {(255, 255, 255)}


def test_the_same_card_is_the_same_file() -> None:
    assert draw()[0] == draw()[0]


def test_a_demonstration_is_marked_on_top() -> None:
    marked, plain = draw(demonstration=True)[1], draw()[1]

    assert marked.getpixel((600, 4)) != plain.getpixel((600, 4))


def test_words_are_wrapped_within_the_column() -> None:
    font: ImageFont.FreeTypeFont = _font("Bold", 54)

    lines = wrap("Khảo sát ý kiến người dân về xây dựng nông thôn mới " + "x" * 99, font, COLUMN)

    assert len(lines) > 2
    assert all(font.getlength(line) <= COLUMN for line in lines)
    assert lines[-1].endswith("…")
