"""What a reviewer does to one comment: accept, hide, cover, undo, code with topics.

Each step says which version of the comment it was taken on. Where somebody else was quicker it is
refused, and the page shows what they did.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec
import structlog

from survey_app.services import audit
from survey_app.services.comments.text import Span, cover, find_phrase, fold
from survey_app.services.context import Context
from survey_app.services.find_survey import check_survey
from survey_app.services.refusal import Refusal
from survey_app.store.comment_queries import change_comment, find_comment
from survey_app.store.models import Comment
from survey_app.store.topic_queries import list_topics

log = structlog.get_logger()
STEPS = {"accept": "accepted", "hide": "hidden", "reopen": "new"}
MOST_SPANS = 200
Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """A comment of a survey as a reviewer saw it: in this version."""

    survey_id: int
    comment_id: UUID
    version: int


def set_state(context: Context, place: Place, step: str) -> None:
    """Accept, hide or reopen a comment (`step`). Raises Refusal, see `_change`."""
    if step not in STEPS:
        raise Refusal("unknown_step")
    state = STEPS[step]
    _change(
        context,
        place,
        f"comment.{state if state != 'new' else 'reopened'}",
        lambda comment: {"state": state, **_before(comment)},
    )


def cover_words(
    context: Context, place: Place, spans: Iterable[Span] = (), phrase: str = ""
) -> None:
    """Cover stretches of the shown text, or every place of a phrase, with `[đã che]`.

    Raises Refusal `nothing_to_cover` where the phrase is not in the text or a stretch lies outside
    it, else as `_change`.
    """
    wanted = list(spans)

    def step(comment: Comment) -> Values:
        found = [*wanted, *find_phrase(comment.shown_text, phrase)]
        if not found or len(found) > MOST_SPANS:
            raise Refusal("nothing_to_cover")
        try:
            masked = cover(comment.shown_text, found)
        except ValueError as error:
            raise Refusal("nothing_to_cover") from error
        return {"masked": masked, "folded": fold(masked), **_before(comment)}

    _change(context, place, "comment.masked", step)


def uncover(context: Context, place: Place) -> None:
    """Show the words of a comment again as they were written. Raises Refusal, see `_change`."""
    _change(
        context,
        place,
        "comment.unmasked",
        lambda comment: {"masked": None, "folded": fold(comment.text), **_before(comment)},
    )


def undo(context: Context, place: Place) -> None:
    """Take the last step on a comment back. Raises Refusal `nothing_to_undo`, or as `_change`."""

    def step(comment: Comment) -> Values:
        if comment.state_before is None:
            raise Refusal("nothing_to_undo")
        words = comment.text if comment.masked_before is None else comment.masked_before
        return {
            "state": comment.state_before,
            "masked": comment.masked_before,
            "folded": fold(words),
            "state_before": None,
            "masked_before": None,
        }

    _change(context, place, "comment.undone", step)


def code_comment(context: Context, place: Place, topics: Iterable[str]) -> None:
    """Say what a comment is about: topics of the codebook, none of them for "none of these".

    Raises Refusal `unknown_topic`, or as `_change`.
    """
    codes = tuple(dict.fromkeys(topics))
    with context.database.session() as session:
        known = [
            topic.code for topic in list_topics(session, place.survey_id) if not topic.merged_into
        ]
    unknown = next((code for code in codes if code not in known), None)
    if unknown is not None:
        raise Refusal("unknown_topic")
    chosen = [code for code in known if code in codes]
    _change(
        context,
        place,
        "comment.coded",
        lambda _: {"topics": write_topics(chosen)},
        topics=chosen,
    )


def write_topics(codes: Iterable[str]) -> str:
    """Codes as the JSON list that is stored."""
    return msgspec.json.encode(tuple(codes)).decode()


def _before(comment: Comment) -> Values:
    """What the next undo goes back to."""
    return {"state_before": comment.state, "masked_before": comment.masked}


def _change(
    context: Context,
    place: Place,
    action: str,
    step: Callable[[Comment], Mapping[str, object]],
    **details: object,
) -> None:
    """Take a step on one version of a comment, and record it.

    Raises Refusal `unknown_survey`, `unknown_comment` (outside the scope too), or `comment_changed`
    when somebody changed it since that version.
    """
    check_survey(context, place.survey_id)
    target = f"survey:{place.survey_id}"
    with context.database.box_session(write=True) as box:
        comment = find_comment(box, place.survey_id, place.comment_id)
        if comment is None:
            raise Refusal("unknown_comment")
        if comment.version != place.version or not change_comment(box, comment, step(comment)):
            raise Refusal("comment_changed", comment=place.comment_id)
        with context.database.session(write=True) as session:
            audit.record(session, context, action, target, comment=str(place.comment_id), **details)
            session.commit()
        box.commit()
    log.info("comment_changed", survey=place.survey_id, action=action)
