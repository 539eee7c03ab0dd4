import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from analysis.charts import ChartData, Kind, Row, svg
from analysis.charts.drawing import DRAWERS
from analysis.charts.drawing.canvas import Canvas
from analysis.charts.drawing.likert import segment_shares
from analysis.charts.drawing.rows import plot_scale
from analysis.charts.drawing.scale import make_scale, write_tick
from analysis.charts.typeface import SAFETY, text_width
from tests.support.briefings import hidden_cell, make_cell
from tests.support.steps import count_calls
from tests.unit.analysis.charts.examples import ALL, LONG, bars, groups, likert, ranks, trend

NS = "{http://www.w3.org/2000/svg}"
Maker = Callable[..., ChartData]
each = pytest.mark.parametrize("maker", ALL)
both_widths = pytest.mark.parametrize("width", [640.0, 340.0])


def _read(markup: str) -> ET.Element:
    return ET.fromstring(markup)


def _texts(markup: str) -> list[str]:
    return [element.text or "" for element in _read(markup).iter(f"{NS}text")]


@each
def test_picture_is_an_image_with_title_and_description(maker: Maker) -> None:
    root = _read(svg(maker()))
    assert root.get("role") == "img"
    title, description = root.find(f"{NS}title"), root.find(f"{NS}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")
    assert "753" in (description.text or "")


@each
def test_picture_holds_no_script_style_or_address(maker: Maker) -> None:
    markup = svg(maker())
    assert not re.search(r"<(script|style|image|foreignObject|use|a)\b", markup)
    assert not re.search(r"\bon\w+=|href|url\(", markup)
    assert markup.count("http") == 1  # the namespace


@each
@both_widths
def test_no_text_is_clipped(maker: Maker, width: float) -> None:
    root = _read(svg(maker(), width=width))
    height = float(root.get("height") or 0)
    for element in root.iter(f"{NS}text"):
        size = float(element.get("font-size") or 14)
        weight = "bold" if element.get("font-weight") else "regular"
        needed = text_width(element.text or "", size, weight=weight) / SAFETY
        x, y = float(element.get("x") or 0), float(element.get("y") or 0)
        shift = {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor") or "", 0.0)
        assert x - shift * needed >= -1, element.text
        assert x + (1 - shift) * needed <= width + 1, element.text
        assert 0 < y <= height


@each
def test_base_effective_n_and_method_stand_under_the_picture(maker: Maker) -> None:
    texts = " ".join(_texts(svg(maker())))
    assert "n = 753 người trả lời; cỡ mẫu hữu hiệu 612." in texts
    assert "Tỷ lệ có trọng số." in texts


@each
def test_picture_alone_leaves_title_and_notes_out_when_told(maker: Maker) -> None:
    texts = " ".join(_texts(svg(maker(), with_title=False, with_notes=False)))
    assert "n = 753" not in texts
    assert maker().title not in texts


def test_long_labels_are_wrapped_not_cut() -> None:
    for width in (640.0, 340.0):
        joined = " ".join(_texts(svg(bars(), width=width)))
        assert LONG in joined


def test_hidden_cells_are_words_with_their_reason() -> None:
    texts = " ".join(_texts(svg(bars())))
    assert "ẩn (xem chú thích)" in texts
    assert "ít hơn 10 người" in texts
    assert "ít hơn 5 người" in " ".join(_texts(svg(bars(minimum_base=5))))


def test_groups_show_few_and_too_few_apart() -> None:
    texts = _texts(svg(groups()))
    assert "50,0\u00a0%*" in texts
    assert "n < 30 (xem chú thích)" in texts
    assert not any("70,0" in text for text in texts)


def _statement(hidden: set[int], shares: tuple[float, ...] = (0.1, 0.15, 0.15, 0.4, 0.2)) -> Row:
    cells = (
        hidden_cell("q4.b") if index in hidden else make_cell(share, variable="q4.b")
        for index, share in enumerate(shares)
    )
    return Row("Chỗ ngồi", tuple(cells))


def test_hidden_neighbours_are_one_unfilled_rest() -> None:
    assert segment_shares(_statement({0, 1})) == [None, 0.15, 0.4, 0.2]
    texts = _texts(svg(likert(rows=(_statement({0, 1}),)), with_notes=False))
    assert texts[-4:] == ["ẩn", "15,0", "40,0", "20,0"]
    assert not any("10,0" in text for text in texts)


def test_statement_whose_hidden_parts_lie_apart_draws_no_segment() -> None:
    assert segment_shares(_statement({0, 4})) is None
    texts = _texts(svg(likert(rows=(_statement({0, 4}),)), with_notes=False))
    assert texts[-1] == "ẩn (xem chú thích)"
    assert "40,0" not in texts
    assert segment_shares(_statement({0, 1, 2, 3, 4})) is None


def test_labels_of_groups_keep_off_the_reference_line() -> None:
    rows = (Row("Nam", (make_cell(0.5, variable="q"),)),)
    texts = _read(svg(groups(rows=rows, reference=0.56), with_notes=False)).iter(f"{NS}text")
    label = next(text for text in texts if text.text == "50,0\u00a0%")
    assert label.get("text-anchor") == "end"


def test_trend_leaves_a_gap_at_a_hidden_period() -> None:
    root = _read(svg(trend()))
    lines = [p for p in root.iter(f"{NS}path") if p.get("stroke") != "currentColor"]
    assert len(lines) == 2
    assert len(list(root.iter(f"{NS}circle"))) == 4


def test_bars_carry_a_whisker_only_when_intervals_are_named() -> None:
    assert svg(bars()).count('stroke-width="1.4"') == 3
    assert svg(bars(interval_name="")).count('stroke-width="1.4"') == 0


def test_bar_ends_where_its_value_is() -> None:
    data = bars()
    root = _read(svg(data, with_title=False))
    scale = plot_scale(Canvas(640), data)
    first = next(root.iter(f"{NS}rect"))
    start, width = float(first.get("x") or 0), float(first.get("width") or 0)
    assert start + width == pytest.approx(scale.place(0.5), abs=0.15)


def test_hostile_texts_stay_texts() -> None:
    evil = '</title><script>alert(1)</script>"&'
    rows = (Row(evil, (make_cell(0.5, variable="q"),)),)
    data = bars(title=evil, method_line=evil, key='x" onload="alert(1)', rows=rows)
    markup = svg(data)
    root = _read(markup)
    assert "<script" not in markup
    assert root.get("onload") is None
    assert root.findtext(f"{NS}title") == evil


def test_numbers_have_their_own_scale() -> None:
    texts = _texts(svg(ranks()))
    assert "1,80" in texts
    assert not any("%" in text for text in texts if text.startswith("1,80"))


def test_empty_chart_says_so() -> None:
    assert "Chưa có số liệu để vẽ." in _texts(svg(bars(rows=())))


@pytest.mark.parametrize(("top", "last"), [(0.03, "3"), (0.34, "40"), (0.72, "80"), (1.0, "100")])
def test_scale_ends_at_a_round_number(top: float, last: str) -> None:
    data = bars(rows=(Row("a", (make_cell(top, variable="q", low=top, high=top),)),))
    scale = make_scale(data, 0, 100)
    assert scale.place(top) <= 100
    assert write_tick(scale.ticks()[-1], data.unit) == f"{last}\u00a0%"
    assert scale.top <= 1.0


def test_every_kind_has_a_drawer() -> None:
    assert set(DRAWERS) == set(Kind)


@each
def test_drawing_takes_few_steps(maker: Maker) -> None:
    data = maker()
    svg(data)
    assert count_calls(lambda: svg(data)) < 20_000
