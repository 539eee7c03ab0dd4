import subprocess
import sys
from collections.abc import Callable

import pytest

from analysis.charts import ChartData, figure
from analysis.charts.palette import MARK
from tests.unit.analysis.charts.examples import ALL, bars, groups, likert, trend


@pytest.mark.parametrize("maker", ALL)
def test_figure_carries_theme_notes_and_description(maker: Callable[..., ChartData]) -> None:
    made = figure(maker())
    texts = " ".join(str(note.text) for note in made.layout.annotations)
    assert "n = 753 người trả lời; cỡ mẫu hữu hiệu 612." in texts
    assert made.layout.meta["alt"].startswith("Biểu đồ")
    assert made.layout.separators == ",."
    assert maker().title.split()[0] in made.layout.title.text


def test_bars_have_asymmetric_intervals_in_percent() -> None:
    bar = figure(bars()).data[0]
    assert bar.marker.color == MARK
    assert list(bar.x)[:1] == [50.0]
    assert bar.error_x.array[0] == pytest.approx(3.97, abs=0.01)
    assert bar.x[3] is None
    assert bar.error_x.array[3] is None


def test_hidden_numbers_never_reach_the_figure() -> None:
    assert list(figure(groups()).data[0].x)[2:] == [None, None]
    assert "70,0" not in figure(groups()).to_json()


def test_statement_with_a_hidden_part_is_left_out() -> None:
    made = figure(likert())
    assert made.layout.barmode == "stack"
    assert [trace.x[1] for trace in made.data] == [None] * 5
    assert [trace.x[0] for trace in made.data] == pytest.approx([1, 9, 20, 40, 30])


def test_trend_does_not_bridge_gaps() -> None:
    trace = figure(trend()).data[0]
    assert trace.connectgaps is False
    assert trace.y[2] is None


def test_markup_in_a_title_is_escaped() -> None:
    made = figure(bars(title="<b>x</b><a href='http://a'>y</a>"))
    assert "<b>" not in made.layout.title.text
    assert "<a" not in made.layout.title.text


def test_plotly_is_imported_only_when_a_figure_is_made() -> None:
    code = "import sys, analysis.charts, analysis.briefing; sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
