"""Which table an address asks for, and which are refused."""

import pytest

from survey_app.services.refusal import Refusal
from survey_app.services.results.selection import Selection, select_table
from tests.support.results import make_release

RELEASE = make_release()
ITEM = RELEASE.items[0]


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ({}, Selection()),
        ({"by": "", "unit": " "}, Selection()),
        ({"by": "gioi"}, Selection(("group.gioi",))),
        ({"by": "unit"}, Selection(("unit",))),
        ({"unit": "03388"}, Selection(("unit",), ("03388",))),
    ],
)
def test_declared_tables_are_found(wanted: dict[str, str], chosen: Selection) -> None:
    assert select_table(RELEASE, ITEM, wanted) == chosen


@pytest.mark.parametrize("query", [{"by": "gioi"}, {"unit": "03385"}, {}])
def test_the_address_of_a_selection_finds_it_again(query: dict[str, str]) -> None:
    chosen = select_table(RELEASE, ITEM, query)
    assert chosen.query == query
    assert select_table(RELEASE, ITEM, chosen.query) == chosen


@pytest.mark.parametrize(
    "wanted",
    [
        {"by": "gioi", "unit": "03385"},
        {"unit": "03385", "mode": "qr"},
        {"by": "gioi+unit"},
        {"by": "collector"},
        {"by": "date"},
        {"by": "q1"},
        {"by": "'; DROP TABLE response; --"},
        {"mode": "qr"},
    ],
)
def test_any_other_cut_is_refused(wanted: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        select_table(RELEASE, ITEM, wanted)
    assert refused.value.code == "undeclared_table"
    assert "Giới tính" in str(refused.value.values["known"])


def test_the_refusal_repeats_little_of_a_long_text() -> None:
    with pytest.raises(Refusal) as refused:
        select_table(RELEASE, ITEM, {"by": "x" * 5_000})
    assert len(str(refused.value.values["asked"])) <= 40


def test_a_unit_that_the_reader_cannot_see_is_unknown() -> None:
    with pytest.raises(Refusal) as refused:
        select_table(RELEASE, ITEM, {"unit": "03999"})
    assert refused.value.code == "unknown_level"
