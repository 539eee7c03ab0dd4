"""The board's numbers: at once by unit, in steps and hidden by group."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from survey_app.services.board.arrivals import accepted_by_collector
from survey_app.services.board.board import read_board
from survey_app.services.board.calls import Block
from survey_app.services.board.units import UnitState
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import SYSTEM, Context
from survey_app.services.find_survey import get_survey
from survey_app.services.import_units import ensure_units
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.import_questionnaire import import_questionnaire
from survey_app.services.surveys.state import close_survey, open_survey
from survey_app.store.response_queries import delete_responses
from survey_app.store.scope import Scope
from tests.integration.services.conftest import Clock, run_design, send
from tests.support.site import LIBRARY

MEN, WOMEN = {"q1": "nam", "q2": "gia", "q3": "1"}, {"q1": "nu", "q2": "tre", "q3": "2"}


def answer(context: Context, code: str, count: int, document: dict[str, object]) -> None:
    for _ in range(count):
        send(context, code, document)


def narrowed(context: Context, *units: str) -> Context:
    return context.acting(SYSTEM, Scope(frozenset(units)))


@pytest.fixture
def units(context: Context) -> Context:
    ensure_units(context)
    return context


def two_communes(context: Context, design: str = "group-weights.yaml") -> tuple[int, str, str]:
    survey_id, code = run_design(context, design, unit_code="03466", issued=40)
    other = make_collector(context, NewCollector(survey_id, unit_code="03478"))
    return survey_id, code, other


def test_units_count_at_once_and_groups_in_steps(units: Context) -> None:
    survey_id, code, other = two_communes(units)
    answer(units, code, 7, MEN)
    board = read_board(units, survey_id)
    lines = {unit.code: unit for unit in board.units}
    assert (lines["03466"].accepted, lines["03466"].return_rate) == (7, 7 / 40)
    assert lines["03478"].state is UnitState.EMPTY
    assert lines["03466"].target == 30
    assert (board.n, board.flags, board.accepted) == (0, {}, 7)
    assert all(level.count == 0 for group in board.groups for level in group.levels)
    answer(units, other, 4, WOMEN)
    board = read_board(units, survey_id)
    assert (board.accepted, board.n) == (11, 11)
    assert [level.count for group in board.groups for level in group.levels] == [None] * 4
    del code


def test_hidden_levels_tell_nothing_of_their_count(units: Context) -> None:
    found = []
    for women in (1, 9):
        survey_id, code, _ = two_communes(units)
        answer(units, code, 40 - women, MEN)
        answer(units, code, women, WOMEN)
        board = read_board(units, survey_id)
        (gender, _) = board.groups
        assert [level.block for level in gender.levels] == [Block.HIDDEN, Block.HIDDEN]
        levels = [(level.needed, level.factor, level.share) for level in gender.levels]
        found.append((levels, board.calls, board.flags))
        assert [level.n_effective for level in gender.levels] == [None, None]
    assert found[0] == found[1]


def test_effective_n_is_that_of_the_weights(units: Context) -> None:
    survey_id, code, _ = two_communes(units)
    answer(units, code, 60, MEN)
    answer(units, code, 20, WOMEN)
    answer(units, code, 20, {"q1": "nam", "q2": "tre", "q3": "1"})
    answer(units, code, 20, {"q1": "nu", "q2": "gia", "q3": "1"})
    board = read_board(units, survey_id)
    assert board.n == 120
    assert board.unweighted == ()
    assert board.n_effective is not None
    assert 80 < board.n_effective < 120
    (gender, _) = board.groups
    men, women = gender.levels
    assert (men.count, women.count) == (80, 40)
    assert men.factor == pytest.approx(0.52 * 120 / 80)
    assert women.factor == pytest.approx(0.48 * 120 / 40)
    assert women.n_effective is not None
    assert women.n_effective <= 40
    assert (men.block, women.block) == (Block.NONE, Block.NONE)


def test_an_absent_level_is_why_there_are_no_weights(units: Context) -> None:
    survey_id, code, _ = two_communes(units)
    answer(units, code, 20, MEN)
    board = read_board(units, survey_id)
    assert board.unweighted[0] == "level_not_in_data"
    assert board.n_effective == 20
    assert board.calls[0].block == Block.ABSENT


def test_states_without_answers_or_collectors_are_shown(units: Context) -> None:
    survey_id, _ = run_design(units, "single-choice.yaml", is_open=False)
    board = read_board(units, survey_id)
    assert (board.state, board.accepted, board.groups, board.calls) == ("draft", 0, (), ())
    assert board.has_targets is False
    survey_id, code = run_design(units, "single-choice.yaml")
    for count in (1, 9, 10):
        answer(units, code, count - read_board(units, survey_id).accepted, {"q1": "co"})
        assert read_board(units, survey_id).n == (10 if count == 10 else 0)
    close_survey(units, survey_id)
    assert read_board(units, survey_id).calls == ()


def test_a_commune_sees_its_own_row_and_its_province_for_comparison(units: Context) -> None:
    survey_id, code, other = two_communes(units)
    answer(units, code, 3, MEN)
    answer(units, other, 5, WOMEN)
    board = read_board(narrowed(units, "03478"), survey_id)
    assert [unit.code for unit in board.units] == ["03478"]
    (province,) = board.provinces
    assert (province.code, province.is_listed, province.whole.accepted) == ("12", False, 8)
    assert board.accepted == 5
    assert all(call.name != board.provinces[0].name for call in board.calls)
    with pytest.raises(Refusal, match="unknown_survey"):
        read_board(narrowed(units, "03472"), survey_id)


def test_collectors_without_a_unit_are_seen_by_who_sees_everything(units: Context) -> None:
    survey_id, code = run_design(units, "single-choice.yaml")
    answer(units, code, 2, {"q1": "co"})
    board = read_board(units, survey_id)
    assert [(unit.code, unit.accepted) for unit in board.units] == [("", 2)]


def test_counting_goes_on_from_the_last_count(units: Context) -> None:
    survey_id, code, other = two_communes(units)
    answer(units, code, 2, MEN)
    assert accepted_by_collector(units, survey_id) == {code: 2}
    answer(units, other, 1, MEN)
    assert accepted_by_collector(units, survey_id) == {code: 2, other: 1}
    with units.database.box_session(write=True) as session:
        delete_responses(session, survey_id)
        session.commit()
    assert accepted_by_collector(units, survey_id) == {}
    answer(units, other, 1, MEN)
    assert accepted_by_collector(units, survey_id) == {other: 1}


def test_flags_move_with_the_tables_and_hide_small_counts(units: Context, clock: Clock) -> None:
    survey_id, code, _ = two_communes(units)
    answer(units, code, 59, MEN)
    assert read_board(units, survey_id).flags["burst"] == 0
    answer(units, code, 4, MEN)
    board = read_board(units, survey_id)
    assert board.flags["none"] == 59, "the release of 59 still stands"
    answer(units, code, 15, MEN)
    board = read_board(units, survey_id)
    assert (board.flags["none"], board.flags["burst"], board.n) == (60, 18, 78)
    del clock


def test_the_number_of_queries_does_not_grow_with_the_units(units: Context) -> None:
    survey_id, _, _ = two_communes(units)
    counts = []
    for more in ("03503", "03508", "03529"):
        counts.append(_queries(units, survey_id))
        for _ in range(3):
            make_collector(units, NewCollector(survey_id, unit_code=more))
    assert len(set(counts)) == 1


def _queries(context: Context, survey_id: int) -> int:
    read_board(context, survey_id)
    found: list[str] = []

    def note(*args: object) -> None:
        found.append(str(args[2]))

    engines = context.database.engines.values()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    read_board(context, survey_id)
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    return len(found)


def test_the_return_rate_is_of_collectors_that_say_what_they_issued(units: Context) -> None:
    survey_id, code, other = two_communes(units)
    answer(units, code, 4, MEN)
    answer(units, other, 9, WOMEN)
    board = read_board(units, survey_id)
    assert board.provinces[0].whole.return_rate == board.return_rate == 4 / 40
    assert board.accepted == 13


def test_quotas_by_unit_are_targets_and_show_a_commune_its_own_level(units: Context) -> None:
    path = LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml"
    survey_id = import_questionnaire(units, path).survey_id
    open_survey(units, survey_id)
    for unit in ("03466", "03478"):
        code = make_collector(units, NewCollector(survey_id, unit_code=unit))
        document = {"xa": unit, "doi_tuong": "nong_dan", "q1": "khong", "q11": "4"}
        answer(units, code, 12, document)
    with units.database.session(write=True) as session:
        survey = get_survey(session, survey_id)
        survey.quotas = {"xa_phuong": {"03466": 12, "03478": 50}}
        session.commit()
    whole = read_board(units, survey_id)
    (by_unit, *_) = whole.groups
    shown = {level.code: (level.count, level.block) for level in by_unit.levels}
    assert shown["03466"] == (12, Block.FULL)
    assert shown["03478"] == (12, Block.THIN)
    commune = read_board(narrowed(units, "03478"), survey_id)
    (mine, *_) = commune.groups
    assert [level.code for level in mine.levels] == ["03478"]
    assert [(unit.target, unit.reason) for unit in commune.units] == [(50, "quota")]
    assert all("Bum" not in str(call) for call in commune.calls)


def test_a_survey_past_its_day_calls_nobody(units: Context, clock: Clock) -> None:
    survey_id, code, _ = two_communes(units)
    answer(units, code, 3, MEN)
    with units.database.session(write=True) as session:
        get_survey(session, survey_id).close_at = clock.now + timedelta(hours=1)
        session.commit()
    assert read_board(units, survey_id).is_open
    clock.now += timedelta(hours=2)
    board = read_board(units, survey_id)
    assert (board.is_open, board.state, board.calls) == (False, "open", ())


def test_effective_sizes_are_coarse_while_a_class_is_hidden(units: Context) -> None:
    survey_id, code, _ = two_communes(units)
    answer(units, code, 40, MEN)
    answer(units, code, 33, WOMEN)
    answer(units, code, 20, {"q1": "nam", "q2": "tre", "q3": "1"})
    answer(units, code, 7, {"q2": "tre", "q3": "1"})
    board = read_board(units, survey_id)
    found = [level.n_effective for group in board.groups for level in group.levels]
    assert board.is_coarse
    assert all(value is None or value % 10 == 0 for value in (board.n_effective, *found))
    answer(units, code, 13, {"q2": "tre", "q3": "1"})
    board = read_board(units, survey_id)
    assert not board.is_coarse
    assert board.n_effective is not None
    assert board.n_effective % 10 != 0
