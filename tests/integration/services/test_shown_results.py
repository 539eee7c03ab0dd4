"""Results as staff get them: kept by release, cut to units, the same in every file."""

import csv
from collections.abc import Mapping
from io import StringIO
from uuid import uuid4

import pytest

from questionnaires.engine import Answers
from survey_app.services.answering.submit_response import Kind, Submission, submit
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import Actor, Context
from survey_app.services.import_units import ensure_units
from survey_app.services.refusal import Refusal
from survey_app.services.results.export import Wanted, export_results
from survey_app.services.results.kept import KeptResults
from survey_app.services.results.shown import shown_results, shown_tables
from survey_app.services.results.tables import State
from survey_app.services.surveys.state import close_survey
from survey_app.store.scope import Scope
from tests.integration.services.conftest import run_design

BUM_NUA, MUONG_MO, SIN_HO = "03466", "03472", "03478"
WAIT_S = 60.0
KINDS = (
    {"q1": "nam", "q2": "gia", "q3": "1"},
    {"q1": "nu", "q2": "tre", "q3": "3"},
    {"q1": "nu", "q2": "gia", "q3": "2"},
    {"q1": "nam", "q2": "tre", "q3": "3"},
)


def answer(context: Context, code: str, times: int, document: Mapping[str, object]) -> None:
    for _ in range(times):
        sheet = Submission(uuid4(), code, "vi", Answers.from_json(dict(document)))
        assert submit(context, sheet).kind is Kind.STORED


def seen_by(context: Context, *units: str) -> Context:
    """The context of somebody whose grants reach these units."""
    return context.acting(Actor("staff"), Scope(frozenset(units)))


def two_units(context: Context) -> tuple[int, list[str]]:
    """A weighted survey with 80 answers in one commune, 40 in another."""
    ensure_units(context)
    survey_id, first = run_design(context, "group-weights.yaml", unit_code=BUM_NUA)
    second = make_collector(context, NewCollector(survey_id, unit_code=MUONG_MO))
    for code, times in ((first, 20), (second, 10)):
        for kind in KINDS:
            answer(context, code, times, kind)
    return survey_id, [first, second]


def test_numbers_are_those_of_the_release_until_it_moves(context: Context) -> None:
    survey_id, (first, _) = two_units(context)
    before = shown_tables(context, survey_id)
    answer(context, first, 9, KINDS[0])
    assert shown_tables(context, survey_id) == before
    answer(context, first, 1, KINDS[0])
    after = shown_results(context, survey_id, wait_s=WAIT_S)
    assert after.results is not None
    assert after.results.responses == 130
    assert after.results.tables != before


def test_results_outlive_the_process_that_made_them(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey_id, _ = two_units(context)
    made = shown_tables(context, survey_id)
    context.results = KeptResults(WAIT_S)
    monkeypatch.setattr("survey_app.services.results.shown._compute", None)
    assert shown_tables(context, survey_id) == made


def test_weighted_and_unweighted_shares_come_from_the_same_people(context: Context) -> None:
    survey_id, _ = two_units(context)
    results = shown_results(context, survey_id, wait_s=WAIT_S).results
    assert results is not None
    assert results.weights is not None
    table = results.table("q3")
    assert table is not None
    assert [(cell.count, cell.n) for cell in table.row()] == [(30, 120), (30, 120), (60, 120)]
    assert [cell.unweighted for cell in table.row()] == [0.25, 0.25, 0.5]
    weighted = [cell.weighted or 0.0 for cell in table.row()]
    assert sum(weighted) == pytest.approx(1)
    assert weighted != [0.25, 0.25, 0.5]


def test_a_commune_gets_its_own_column_and_the_totals(context: Context) -> None:
    survey_id, _ = two_units(context)
    whole = shown_tables(context, survey_id)
    own = shown_tables(seen_by(context, MUONG_MO), survey_id)
    units = {cell.levels for table in own if "unit" in table.by for cell in table.cells}
    assert units == {(MUONG_MO,)}
    totals = [table for table in whole if not table.by]
    assert [table for table in own if not table.by] == totals
    with pytest.raises(Refusal) as refused:
        shown_tables(seen_by(context, SIN_HO), survey_id)
    assert refused.value.code == "unknown_survey"


def test_whoever_looks_first_the_tables_are_the_same(context: Context) -> None:
    survey_id, _ = two_units(context)
    own = shown_tables(seen_by(context, MUONG_MO), survey_id)
    whole = shown_tables(context, survey_id)
    assert {table.variable for table in own} == {table.variable for table in whole}
    assert len(whole) >= len(own)
    unit = next(table for table in whole if table.by == ("unit",))
    assert {cell.levels[0] for cell in unit.cells} == {BUM_NUA, MUONG_MO}


def test_a_file_made_while_answers_arrive_is_of_one_release(context: Context) -> None:
    survey_id, (first, _) = two_units(context)
    shown_tables(context, survey_id)
    answer(context, first, 9, KINDS[1])
    made = export_results(context, survey_id, Wanted("csv"), "vi")
    rows = list(csv.DictReader(StringIO(made.body.decode("utf-8-sig"), newline="")))
    totals = {row["Cơ số n"] for row in rows if row["Mã câu"] == "q3" and not row["Chia theo nhóm"]}
    assert totals == {"120"}


def test_a_file_holds_every_cell_of_the_shown_tables(context: Context) -> None:
    survey_id, _ = two_units(context)
    tables = shown_tables(context, survey_id)
    made = export_results(context, survey_id, Wanted("csv"), "vi")
    rows = list(csv.DictReader(StringIO(made.body.decode("utf-8-sig"), newline="")))
    cells = [cell for table in tables for cell in table.cells]
    assert len(rows) == len(cells)
    for row, cell in zip(rows, cells, strict=True):
        assert row["Số người"] == ("" if cell.count is None else str(cell.count))
        if cell.state is State.HIDDEN:
            assert {row["Cơ số n"], row["Tỷ lệ đã gia quyền"], row["Cỡ mẫu hữu hiệu"]} == {""}


def test_a_closed_survey_with_few_answers_shows_no_number(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    answer(context, code, 4, {"q1": "co"})
    close_survey(context, survey_id)
    for table in shown_tables(context, survey_id):
        for cell in table.cells:
            assert (cell.weighted, cell.unweighted, cell.low, cell.n) == (None,) * 4
            assert not cell.count


def test_nothing_is_shown_of_nothing(sqlite_context: Context) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml")
    shown = shown_results(sqlite_context, survey_id, wait_s=WAIT_S)
    assert shown.results is not None
    assert (shown.results.responses, shown.results.tables) == (0, ())
    with pytest.raises(Refusal) as refused:
        shown_results(sqlite_context, 99)
    assert refused.value.code == "unknown_survey"


def test_the_demonstration_prints_no_more_digits_than_it_shows(sqlite_context: Context) -> None:
    survey_id, _ = two_units(sqlite_context)
    for table in shown_tables(sqlite_context, survey_id):
        for cell in table.cells:
            for value, digits in ((cell.weighted, 4), (cell.unweighted, 4), (cell.low, 3)):
                assert value is None or value == round(value, digits)
            assert cell.n_effective is None or isinstance(cell.n_effective, int)
