"""The picture of a survey for posts and link previews: 1200 × 630, title, place, QR, address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO

import font_source_sans_pro
from PIL import Image, ImageDraw, ImageFont

from survey_app.printing.notice import plain, shown_address
from survey_app.printing.qr import make_symbol
from survey_app.printing.wording import read_words

WIDTH, HEIGHT = 1200, 630
MARGIN = 56
COLUMN = 640
QR_PX = 420
COLOURS = 32
INK, QUIET, BLUE, PAPER, MARK = "#1a1c1e", "#4a4f55", "#0b5394", "#ffffff", "#ffd54f"
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the picture says; `place` with its province or '', `closes_at` in the zone to print."""

    address: str
    title: str
    place: str = ""
    conductor: str = ""
    closes_at: datetime | None = None
    demonstration: bool = False
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of text: its weight, sizes to try (the largest first), most lines, colour, space
    above."""

    text: str
    weight: str
    sizes: Sequence[int]
    most: int
    colour: str
    above: int


def draw_card(card: Card) -> bytes:
    """The picture as a PNG of a few colours, well under 60 kB; a text too long ends in '…'."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 16, HEIGHT), fill=BLUE)
    top = MARGIN
    if card.demonstration:
        top = _draw_marker(pen, read_words(card.language)["notice"]["demonstration"])
    for block in _blocks(card):
        top = _draw_block(pen, block, top)
    _draw_symbol(pen, card)
    small = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The words of a text in lines no wider than `width` pixels; a longer word is cut."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(_cut(word, font, width))
    return lines


def _blocks(card: Card) -> list[Block]:
    words = read_words(card.language)["notice"]
    facts = []
    if card.conductor:
        facts.append(words["conductor"].format(conductor=plain(card.conductor).rstrip(".")))
    if card.closes_at:
        moment = card.closes_at
        facts.append(words["until"].format(hour=f"{moment:%H:%M}", day=f"{moment:%d/%m/%Y}"))
    return [
        Block(words["invitation"], "Semibold", (30,), 1, BLUE, 0),
        Block(plain(card.title), "Bold", (54, 48, 42, 36, 32), 5, INK, 10),
        Block(plain(card.place), "Semibold", (36, 32, 28), 2, INK, 18),
        *(Block(fact, "Regular", (26, 24), 2, QUIET, 12) for fact in facts),
    ]


def _draw_marker(pen: ImageDraw.ImageDraw, text: str) -> int:
    pen.rectangle((16, 0, WIDTH, 48), fill=MARK)
    pen.text((MARGIN, 24), text, fill=INK, font=_font("Bold", 26), anchor="lm")
    return 48 + 26


def _draw_block(pen: ImageDraw.ImageDraw, block: Block, top: int) -> int:
    """Draw the block below `top`; gives where it ends. The bottom margin is never crossed."""
    if not block.text:
        return top
    for size in block.sizes:
        font = _font(block.weight, size)
        lines = wrap(block.text, font, COLUMN)
        if len(lines) <= block.most:
            break
    step = round(size * 1.2)
    room = max((HEIGHT - MARGIN - top - block.above) // step, 0)
    shown = lines[: min(block.most, room)]
    if shown and len(shown) < len(lines):
        shown[-1] = _cut(f"{shown[-1]} {ELLIPSIS}", font, COLUMN, is_open=True)
    top += block.above if shown else 0
    for line in shown:
        pen.text((MARGIN, top), line, fill=block.colour, font=font)
        top += step
    return top


def _cut(text: str, font: ImageFont.FreeTypeFont, width: int, *, is_open: bool = False) -> str:
    """The text, shortened with '…' where it is wider than `width`."""
    if font.getlength(text) <= width:
        return text
    kept = text.rstrip(ELLIPSIS).rstrip() if is_open else text
    while kept and font.getlength(kept + ELLIPSIS) > width:
        kept = kept[:-1]
    return kept + ELLIPSIS


def _draw_symbol(pen: ImageDraw.ImageDraw, card: Card) -> None:
    symbol = make_symbol(card.address)
    module = QR_PX // symbol.framed_size
    side = module * symbol.framed_size
    left, top = WIDTH - MARGIN // 2 - side, (HEIGHT - side) // 2 - 10
    edge = (symbol.framed_size - symbol.size) // 2
    for y, row in enumerate(symbol.rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                at = (left + (x + edge) * module, top + (y + edge) * module)
                pen.rectangle((*at, at[0] + module - 1, at[1] + module - 1), fill="#000000")
    address = shown_address(card.address)
    font = _fitting(address, side + MARGIN)
    pen.text((left + side / 2, top + side), address, fill=INK, font=font, anchor="ma")


def _fitting(text: str, width: int) -> ImageFont.FreeTypeFont:
    for size in (28, 26, 24, 22, 20):
        font = _font("Semibold", size)
        if font.getlength(text) <= width:
            return font
    return _font("Semibold", 16)


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = files(font_source_sans_pro) / "files" / f"SourceSansPro-{weight}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
