"""Briefings in the store: the same bytes again, figures kept, one writer at a time, own units."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from analysis.briefing import build_outline, render
from survey_app.services.analysing.analyse_survey import analyse_survey
from survey_app.services.briefing.brief_survey import brief_survey, briefing_facts
from survey_app.services.briefing.briefings import (
    change_draft,
    compare_with_older,
    list_lines,
    open_saved,
    read_briefing,
    read_facts,
    recompute_briefing,
    save_briefing,
    start_briefing,
)
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.comments.pages import CommentQuery, read_comments
from survey_app.services.comments.review_comment import Place, set_state
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.store.models import AuditEvent, Briefing
from tests.integration.services.conftest import run_design, send
from tests.integration.services.test_comments import add_units, tell, within


def make_saved(context: Context, people: int = 40) -> tuple[int, str, int]:
    """(survey, code, saved briefing) of a survey with answers."""
    survey_id, code = run_design(context, "comments.yaml")
    answer(context, code, people)
    number = start_briefing(context, survey_id)
    save_briefing(context, survey_id, number, 1)
    return survey_id, code, number


def answer(context: Context, code: str, people: int, level: str = "2") -> None:
    for number in range(people):
        sheet = {"q1": "nam" if number % 2 else "nu", "q2": ["song"], "q4": level}
        send(context, code, sheet)  # type: ignore[arg-type]  # a JSON object


def row_of(context: Context, number: int) -> Briefing:
    with context.database.session() as session:
        row = session.get(Briefing, number)
        assert row is not None
        return row


def test_a_saved_page_comes_back_byte_for_byte(context: Context) -> None:
    survey_id, code, number = make_saved(context)
    first = open_saved(context, survey_id, number)
    answer(context, code, 30, level="1")
    again = open_saved(context, survey_id, number)
    assert again == first
    row = row_of(context, number)
    assert row.document is not None
    assert zlib.decompress(row.document) == first.content


def test_the_kept_facts_make_the_same_page(context: Context) -> None:
    survey_id, _, number = make_saved(context)
    row = row_of(context, number)
    assert row.facts is not None
    page = render(build_outline(read_facts(row.facts))).encode()
    assert page == open_saved(context, survey_id, number).content


def test_figures_release_and_program_are_kept(context: Context) -> None:
    survey_id, _, number = make_saved(context)
    row = row_of(context, number)
    answer_kept = json.loads(row.answer or "")
    assert answer_kept["format"] == "ydan-analysis/1"
    kept = {estimate["id"] for estimate in answer_kept["estimates"]}
    assert kept >= {"q2", "q4", "q2|group.gioi", "q4|group.gioi"}
    assert (row.responses, len(row.program or ""), row.state) == (40, 12, "saved")
    assert row.as_of is not None
    (line,) = list_lines(context, survey_id)
    assert (line.responses, line.state) == (40, "saved")


def test_a_damaged_page_is_not_shown(context: Context) -> None:
    survey_id, _, number = make_saved(context)
    for damaged in (zlib.compress(b"<!DOCTYPE html>"), b"no zlib"):
        with context.database.session(write=True) as session:
            session.execute(update(Briefing).values(document=damaged))
            session.commit()
        with pytest.raises(Refusal, match="briefing_damaged"):
            open_saved(context, survey_id, number)


def test_recomputing_makes_a_new_version_and_lists_what_moved(context: Context) -> None:
    survey_id, code, number = make_saved(context)
    before = open_saved(context, survey_id, number)
    assert compare_with_older(context, survey_id, number) is None
    answer(context, code, 40, level="1")
    newer = recompute_briefing(context, survey_id, number)
    assert row_of(context, newer).recomputes == number
    changes = compare_with_older(context, survey_id, newer)
    assert changes is not None
    assert next((change.before, change.after) for change in changes) == ("40", "80")
    assert ("100,00\u00a0%", "50,00\u00a0%") in {(c.before, c.after) for c in changes}
    assert open_saved(context, survey_id, number) == before


def test_a_draft_is_changed_by_one_at_a_time_and_a_saved_one_by_nobody(context: Context) -> None:
    survey_id, _ = run_design(context, "comments.yaml")
    number = start_briefing(context, survey_id)
    settings = read_briefing(context, survey_id, number).settings
    change_draft(context, survey_id, number, 1, replace(settings, title="Một"))
    with pytest.raises(Refusal, match="briefing_changed"):
        change_draft(context, survey_id, number, 1, replace(settings, title="Hai"))
    with pytest.raises(Refusal, match="briefing_changed"):
        save_briefing(context, survey_id, number, 1)
    save_briefing(context, survey_id, number, 2)
    for version in (2, 3):
        with pytest.raises(Refusal, match="briefing_changed"):
            change_draft(context, survey_id, number, version, settings)
        with pytest.raises(Refusal, match="briefing_changed"):
            save_briefing(context, survey_id, number, version)
    assert read_briefing(context, survey_id, number).settings.title == "Một"


def test_head_lines_are_taken_over_and_changes_are_audited(context: Context) -> None:
    survey_id, _ = run_design(context, "comments.yaml")
    number = start_briefing(context, survey_id)
    settings = read_briefing(context, survey_id, number).settings
    head = replace(settings, agency_parent="Tỉnh ủy Lai Châu", place="Lai Châu")
    change_draft(context, survey_id, number, 1, head)
    second = read_briefing(context, survey_id, start_briefing(context, survey_id)).settings
    assert (second.agency_parent, second.place) == ("Tỉnh ủy Lai Châu", "Lai Châu")
    with context.database.session() as session:
        events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    found = [event for event in events if event.action.startswith("briefing.")]
    assert [event.action for event in found] == [
        "briefing.started",
        "briefing.changed",
        "briefing.started",
    ]
    assert all("Tỉnh ủy" not in event.details for event in found)


def test_a_briefing_belongs_to_its_writers_unit(context: Context) -> None:
    add_units(context)
    survey_id, code = run_design(context, "comments.yaml", unit_code="03001")
    other = make_collector(context, NewCollector(survey_id, unit_code="03002"))
    answer(context, code, 40)
    answer(context, other, 40)
    whole = start_briefing(context, survey_id)
    one, two = within(context, "03001"), within(context, "03002")
    mine = start_briefing(one, survey_id)
    save_briefing(one, survey_id, mine, 1)
    assert row_of(context, mine).unit_code == "03001"
    for stranger, number in ((one, whole), (two, whole), (two, mine)):
        with pytest.raises(Refusal, match="unknown_briefing"):
            read_briefing(stranger, survey_id, number)
    assert [line.id for line in list_lines(one, survey_id)] == [mine]
    assert list_lines(two, survey_id) == ()
    text = open_saved(one, survey_id, mine).content.decode()
    assert "Nơi 03001" in text
    assert "Nơi 03002" not in text
    assert "03002" not in (row_of(context, mine).answer or "")
    assert "03002" not in (row_of(context, mine).facts or "")


def test_the_command_prints_accepted_comments_and_no_other(
    context: Context, tmp_path: Path
) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, [f"ý kiến {n}" for n in range(12)])
    cards = read_comments(context, survey_id, CommentQuery()).cards
    for card, step in zip(cards, ("accept", "accept", "hide"), strict=False):
        set_state(context, Place(survey_id, card.id, card.version), step)
    path = tmp_path / "brief.html"
    brief_survey(context, survey_id, path, with_comments=True)
    printed = path.read_text("utf-8")
    shown = [card.text for card in cards if f"<li>{card.text}</li>" in printed]
    assert shown == [card.text for card in cards[:2]]
    brief_survey(context, survey_id, path)
    assert "ý kiến 1" not in path.read_text("utf-8")


def test_a_group_that_names_the_units_stands_for_their_table(sqlite_context: Context) -> None:
    context = sqlite_context
    add_units(context)
    survey_id, code = run_design(
        context, "comments.yaml", unit_code="03001", tags={"xa_phuong": "03001"}
    )
    other = make_collector(
        context, NewCollector(survey_id, unit_code="03002", tags={"xa_phuong": "03002"})
    )
    answer(context, code, 40)
    answer(context, other, 40)
    facts = briefing_facts(analyse_survey(context, survey_id), date(2026, 11, 22))
    columns = {group.column for item in facts.items for group in item.groups}
    assert columns == {"group.gioi", "group.xa_phuong"}
    third = make_collector(context, NewCollector(survey_id, unit_code="03003"))
    answer(context, third, 40)
    facts = briefing_facts(analyse_survey(context, survey_id), date(2026, 11, 22))
    columns = {group.column for item in facts.items for group in item.groups}
    assert "unit" in columns, "a unit that no class of the group names keeps its table"
