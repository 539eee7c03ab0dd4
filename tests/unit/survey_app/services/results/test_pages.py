"""The overview, one question's page, two waves: what they make of a release."""

import pytest
from msgspec.structs import replace

from analysis.charts import Kind
from survey_app.services.analysing.survey_source import Release
from survey_app.services.results.item_page import _block, _page
from survey_app.services.results.overview import greatest_margin, shorten
from survey_app.services.results.pictures import draw_item
from survey_app.services.results.selection import Selection
from survey_app.services.results.shown import Shown
from survey_app.services.results.tables import ShownResults, State
from survey_app.services.results.waves import _adjusted, _tables
from tests.support.results import make_answer_cell, make_release, make_table

RELEASE = make_release()
ITEM = RELEASE.items[0]
BY_UNIT = Selection(("unit",))


def test_the_margin_is_that_of_one_half_on_the_effective_n() -> None:
    assert greatest_margin(1_000) == pytest.approx(0.031, abs=1e-4)
    assert greatest_margin(None) is None
    assert greatest_margin(0) is None


def test_every_cell_of_a_breakdown_stands_beside_the_figure_of_all_people() -> None:
    table = RELEASE.table("q1", ("unit",))
    assert table is not None
    block = _block(RELEASE, ITEM, table, BY_UNIT, "vi")
    assert [line.head for line in block.lines] == ["Xã 03385", "Xã 03388", "Xã 03394"]
    hidden = block.lines[1]
    assert {cell.state for cell in hidden.cells} == {State.HIDDEN}
    assert [wider.weighted for wider in hidden.wider if wider] == [0.62, 0.38]


def test_one_unit_alone_is_listed_by_answer() -> None:
    table = RELEASE.table("q1", ("unit",))
    assert table is not None
    block = _block(RELEASE, ITEM, table, Selection(("unit",), ("03394",)), "vi")
    assert not block.is_wide
    assert [line.cells[0].levels for line in block.lines] == [("03394",), ("03394",)]


def test_the_page_leads_to_the_questions_beside_it() -> None:
    release = Release(100, 100, 10, 7, RELEASE.as_of, is_over=False)
    page = _page(Shown(1, "", release, RELEASE), RELEASE, ITEM, Selection(), "vi")
    assert page.before is None
    assert page.after is not None
    assert page.after.id == "xa"
    assert [option.value for option in page.breakdowns] == ["gioi", "unit"]
    assert [option.value for option in page.filters["unit"]] == ["03385", "03388", "03394"]
    assert page.filters["mode"] == ()


def test_pictures_hold_nothing_of_a_hidden_cell() -> None:
    (picture,) = draw_item(RELEASE, ITEM, BY_UNIT, "vi")
    assert picture is not None
    assert picture.kind is Kind.LIKERT
    hidden = picture.rows[1]
    assert [cell.suppressed for cell in hidden.cells] == [True, True]
    assert [(cell.estimate, cell.n, cell.low) for cell in hidden.cells] == [(None, None, None)] * 2


def test_a_long_list_is_shortened_to_its_largest_figures() -> None:
    cells = [make_answer_cell((), f"c{i}", weighted=i / 100) for i in range(20)]
    table = make_table((), cells)
    (picture,) = draw_item(make_release(tables=(table,)), ITEM, Selection(), "vi")
    assert picture is not None
    short = shorten(picture)
    assert [row.cells[0].estimate for row in short.rows] == [i / 100 for i in range(12, 20)]


def test_a_difference_is_named_only_where_both_show_it_and_chance_does_not() -> None:
    def wave(share: float, **changes: object) -> ShownResults:
        first = make_answer_cell((), "co", weighted=share, se=0.02, df=400.0)
        rest = {"weighted": 1 - share, "se": 0.02, "df": 400.0}
        second = make_answer_cell((), "chua", **{**rest, **changes})
        return make_release(tables=(make_table((), [first, second]),))

    gone = {"state": State.HIDDEN, "n": None, "count": None}
    up = _adjusted(list(_tables(wave(0.7), wave(0.6))))[0].changes
    assert [(c.difference, c.verdict) for c in up] == [(0.1, "up"), (-0.1, "down")]
    same = _adjusted(list(_tables(wave(0.61), wave(0.6))))[0].changes
    assert {c.verdict for c in same} == {"same"}
    hidden = wave(0.6, **gone | {"weighted": None, "se": None})
    half = _adjusted(list(_tables(wave(0.7), hidden)))[0].changes
    assert [(c.difference, c.verdict) for c in half] == [(0.1, "up"), (None, "unknown")]


def test_the_best_answers_together_are_compared_where_there_are_several() -> None:
    def wave(share: float, tops: tuple[str, ...]) -> ShownResults:
        total = make_answer_cell((), "co", weighted=share, se=0.02, df=400.0)
        best = make_answer_cell((), "yes", weighted=share, se=0.02, df=400.0)
        tables = (make_table((), [total]), make_table((), [best], variable="top.q1"))
        return make_release(tables=tables, items=(replace(ITEM, top_answers=tops),))

    several, one = ("co", "chua"), ("co",)
    found = _adjusted(list(_tables(wave(0.7, several), wave(0.6, several))))[0].changes
    assert [(c.is_top, c.difference, c.verdict) for c in found] == [
        (False, 0.1, "up"),
        (True, 0.1, "up"),
    ]
    found = _adjusted(list(_tables(wave(0.7, one), wave(0.6, one))))[0].changes
    assert [c.is_top for c in found] == [False]
