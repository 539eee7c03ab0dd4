"""Comments: copied once with their release, shown under units of enough people, reviewed by two."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.comments.pages import CommentPage, CommentQuery, read_comments
from survey_app.services.comments.review_comment import Place, cover_words, set_state, uncover, undo
from survey_app.services.comments.sync_comments import sync_comments
from survey_app.services.comments.text import MASK
from survey_app.services.context import Actor, Context
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.state import close_survey
from survey_app.store.models import AuditEvent, Comment, CommentProgress, Response
from survey_app.store.response_queries import delete_responses
from survey_app.store.scope import Scope
from survey_app.store.unit_queries import UnitRow, save_units
from tests.integration.services.conftest import run_design, send

ALL = CommentQuery(state="")
UNITS = [("12", None), ("03001", "12"), ("03002", "12"), ("03003", "12")]


def add_units(context: Context) -> None:
    with context.database.session(write=True) as session:
        rows = [
            UnitRow(code, f"Nơi {code}", "xa" if parent else "tinh", parent, date(2025, 7, 1))
            for code, parent in UNITS
        ]
        save_units(session, rows)
        session.commit()


def tell(context: Context, code: str, texts: Sequence[str]) -> None:
    """One person for each text, men and women in turn; an empty text is none."""
    for number, text in enumerate(texts):
        sheet: dict[str, object] = {"q1": "nam" if number % 2 else "nu"}
        send(context, code, sheet | ({"q3": text} if text else {}))


def seen(context: Context, survey_id: int, query: CommentQuery = ALL) -> list[str]:
    return sorted(card.text for card in read_comments(context, survey_id, query).cards)


def stored(context: Context) -> list[Comment]:
    with context.database.box_session() as box:
        return list(box.scalars(select(Comment).order_by(Comment.id)))


def within(context: Context, *units: str) -> Context:
    return context.acting(Actor("staff"), Scope(frozenset(units)))


def place(survey_id: int, page: CommentPage, number: int = 0) -> Place:
    card = page.cards[number]
    return Place(survey_id, card.id, card.version)


def test_no_comment_is_shown_before_ten_people_answered(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    for people, expected in ((0, 0), (1, 0), (8, 0), (1, 10)):
        tell(context, code, ["Đường xấu"] * people)
        page = read_comments(context, survey_id, ALL)
        assert page.total == expected
        assert page.is_too_early == (expected == 0)


def test_a_closed_survey_with_few_answers_shows_no_comment(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, ["Đường xấu"] * 9)
    close_survey(context, survey_id)
    assert seen(context, survey_id) == []
    assert stored(context) == []


def test_sync_is_incremental_and_copies_a_text_once(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, [f"ý {n}" for n in range(10)])
    sync_comments(context, survey_id)
    first = {row.id: row.text for row in stored(context)}
    assert len(first) == 10
    sync_comments(context, survey_id)
    tell(context, code, [f"sau {n}" for n in range(9)])
    sync_comments(context, survey_id)
    assert {row.id: row.text for row in stored(context)} == first
    tell(context, code, ["sau 9"])
    sync_comments(context, survey_id)
    assert len(stored(context)) == 20
    with context.database.box_session(write=True) as box:  # as after a restored backup
        progress = box.get(CommentProgress, survey_id)
        assert progress is not None
        progress.upto_batch = 2**40
        box.commit()
    sync_comments(context, survey_id)
    assert len(stored(context)) == 20


def test_many_sheets_are_copied_a_few_at_a_time(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_app.services.comments.sync_comments.READ_ROWS", 3)
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, [f"ý {n}" for n in range(12)])
    assert read_comments(context, survey_id, ALL).total == 12


def test_every_text_is_a_comment_but_the_name_of_a_group(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, [""] * 9)
    sheet: dict[str, object] = {
        "q1": "khac",
        "q1.other": "Không nói được",
        "q2": ["khac"],
        "q2.other": "Xa xã",
        "q3": "Cầu hỏng",
    }
    send(context, code, sheet)
    assert seen(context, survey_id) == ["Cầu hỏng", "Xa xã"]
    page = read_comments(context, survey_id, ALL)
    assert {card.item for card in page.cards} == {
        "Gặp khó khăn nào? – Khó khăn khác",
        "Ông, bà còn muốn nói điều gì?",
    }


def test_comments_go_with_their_sheets(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, ["Đường xấu"] * 12)
    sync_comments(context, survey_id)
    with context.database.box_session(write=True) as box:
        box.delete(box.scalars(select(Response)).first())
        box.commit()
    assert len(stored(context)) == 11
    with context.database.box_session(write=True) as box:
        delete_responses(box, survey_id)
        box.commit()
    assert stored(context) == []


def test_a_card_tells_nothing_of_the_person(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, ["Đường xấu"] * 10)
    (card, *_) = read_comments(context, survey_id, ALL).cards
    assert set(type(card).__slots__) == {
        "id", "version", "state", "text", "is_masked", "can_undo", "item", "unit", "topics",
        "parts",
    }  # fmt: skip
    with context.database.box_session() as box:
        sheets = set(box.scalars(select(Response.id)))
    assert not sheets & {row.id for row in stored(context)}


def test_comments_stand_under_units_of_enough_people(context: Context) -> None:
    add_units(context)
    survey_id, small = run_design(context, "comments.yaml", unit_code="03001")
    codes = [
        make_collector(context, NewCollector(survey_id, unit_code=unit))
        for unit in ("03002", "03003")
    ]
    tell(context, small, ["nhỏ"] * 3)
    tell(context, codes[0], ["vừa"] * 12)
    tell(context, codes[1], ["lớn"] * 30)
    page = read_comments(context, survey_id, CommentQuery(state="", search="lon"))
    assert {card.unit for card in page.cards} == {"Xã Nơi 03003"}
    page = read_comments(context, survey_id, CommentQuery(state="", unit="12"))
    assert {card.unit for card in page.cards} == {"Tỉnh Nơi 12"}
    assert {card.text for card in page.cards} == {"nhỏ", "vừa"}
    assert read_comments(within(context, "03001"), survey_id, ALL).total == 0
    assert read_comments(within(context, "03003"), survey_id, ALL).total == 30
    assert (
        read_comments(within(context, "12", "03001", "03002", "03003"), survey_id, ALL).total == 45
    )
    tell(context, small, ["nhỏ"] * 10)
    page = read_comments(context, survey_id, CommentQuery(state="", unit="03001"))
    assert page.total == 55
    assert {card.text for card in page.cards} == {"nhỏ"}


def test_outside_the_scope_a_survey_and_its_comments_are_unknown(context: Context) -> None:
    add_units(context)
    survey_id, code = run_design(context, "comments.yaml", unit_code="03001")
    other = make_collector(context, NewCollector(survey_id, unit_code="03002"))
    tell(context, code, ["của 1"] * 12)
    tell(context, other, ["của 2"] * 12)
    mine = read_comments(within(context, "03001"), survey_id, ALL)
    assert {card.text for card in mine.cards} == {"của 1"}
    there = within(context, "03003")
    with pytest.raises(Refusal, match="unknown_survey"):
        read_comments(there, survey_id, ALL)
    with pytest.raises(Refusal, match="unknown_comment"):
        set_state(within(context, "03002"), place(survey_id, mine), "accept")
    assert {row.state for row in stored(context)} == {"new"}


def test_search_needs_no_diacritics_and_takes_signs_as_they_are(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    texts = ["Đường liên bản hỏng", "duong sạch", "giảm 50% phí", "a_b"]
    tell(context, code, [*texts, *[""] * 8])

    def search(words: str) -> list[str]:
        return seen(context, survey_id, CommentQuery(state="", search=words))

    assert search("duong") == ["duong sạch", "Đường liên bản hỏng"]
    assert search("ĐƯỜNG  LIÊN") == ["Đường liên bản hỏng"]
    assert search("%") == ["giảm 50% phí"]
    assert search("_") == ["a_b"]
    assert search("x" * 5000) == []
    assert search("\u202e") == sorted(texts)


def test_pages_follow_each_other_without_gap_or_repeat(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, [f"ý {n}" for n in range(47)])
    close_survey(context, survey_id)
    pages = [read_comments(context, survey_id, ALL)]
    while pages[-1].older:
        pages.append(read_comments(context, survey_id, CommentQuery("", after=pages[-1].older)))
    assert [len(page.cards) for page in pages] == [20, 20, 7]
    assert pages[0].newer is None
    ids = [card.id for page in pages for card in page.cards]
    assert ids == sorted(ids)
    assert len(set(ids)) == 47
    back = read_comments(context, survey_id, CommentQuery("", before=pages[2].newer))
    assert [card.id for card in back.cards] == [card.id for card in pages[1].cards]
    assert read_comments(context, survey_id, CommentQuery("", before=back.newer)).newer is None


def test_accept_hide_and_undo_with_an_audit_trail(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, ["Đường xấu"] * 12)
    page = read_comments(context, survey_id, CommentQuery())
    assert (page.reviewed, page.total) == (0, 12)
    set_state(context, place(survey_id, page), "accept")
    set_state(context, place(survey_id, page, 1), "hide")
    now = read_comments(context, survey_id, CommentQuery("accepted"))
    assert (now.reviewed, len(now.cards)) == (2, 1)
    undo(context, place(survey_id, now))
    assert read_comments(context, survey_id, CommentQuery()).reviewed == 1
    with pytest.raises(Refusal, match="nothing_to_undo"):
        undo(context, place(survey_id, read_comments(context, survey_id, CommentQuery())))
    with context.database.session() as session:
        events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    events = [event for event in events if event.action.startswith("comment.")]
    assert [event.action for event in events] == [
        "comment.accepted",
        "comment.hidden",
        "comment.undone",
    ]
    assert all("xấu" not in event.details for event in events)


def test_words_are_covered_searched_covered_and_uncovered(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, ["Bà Lan ở bản, gọi 0912345678, bà lan biết", *["khác"] * 11])
    query = CommentQuery(state="", search="0912")
    page = read_comments(context, survey_id, query)
    cover_words(context, place(survey_id, page), spans=[(18, 28)])
    assert seen(context, survey_id, query) == []
    page = read_comments(context, survey_id, CommentQuery(state="", search="ban"))
    cover_words(context, place(survey_id, page), phrase="Lan")
    page = read_comments(context, survey_id, CommentQuery(state="", search="ban"))
    assert page.cards[0].text == f"Bà {MASK} ở bản, gọi {MASK}, bà {MASK} biết"
    undo(context, place(survey_id, page))
    page = read_comments(context, survey_id, CommentQuery(state="", search="ban"))
    assert page.cards[0].text == f"Bà Lan ở bản, gọi {MASK}, bà lan biết"
    uncover(context, place(survey_id, page))
    assert len(seen(context, survey_id, query)) == 1
    page = read_comments(context, survey_id, query)
    for spans, phrase in (([(0, 500)], ""), ([], ""), ([], "không có"), ([(5, 5)], "")):
        with pytest.raises(Refusal, match="nothing_to_cover"):
            cover_words(context, place(survey_id, page), spans=spans, phrase=phrase)


def test_the_second_reviewer_is_told_and_changes_nothing(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, ["Đường xấu"] * 12)
    one = two = read_comments(context, survey_id, CommentQuery())
    set_state(context, place(survey_id, one), "hide")
    with pytest.raises(Refusal, match="comment_changed"):
        set_state(context, place(survey_id, two), "accept")
    focus = read_comments(context, survey_id, CommentQuery(focus=two.cards[0].id)).focus
    assert focus is not None
    assert focus.state == "hidden"


def test_of_two_at_once_one_reviews_and_one_is_told(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, ["Đường xấu"] * 12)
    pages = [read_comments(context, survey_id, CommentQuery()) for _ in range(2)]

    def review(number: int) -> str:
        try:
            step = ("accept", "hide")[number % 2]
            set_state(context, place(survey_id, pages[number % 2], number // 2), step)
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(8) as people:
        outcomes = list(people.map(review, range(24)))
    for number in range(0, 24, 2):
        assert sorted(outcomes[number : number + 2]) == ["comment_changed", "done"]
    with context.database.session() as session:
        actions = list(session.scalars(select(AuditEvent.action)))
    assert sum(action in ("comment.accepted", "comment.hidden") for action in actions) == 12


def test_two_who_open_the_page_at_once_copy_every_text_once(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, [f"ý {n}" for n in range(30)])
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: sync_comments(context, survey_id), range(8)))
    assert sorted(row.text for row in stored(context)) == sorted(f"ý {n}" for n in range(30))


def test_hostile_texts_are_kept_whole_and_plain(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    texts = ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{ 7*7 }}", "'; DROP TABLE x;--"]
    long = "Ổ gà " * 2000
    tell(context, code, [*texts, long, *["x"] * 5])
    assert seen(context, survey_id) == sorted([*texts, long.strip(), *["x"] * 5])
