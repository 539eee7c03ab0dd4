"""Sums kept beside the snapshot: the same numbers, fewer rows counted, nothing left behind."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs

from analysis.source import Batch
from survey_app.services.analysing import kept_sums
from survey_app.services.analysing.analyse_survey import SurveyResults, analyse_survey
from survey_app.services.analysing.kept_analysis import analyse_kept
from survey_app.services.analysing.survey_source import read_survey
from survey_app.services.context import Context
from survey_app.services.results.shown import shown_tables
from survey_app.services.surveys.state import close_survey
from survey_app.store.extract import delete_snapshot, sums_path
from survey_app.store.extract.source import SnapshotSource
from survey_app.store.models import Response
from survey_app.store.response_queries import delete_responses
from tests.integration.services.conftest import Clock, run_design
from tests.integration.services.test_results import answer, fill_groups


@pytest.fixture
def first_rows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first row of every reading that does not begin at the beginning."""
    found: list[int] = []
    read = SnapshotSource.batches_from

    def noting(source: SnapshotSource, names: Iterable[str], first_row: int) -> Iterator[Batch]:
        if first_row:
            found.append(first_row)
        yield from read(source, names, first_row)

    monkeypatch.setattr(SnapshotSource, "batches_from", noting)
    return found


def sums_of(context: Context, survey_id: int) -> Path:
    return sums_path(survey_id, context.settings.snapshots)


def fresh(context: Context, survey_id: int) -> SurveyResults:
    """The results with all rows counted."""
    sums_of(context, survey_id).unlink(missing_ok=True)
    return analyse_survey(context, survey_id)


def late_answers(context: Context, code: str) -> None:
    """60 more people; those of one age and level were never seen before."""
    answer(context, code, 40, {"q1": "nu", "q2": "gia", "q3": "2"})
    answer(context, code, 20, {"q1": "nam", "q2": "tre", "q3": "1"})


@pytest.mark.parametrize("design", ["group-weights.yaml", "single-choice.yaml"])
def test_a_release_counts_its_new_rows_only_and_shows_the_same(
    sqlite_context: Context, clock: Clock, first_rows: list[int], design: str
) -> None:
    survey_id, code = run_design(sqlite_context, design)
    sheets = {"q1": "co"} if design == "single-choice.yaml" else {"q1": "nu", "q2": "gia"}
    if design == "group-weights.yaml":
        fill_groups(sqlite_context, code)
    answer(sqlite_context, code, 30, sheets)
    rows = analyse_survey(sqlite_context, survey_id).source.rows
    assert first_rows == []
    for turn in range(3):
        clock.now += timedelta(days=1)
        answer(sqlite_context, code, 12, sheets)
        kept = analyse_survey(sqlite_context, survey_id)
        assert first_rows == [rows + 12 * turn]
        first_rows.clear()
        assert fresh(sqlite_context, survey_id).answer == kept.answer
        assert first_rows == []


def test_a_class_that_was_not_there_before_finds_its_place(
    sqlite_context: Context, first_rows: list[int]
) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    for sex, age in (("nam", "gia"), ("nam", "tre"), ("nu", "gia"), ("nu", "tre")):
        answer(sqlite_context, code, 15, {"q1": sex, "q2": age, "q3": "3"})
    assert analyse_survey(sqlite_context, survey_id).unweighted is None
    answer(sqlite_context, code, 30, {"q1": "nam", "q2": "tre", "q3": "1"})
    answer(sqlite_context, code, 10, {"q1": "kdk", "q2": "tre", "q3": "2"})
    kept = analyse_survey(sqlite_context, survey_id)
    assert first_rows == [60]
    assert fresh(sqlite_context, survey_id).answer == kept.answer


def test_results_and_briefing_use_the_same_sums(
    sqlite_context: Context, first_rows: list[int]
) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)
    assert shown_tables(sqlite_context, survey_id)
    late_answers(sqlite_context, code)
    briefed = analyse_kept(sqlite_context, survey_id)
    assert first_rows == [200]
    assert shown_tables(sqlite_context, survey_id)
    assert first_rows == [200]
    assert fresh(sqlite_context, survey_id).answer == briefed.answer


def test_the_analysis_kept_for_briefings_moves_when_the_survey_ends(
    sqlite_context: Context,
) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)
    analyse_kept(sqlite_context, survey_id)
    answer(sqlite_context, code, 9, {"q1": "nu", "q2": "tre", "q3": "1"})
    answer(sqlite_context, code, 1, {"q1": "nam", "q2": "tre", "q3": "1"})
    held = analyse_kept(sqlite_context, survey_id)
    close_survey(sqlite_context, survey_id)
    last = analyse_kept(sqlite_context, survey_id)
    assert last.survey.release.upto_batch == held.survey.release.upto_batch
    assert last.answer == fresh(sqlite_context, survey_id).answer != held.answer


def make_anew(context: Context, survey_id: int) -> None:
    (sums_of(context, survey_id).parent / "manifest.json").unlink()


def lose_a_piece(context: Context, survey_id: int) -> None:
    (piece,) = sums_of(context, survey_id).parent.glob("*.piece")
    piece.write_bytes(b"damaged")


def swap_a_response(context: Context, survey_id: int) -> None:
    with context.database.box_session(write=True) as session:
        row = session.query(Response).filter_by(survey_id=survey_id).first()
        session.execute(delete(Response).where(Response.id == row.id))
        session.commit()


def another_program(context: Context, survey_id: int) -> None:
    path = sums_of(context, survey_id)
    path.write_bytes(path.read_bytes().replace(b'{"tag": "', b'{"tag": "x'))


def damage(context: Context, survey_id: int) -> None:
    path = sums_of(context, survey_id)
    path.write_bytes(path.read_bytes()[:-9])


@pytest.mark.parametrize(
    "happens", [make_anew, lose_a_piece, swap_a_response, another_program, damage]
)
def test_sums_of_other_rows_are_not_used(
    sqlite_context: Context,
    first_rows: list[int],
    happens: Callable[[Context, int], None],
) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)
    analyse_survey(sqlite_context, survey_id)
    late_answers(sqlite_context, code)
    happens(sqlite_context, survey_id)
    kept = analyse_survey(sqlite_context, survey_id)
    assert first_rows == []
    assert fresh(sqlite_context, survey_id).answer == kept.answer


def test_sums_go_with_the_answers(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)
    analyse_survey(sqlite_context, survey_id)
    path = sums_of(sqlite_context, survey_id)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with sqlite_context.database.box_session(write=True) as session:
        delete_responses(session, survey_id)
        session.commit()
    assert read_survey(sqlite_context, survey_id).source.rows == 0
    assert not path.exists()


def test_sums_go_with_the_snapshot(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)
    analyse_survey(sqlite_context, survey_id)
    path = sums_of(sqlite_context, survey_id)
    assert path.exists()
    delete_snapshot(survey_id, sqlite_context.settings.snapshots)
    assert not path.exists()


def test_results_come_where_sums_cannot_be_kept(
    sqlite_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)

    def refuse(path: Path, kept: object) -> None:
        raise FileNotFoundError(path)

    monkeypatch.setattr(kept_sums, "write_kept", refuse)
    with capture_logs() as logs:
        results = analyse_survey(sqlite_context, survey_id)
    assert results.source.rows == 200
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["sums_not_kept"]
    assert not sums_of(sqlite_context, survey_id).exists()
