"""The codebook of a survey: topics that its comments are coded with."""

import re
from collections import Counter
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.services import audit
from survey_app.services.comments.pages import read_topics
from survey_app.services.comments.review_comment import write_topics
from survey_app.services.comments.text import clean, fold
from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.services.refusal import Refusal
from survey_app.store.comment_queries import code_comments, list_coding, list_topic_lists
from survey_app.store.models import Topic
from survey_app.store.topic_queries import add_topic, find_topic, list_codebooks, list_topics

log = structlog.get_logger()
CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
MOST_LABEL, MOST_DESCRIPTION, MOST_TOPICS = 120, 1_000, 200


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic and how many comments in the scope carry it."""

    code: str
    label: str
    description: str
    comments: int


@dataclass(frozen=True, slots=True)
class Codebook:
    """The topics of a survey; `others` are surveys to copy from: number, title, topics."""

    topics: tuple[TopicLine, ...]
    others: tuple[tuple[int, str, int], ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class TopicForm:
    """A topic as somebody typed it; without a code one is made of the label."""

    label: str
    code: str = ""
    description: str = ""


def read_codebook(context: Context, survey_id: int) -> Codebook:
    """The codebook with counts in the scope. Raises Refusal `unknown_survey`."""
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        topics = [topic for topic in list_topics(session, survey_id) if not topic.merged_into]
        others = tuple(list_codebooks(session, survey_id))
    with context.database.box_session() as box:
        lists = [read_topics(topics) or () for topics in list_topic_lists(box, survey_id)]
    counts = Counter(code for codes in lists for code in codes)
    scope = context.scope
    return Codebook(
        topics=tuple(
            TopicLine(topic.code, topic.label, topic.description, counts[topic.code])
            for topic in topics
        ),
        others=others,
        may_change=scope is None or scope.holds(survey.unit_code),
    )


def create_topic(context: Context, survey_id: int, form: TopicForm) -> str:
    """Add a topic; its code. Raises Refusal `unknown_survey`, `bad_topic` or `topic_taken`."""
    label, description = _texts(form)
    code = form.code.strip().lower() or make_code(label)
    if not CODE.fullmatch(code):
        raise Refusal("bad_topic_code")
    with context.database.session(write=True) as session:
        get_survey(session, survey_id)
        if len(list_topics(session, survey_id)) >= MOST_TOPICS:
            raise Refusal("too_many_topics", most=MOST_TOPICS)
        _add(session, survey_id, code, label, description)
        audit.record(session, context, "topic.added", f"survey:{survey_id}", topic=code)
        session.commit()
    return code


def _add(session: Session, survey_id: int, code: str, label: str, description: str) -> None:
    try:
        add_topic(session, survey_id=survey_id, code=code, label=label, description=description)
    except IntegrityError as error:
        raise Refusal("topic_taken", code=code) from error


def rename_topic(context: Context, survey_id: int, code: str, form: TopicForm) -> None:
    """Give a topic another label and description; its code stays.

    Raises Refusal `unknown_survey`, `unknown_topic` or `bad_topic`.
    """
    label, description = _texts(form)
    with context.database.session(write=True) as session:
        get_survey(session, survey_id)
        topic = _find(session, survey_id, code)
        topic.label, topic.description = label, description
        audit.record(session, context, "topic.renamed", f"survey:{survey_id}", topic=code)
        session.commit()


def merge_topics(context: Context, survey_id: int, code: str, into: str) -> None:
    """Make one topic of two: comments of `code` become comments of `into`, wherever they are.

    The shares shown so far keep both until they move. Raises Refusal `unknown_survey`,
    `unknown_topic` or `same_topic`.
    """
    if code == into:
        raise Refusal("same_topic")
    with context.database.session(write=True) as session:
        get_survey(session, survey_id)
        topic = _find(session, survey_id, code)
        _find(session, survey_id, into)
        topic.merged_into = into
        session.flush()  # refused here where the survey may be read and not changed
        with context.database.unscoped.box_session(write=True) as box:
            code_comments(
                box,
                {
                    row.id: _merged(row.topics, code, into)
                    for row in list_coding(box, survey_id)
                    if code in (read_topics(row.topics) or ())
                },
            )
            audit.record(
                session, context, "topic.merged", f"survey:{survey_id}", topic=code, into=into
            )
            box.commit()
        session.commit()
    log.info("topics_merged", survey=survey_id)


def _merged(topics: str | None, code: str, into: str) -> str:
    codes = (into if known == code else known for known in read_topics(topics) or ())
    return write_topics(dict.fromkeys(codes))


def copy_codebook(context: Context, survey_id: int, source_id: int) -> int:
    """Take over the topics of another survey that this one has not; how many.

    Raises Refusal `unknown_survey` for either.
    """
    with context.database.session(write=True) as session:
        get_survey(session, survey_id)
        get_survey(session, source_id)
        known = {topic.code for topic in list_topics(session, survey_id)}
        wanted = [
            topic
            for topic in list_topics(session, source_id)
            if topic.code not in known and not topic.merged_into
        ][: MOST_TOPICS - len(known)]
        for topic in wanted:
            _add(session, survey_id, topic.code, topic.label, topic.description)
        if wanted:
            audit.record(
                session,
                context,
                "topic.copied",
                f"survey:{survey_id}",
                source=source_id,
                topics=len(wanted),
            )
        session.commit()
    return len(wanted)


def make_code(label: str) -> str:
    """A code from a label: `Đường, cầu xấu` gives `duong_cau_xau`; "" where it has no letter."""
    words = re.findall(r"[a-z0-9]+", fold(label))
    return "_".join(words).lstrip("0123456789_")[:32].rstrip("_")


def _texts(form: TopicForm) -> tuple[str, str]:
    label, description = " ".join(clean(form.label).split()), clean(form.description)
    if not label or len(label) > MOST_LABEL or len(description) > MOST_DESCRIPTION:
        raise Refusal("bad_topic", label=MOST_LABEL, description=MOST_DESCRIPTION)
    return label, description


def _find(session: Session, survey_id: int, code: str) -> Topic:
    topic = find_topic(session, survey_id, code)
    if topic is None or topic.merged_into:
        raise Refusal("unknown_topic")
    return topic
