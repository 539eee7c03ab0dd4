"""When the shares of topics may move, and the columns they are counted from."""

from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.source import ArraySource, Column
from survey_app.services.analysing.added_columns import AddedColumns
from survey_app.services.comments.topic_shares import may_move, people_topics
from survey_app.store.comment_queries import Coding

K = 3


def coding(*pairs: tuple[str | None, str | None]) -> list[Coding]:
    return [Coding(UUID(int=n), UUID(int=n), *pair) for n, pair in enumerate(pairs)]


def moves(rows: list[Coding], *, is_last: bool = True) -> bool:
    now = people_topics((row.response_id, row.topics) for row in rows)
    shown = people_topics((row.response_id, row.shown_topics) for row in rows)
    return may_move(now, shown, rows, K, is_last=is_last)


def test_shares_move_only_with_k_changed_people_or_when_all_is_coded() -> None:
    new, same = ('["a"]', None), ('["a"]', '["a"]')
    assert not moves(coding(new, new, (None, None)))
    assert moves(coding(new, new, new, (None, None)))
    assert not moves(coding(same, same, same, new, new, (None, None)))
    assert moves(coding(same, same, same, new, new, new, (None, None)))
    assert moves(coding(same, same, same, new))
    assert not moves(coding(same, same, same, new), is_last=False)
    assert not moves(coding(same, same, same))
    assert not moves(coding(new, new))


def test_the_texts_of_one_person_are_taken_together() -> None:
    one, two = UUID(int=1), UUID(int=2)
    rows = [(one, '["a"]'), (one, '["b","a"]'), (two, "[]"), (UUID(int=3), None)]
    assert people_topics(rows) == {one: {"a", "b"}, two: frozenset()}


@given(st.integers(0, 20), st.integers(1, 7))
def test_added_columns_follow_the_rows(rows: int, batch_rows: int) -> None:
    base = ArraySource(
        {"mode": Column("mode", "category", ("qr",)), "x": Column("x", "number")},
        {"mode": np.ones(rows, np.uint8), "x": np.arange(rows, dtype=float)},
        batch_rows=batch_rows,
    )
    source = AddedColumns(base, {"topic.a": np.arange(rows, dtype=float) * 2})
    assert source.rows == rows
    assert source.columns["topic.a"].kind == "number"
    for batch in source.batches(["x", "topic.a"]):
        assert (batch["topic.a"] == batch["x"] * 2).all()
    for batch in source.batches_from(["x", "topic.a"], rows // 2):
        assert (batch["topic.a"] == batch["x"] * 2).all()
    alone = [batch["topic.a"] for batch in source.batches(["topic.a"])]
    assert sum(map(len, alone)) == rows
    assert all(set(batch) == {"topic.a"} for batch in source.batches(["topic.a"]))
