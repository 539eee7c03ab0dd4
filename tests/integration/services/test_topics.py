"""Codebooks and the shares of topics: on both databases, in steps, hidden where too few."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from survey_app.services.comments.codebook import (
    TopicForm,
    copy_codebook,
    create_topic,
    merge_topics,
    read_codebook,
)
from survey_app.services.comments.pages import CommentQuery, read_comments
from survey_app.services.comments.review_comment import Place, code_comment
from survey_app.services.comments.topic_shares import TopicShares, read_shares
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal, ScopeError
from survey_app.services.surveys.state import close_survey
from survey_app.store.models import Comment
from tests.integration.services.conftest import run_design, send
from tests.integration.services.test_comments import add_units, tell, within

UNCODED = CommentQuery(state="", topic="-")


def code_some(context: Context, survey_id: int, count: int, *topics: str) -> None:
    """Code so many comments that nobody coded yet."""
    left = count
    while left:
        cards = read_comments(context, survey_id, UNCODED).cards[:left]
        assert cards, "too few comments to code"
        for card in cards:
            code_comment(context, Place(survey_id, card.id, card.version), topics)
        left -= len(cards)


def estimates(shares: TopicShares) -> dict[str, float | None]:
    return {share.code: share.cell.estimate for share in shares.shares}


def make_world(context: Context, people: int) -> int:
    survey_id, code = run_design(context, "comments.yaml")
    tell(context, code, [f"ý {n}" for n in range(people)])
    for label in ("Đường", "Nước"):
        create_topic(context, survey_id, TopicForm(label))
    return survey_id


def test_shares_wait_for_k_people_and_move_in_steps(context: Context) -> None:
    survey_id = make_world(context, 80)
    code_some(context, survey_id, 9, "duong")
    assert read_shares(context, survey_id).shares == ()
    code_some(context, survey_id, 31, "duong")
    shown = read_shares(context, survey_id)
    assert shown.people == 40
    assert estimates(shown) == {"duong": pytest.approx(1.0)}
    code_some(context, survey_id, 9, "nuoc")
    assert read_shares(context, survey_id) == shown
    code_some(context, survey_id, 11, "nuoc")
    moved = read_shares(context, survey_id)
    assert moved.people == 60
    assert estimates(moved) == {
        "duong": pytest.approx(40 / 60, abs=0.05),
        "nuoc": pytest.approx(1 / 3, abs=0.05),
    }


def test_the_last_comments_count_once_all_are_coded(context: Context) -> None:
    survey_id = make_world(context, 40)
    code_some(context, survey_id, 35, "duong")
    assert read_shares(context, survey_id).people == 35
    code_some(context, survey_id, 5, "duong")
    assert read_shares(context, survey_id).people == 40
    card = read_comments(context, survey_id, CommentQuery(state="")).cards[0]
    code_comment(context, Place(survey_id, card.id, card.version), ["nuoc"])
    assert estimates(read_shares(context, survey_id)) == {"duong": pytest.approx(1.0)}


def test_a_topic_of_few_people_is_hidden(context: Context) -> None:
    survey_id = make_world(context, 60)
    code_some(context, survey_id, 4, "nuoc")
    code_some(context, survey_id, 56, "duong")
    shares = {share.code: share.cell for share in read_shares(context, survey_id).shares}
    assert shares["nuoc"].suppressed
    assert shares["nuoc"].estimate is None
    assert shares["nuoc"].count is None


def test_shares_are_of_people_weighted_and_of_all_that_one_wrote(context: Context) -> None:
    survey_id, code = run_design(context, "comments.yaml")
    for label in ("Đường", "Nước"):
        create_topic(context, survey_id, TopicForm(label))
    for number in range(90):  # women speak of roads, men (a third of the sheets) of water
        sheet: dict[str, object] = {"q1": "nam" if number % 3 == 0 else "nu"}
        sheet["q3"] = "nước" if number % 3 == 0 else "đường"
        send(context, code, sheet)
    for _ in range(20):  # a few of neither, so that the margin is whole
        send(context, code, {"q1": "khac"})
    close_survey(context, survey_id)
    for word, topic in (("nuoc", "nuoc"), ("duong", "duong")):
        page = read_comments(context, survey_id, CommentQuery(state="", search=word, topic="-"))
        while page.cards:
            for card in page.cards:
                code_comment(context, Place(survey_id, card.id, card.version), [topic])
            page = read_comments(context, survey_id, CommentQuery(state="", search=word, topic="-"))
    shares = read_shares(context, survey_id)
    assert shares.is_weighted
    found = estimates(shares)
    assert found["nuoc"] == pytest.approx(480 / 980, abs=1e-6)
    assert found["duong"] == pytest.approx(500 / 980, abs=1e-6)


def test_merging_moves_every_comment_and_keeps_the_shown_shares(context: Context) -> None:
    survey_id = make_world(context, 40)
    code_some(context, survey_id, 20, "duong", "nuoc")
    code_some(context, survey_id, 20, "nuoc")
    before = read_shares(context, survey_id)
    merge_topics(context, survey_id, "duong", "nuoc")
    book = read_codebook(context, survey_id)
    assert [(topic.code, topic.comments) for topic in book.topics] == [("nuoc", 40)]
    with context.database.box_session() as box:
        assert set(box.scalars(select(Comment.topics))) == {'["nuoc"]'}
    assert estimates(read_shares(context, survey_id)) == {"nuoc": pytest.approx(1.0)}
    assert estimates(before) == {
        "duong": pytest.approx(0.5, abs=0.1),
        "nuoc": pytest.approx(1.0),
    }
    for code, into in (("duong", "nuoc"), ("nuoc", "duong"), ("nuoc", "nuoc")):
        with pytest.raises(Refusal):
            merge_topics(context, survey_id, code, into)


def test_a_codebook_is_copied_from_an_earlier_wave(context: Context) -> None:
    first = make_world(context, 0)
    second, _ = run_design(context, "comments.yaml")
    create_topic(context, second, TopicForm("Nước sạch", code="nuoc"))
    assert copy_codebook(context, second, first) == 1
    labels = {topic.code: topic.label for topic in read_codebook(context, second).topics}
    assert labels == {"nuoc": "Nước sạch", "duong": "Đường"}
    assert copy_codebook(context, second, first) == 0
    with pytest.raises(Refusal, match="unknown_survey"):
        copy_codebook(context, second, 999)


def test_only_the_owner_of_a_survey_changes_its_codebook(context: Context) -> None:
    add_units(context)
    survey_id, code = run_design(context, "comments.yaml", unit_code="03001")
    tell(context, code, ["ý"] * 12)
    create_topic(context, survey_id, TopicForm("Đường"))
    commune = within(context, "03001")
    book = read_codebook(commune, survey_id)
    assert [topic.code for topic in book.topics] == ["duong"]
    assert not book.may_change
    with pytest.raises(ScopeError):
        create_topic(commune, survey_id, TopicForm("Nước"))
    create_topic(context, survey_id, TopicForm("Nước"))
    with pytest.raises(ScopeError):
        merge_topics(commune, survey_id, "duong", "nuoc")
    code_some(commune, survey_id, 1, "duong")
    assert read_codebook(context, survey_id).topics[0].comments == 1
