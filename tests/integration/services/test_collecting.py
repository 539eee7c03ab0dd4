"""Collectors made by the province, changed by two, rotated, retired, counted."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from survey_app.services.answering.collector_page import PageState
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.submit_response import Kind
from survey_app.services.collecting.bulk import Made, NewCollectors, make_collectors, name_units
from survey_app.services.collecting.change import Change, change_collector
from survey_app.services.collecting.issued import Entry, read_lines, save_issued
from survey_app.services.collecting.lines import Wanted, list_lines
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.collecting.retire import restore_collector, retire_collector
from survey_app.services.collecting.rotate import rotate_collector
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal, ScopeError
from survey_app.services.surveys.state import close_survey
from survey_app.store.audit_log_queries import EventFilter, walk_matching
from survey_app.store.collector_rows import read_collectors
from tests.integration.services.collecting import (
    LAI_CHAU,
    SON_LA,
    TAN_PHONG,
    commune_survey,
    officer,
)
from tests.integration.services.conftest import run_design, send

ANSWER = {"q1": "co"}


def actions(context: Context) -> list[str]:
    with context.database.unscoped.session() as session:
        return [event.action for event in walk_matching(session, EventFilter())]


def made(context: Context, survey_id: int, **more: str) -> Made:
    return make_collectors(context, NewCollectors(survey_id, LAI_CHAU, **more))  # type: ignore[arg-type]  # by name


def test_a_province_gets_one_collector_a_commune_with_its_tag(context: Context) -> None:
    survey_id = commune_survey(context)

    codes = made(context, survey_id, channel="poster").codes

    assert len(codes) == len(set(codes.values())) == 38
    with context.database.session() as session:
        rows = read_collectors(session, survey_id)
    assert {row.unit_code: row.code for row in rows} == codes
    assert all(row.tags == {"xa_phuong": row.unit_code} for row in rows)
    assert actions(context)[-1] == "collectors.made"


def test_asking_twice_makes_nothing_twice_and_names_what_was_there(context: Context) -> None:
    survey_id = commune_survey(context)
    single = make_collector(context, NewCollector(survey_id, TAN_PHONG, channel="poster"))

    first = made(context, survey_id, channel="poster")
    again = made(context, survey_id, channel="poster")

    assert first.skipped == (TAN_PHONG,)
    assert len(first.codes) == 37
    assert single not in first.codes.values()
    assert (again.codes, len(again.skipped)) == ({}, 38)
    assert name_units(context, first.skipped) == ("Phường Tân Phong, tỉnh Lai Châu",)
    assert len(made(context, survey_id, channel="zalo").codes) == 38


def test_two_officers_who_click_at_once_make_one_set(context: Context) -> None:
    survey_id = commune_survey(context)

    with ThreadPoolExecutor(4) as officers:
        results = list(officers.map(lambda _: made(context, survey_id), range(4)))

    assert sorted(len(result.codes) for result in results) == [0, 0, 0, 38]
    with context.database.session() as session:
        assert len(read_collectors(session, survey_id)) == 38


def test_a_retired_collector_is_replaced_by_the_next_bulk(context: Context) -> None:
    survey_id = commune_survey(context)
    first = made(context, survey_id)
    retire_collector(context, first.codes[TAN_PHONG])

    assert list(made(context, survey_id).codes) == [TAN_PHONG]


@pytest.mark.parametrize("province", ["99", "", "12345678", "x' OR 1=1", TAN_PHONG])
def test_bulk_refuses_what_has_no_communes(sqlite_context: Context, province: str) -> None:
    survey_id = commune_survey(sqlite_context)

    with pytest.raises(Refusal) as refusal:
        make_collectors(sqlite_context, NewCollectors(survey_id, province))

    assert refusal.value.code == "no_communes"


def test_the_whole_country_is_one_click(sqlite_context: Context) -> None:
    survey_id = commune_survey(sqlite_context)

    result = make_collectors(sqlite_context, NewCollectors(survey_id, None))

    assert len(result.codes) == 3321
    page = list_lines(sqlite_context, survey_id, Wanted(words="tan phong lai chau"))
    assert [line.unit_code for line in page.lines] == [TAN_PHONG]


def test_an_officer_reaches_no_further_than_the_grant(sqlite_context: Context) -> None:
    survey_id = commune_survey(sqlite_context)
    make_collector(sqlite_context, NewCollector(survey_id, TAN_PHONG))
    foreign = make_collector(sqlite_context, NewCollector(survey_id, SON_LA))
    desk = officer(sqlite_context, LAI_CHAU)

    assert len(made(desk, survey_id).codes) == 37
    assert list_lines(desk, survey_id, Wanted()).total == 38
    for province in (SON_LA, None):
        with pytest.raises(Refusal, match="no_communes"):
            make_collectors(desk, NewCollectors(survey_id, province))
    with pytest.raises(Refusal, match="unit_needed"):
        make_collector(desk, NewCollector(survey_id))
    with pytest.raises(ScopeError):
        make_collector(desk, NewCollector(survey_id, SON_LA))
    for change in (rotate_collector, retire_collector):
        with pytest.raises(Refusal, match="unknown_collector"):
            change(desk, foreign)
    entries, _ = read_lines(f"{foreign};5")
    assert save_issued(desk, survey_id, entries).faults[0].kind == "unknown_code"


def test_rotated_code_still_works_and_its_answers_are_flagged(context: Context) -> None:
    survey_id, old = run_design(context, "single-choice.yaml", label="Chợ", issued=50)

    new = rotate_collector(context, old, survey_id)

    page = open_page(context, old)
    assert page is not None
    assert page.rotated
    assert send(context, old, ANSWER).kind is Kind.STORED
    lines = {line.code: line for line in list_lines(context, survey_id, Wanted()).lines}
    assert (lines[old].state, lines[old].successor, lines[old].accepted) == ("rotated", new, 1)
    assert (lines[new].state, lines[new].label, lines[new].issued) == ("active", "Chợ", None)
    assert actions(context)[-1] == "collector.rotated"
    with pytest.raises(Refusal, match="already_rotated"):
        rotate_collector(context, old)


def test_only_one_of_two_rotations_at_once_counts(context: Context) -> None:
    survey_id, old = run_design(context, "single-choice.yaml")

    def rotate(_: int) -> str:
        try:
            return rotate_collector(context, old)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as officers:
        results = list(officers.map(rotate, range(4)))

    assert results.count("already_rotated") == 3
    assert list_lines(context, survey_id, Wanted()).total == 2


def test_retired_takes_no_answers_until_restored(context: Context) -> None:
    _, code = run_design(context, "single-choice.yaml")
    stored = send(context, code, ANSWER)

    retire_collector(context, code)

    page = open_page(context, code)
    assert page is not None
    assert page.state is PageState.RETIRED
    assert send(context, code, ANSWER).kind is Kind.CLOSED
    with pytest.raises(Refusal, match="already_retired"):
        retire_collector(context, code)
    with pytest.raises(Refusal, match="already_retired"):
        rotate_collector(context, code)
    restore_collector(context, code)
    assert send(context, code, ANSWER).kind is Kind.STORED
    assert stored.kind is Kind.STORED
    with pytest.raises(Refusal, match="not_retired"):
        restore_collector(context, code)


def test_a_closed_survey_gets_no_more_codes(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    close_survey(sqlite_context, survey_id)

    for attempt in (
        lambda: rotate_collector(sqlite_context, code),
        lambda: make_collectors(sqlite_context, NewCollectors(survey_id, None)),
    ):
        with pytest.raises(Refusal, match="already_closed"):
            attempt()


def test_the_second_of_two_officers_sees_what_the_first_changed(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml", label="Chợ")

    first = change_collector(context, Change(survey_id, code, 1, "Chợ trung tâm", "poster", 30))
    second = change_collector(context, Change(survey_id, code, 1, "Nhà văn hóa", "poster", 30))

    assert first.is_saved
    assert second.conflicts == ("label",)
    assert second.now["label"] == "Chợ trung tâm"
    wanted = Change(survey_id, code, second.version, "Nhà văn hóa", "poster", 30)
    assert change_collector(context, wanted).is_saved
    (line,) = list_lines(context, survey_id, Wanted()).lines
    assert (line.label, line.issued, line.version) == ("Nhà văn hóa", 30, 3)
    assert actions(context).count("collector.changed") == 2


def test_typing_the_same_as_the_other_is_no_conflict(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    change = Change(survey_id, code, 1, "Chợ", "poster", None)

    assert change_collector(sqlite_context, change).version == 2
    assert change_collector(sqlite_context, change).is_saved


def test_pasted_numbers_are_stored_all_or_none(context: Context) -> None:
    survey_id = commune_survey(context)
    codes = sorted(made(context, survey_id).codes.values())
    good = "\n".join(f"{code};{number}" for number, code in enumerate(codes, 1))
    bad = f"{codes[0]};-1\n\n{codes[1]};1e9\nZZZZZZ;3\n{codes[2]};4\n{codes[2]}\t5\n;;\n"

    entries, faults = read_lines(bad)
    refused = save_issued(context, survey_id, entries)

    assert [(fault.line, fault.kind) for fault in faults] == [(7, "bad_line")]
    assert [(fault.line, fault.kind) for fault in refused.faults] == [
        (1, "bad_number"),
        (3, "bad_number"),
        (4, "unknown_code"),
        (6, "twice"),
    ]
    assert list_lines(context, survey_id, Wanted()).issued is None
    assert save_issued(context, survey_id, read_lines(good)[0]).changed == 38
    assert list_lines(context, survey_id, Wanted()).issued == sum(range(1, 39))


def test_a_number_that_another_officer_typed_is_not_overwritten(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    save_issued(context, survey_id, [Entry(1, code, "20", had="")])

    late = save_issued(context, survey_id, [Entry(1, code, "30", had="")])

    assert [fault.kind for fault in late.faults] == ["changed_meanwhile"]
    assert save_issued(context, survey_id, [Entry(1, code, "1.200", had="20")]).changed == 1
    assert save_issued(context, survey_id, [Entry(1, code, "", had="1200")]).changed == 1


def test_the_list_asks_the_same_number_of_questions_for_any_length(
    sqlite_context: Context,
) -> None:
    survey_id = commune_survey(sqlite_context)
    make_collector(sqlite_context, NewCollector(survey_id, TAN_PHONG))
    few = count_queries(sqlite_context, survey_id)
    make_collectors(sqlite_context, NewCollectors(survey_id, None))

    assert count_queries(sqlite_context, survey_id) == few
    page = list_lines(sqlite_context, survey_id, Wanted(page=99))
    assert (page.pages, page.page, page.total) == (67, 67, 3321)


def count_queries(context: Context, survey_id: int) -> int:
    from sqlalchemy import event  # noqa: PLC0415

    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    for engine in context.database.engines.values():
        event.listen(engine, "before_cursor_execute", note)
    list_lines(context, survey_id, Wanted(words="xã"))
    for engine in context.database.engines.values():
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)
