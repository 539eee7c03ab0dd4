"""What somebody of one commune sees of a release."""

from hypothesis import given
from hypothesis import strategies as st

from survey_app.services.results.within_units import within_units
from tests.support.results import make_release

UNITS = ("03385", "03388", "03394")
OWN = frozenset({"03385"})


def test_only_the_own_column_of_the_unit_table_is_left() -> None:
    seen = within_units(make_release(), OWN)
    table = seen.table("q1", ("unit",))
    assert table is not None
    assert {cell.levels for cell in table.cells} == {("03385",)}
    assert table.p is None
    column = seen.column("unit")
    assert column is not None
    assert [level.code for level in column.levels] == ["03385"]


def test_totals_and_groups_stay_as_they_are() -> None:
    whole, seen = make_release(), within_units(make_release(), OWN)
    for by in ((), ("group.gioi",)):
        assert seen.table("q1", by) == whole.table("q1", by)


def test_a_question_about_the_commune_keeps_the_own_answer_only() -> None:
    seen = within_units(make_release(), OWN)
    table, item = seen.table("xa"), seen.item("xa")
    assert table is not None
    assert item is not None
    assert [cell.answer for cell in table.cells] == ["03385"]
    assert [answer.code for answer in item.answers] == ["03385"]


def test_without_a_scope_nothing_is_left_out() -> None:
    assert within_units(make_release(), None) == make_release()


@given(st.frozensets(st.sampled_from(UNITS)))
def test_no_number_of_another_unit_ever_passes(units: frozenset[str]) -> None:
    seen = within_units(make_release(), units)
    named = {
        code
        for table in seen.tables
        for cell in table.cells
        for code in (*cell.levels, cell.answer)
        if code in UNITS
    }
    assert named <= units
