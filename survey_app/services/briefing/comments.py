"""The comments that may be printed: accepted by a reviewer, with their personal data covered."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.briefing.facts import CommentFacts
from survey_app.services.comments.items import comment_items
from survey_app.services.comments.sync_comments import sync_comments
from survey_app.services.context import Context
from survey_app.store.comment_queries import CommentFilter, list_comments

MOST_ACCEPTED = 2_000


@dataclass(frozen=True, slots=True)
class AcceptedComment:
    """An accepted comment as it is printed, under its question."""

    id: str
    text: str
    item: str


def list_accepted(context: Context, survey_id: int) -> tuple[AcceptedComment, ...]:
    """The accepted comments in the scope of the context, by question, in an order of chance.

    Raises Refusal `unknown_survey`.
    """
    state = sync_comments(context, survey_id)
    items = {item.id: item.label for item in comment_items(state.questionnaire)}
    with context.database.box_session() as box:
        wanted = CommentFilter(survey_id, state="accepted")
        rows = list_comments(box, wanted, MOST_ACCEPTED)
    rank = {item_id: place for place, item_id in enumerate(items)}
    rows.sort(key=lambda row: (rank.get(row.item_id, len(rank)), row.id))
    return tuple(
        AcceptedComment(str(row.id), row.shown_text, items.get(row.item_id, row.item_id))
        for row in rows
    )


def comment_facts(comments: Sequence[AcceptedComment]) -> tuple[CommentFacts, ...]:
    """The comments as the briefing takes them."""
    return tuple(CommentFacts(comment.text, comment.item) for comment in comments)
