"""A briefing put together: facts, figures and the printed page of one choice."""

import hashlib
import zlib
from dataclasses import dataclass, replace

from analysis.briefing import html
from analysis.briefing.build import build_outline
from analysis.briefing.facts import BriefingFacts, CommentFacts, TopicFacts
from survey_app.services.analysing.analyse_survey import SurveyResults
from survey_app.services.analysing.kept_analysis import analyse_kept
from survey_app.services.analysing.survey_answer import survey_answer
from survey_app.services.briefing.brief_survey import briefing_facts, today
from survey_app.services.briefing.comments import comment_facts, list_accepted
from survey_app.services.briefing.scope import Units, answer_within, facts_within
from survey_app.services.briefing.settings import BriefingSettings, apply_settings
from survey_app.services.comments.topic_shares import read_shares
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal

LEVEL = 9


@dataclass(frozen=True)
class Composed:
    """A briefing with all that it used; `answer` is §8's, JSON-ready, of the tables it may show."""

    facts: BriefingFacts
    answer: dict[str, object]
    document: bytes
    results: SurveyResults


@dataclass(frozen=True, slots=True)
class Document:
    """A printed page as it goes to a browser: its bytes and the policy that they keep to."""

    content: bytes
    policy: str


def compose(context: Context, survey_id: int, settings: BriefingSettings, units: Units) -> Composed:
    """Put a briefing together from the state shown now, within `units` (None: all).

    Raises Refusal `unknown_survey`.
    """
    results = analyse_kept(context, survey_id)
    questionnaire = results.survey.questionnaire
    names = {unit.code: unit.name for unit in results.fieldwork.units}
    whole = briefing_facts(
        results, today(context), comments=_comments(context, survey_id, settings)
    )
    facts = apply_settings(facts_within(whole, questionnaire, units, names), settings)
    if settings.topics:
        facts = replace(facts, topics=_topics(context, survey_id))
    own = replace(
        results,
        answer=answer_within(results.answer, questionnaire, units),
        fieldwork=replace(
            results.fieldwork,
            units=tuple(u for u in results.fieldwork.units if units is None or u.code in units),
        ),
    )
    document = html.render(build_outline(facts)).encode()
    answer = survey_answer(own) | {"estimates": own.answer["estimates"]}
    return Composed(facts, answer, document, results)


def _comments(
    context: Context, survey_id: int, settings: BriefingSettings
) -> tuple[CommentFacts, ...] | None:
    if settings.comments == "none":
        return None
    accepted = list_accepted(context, survey_id)
    chosen = [c for c in accepted if settings.comments == "all" or c.id in settings.chosen]
    return comment_facts(chosen)


def _topics(context: Context, survey_id: int) -> tuple[TopicFacts, ...]:
    shares = read_shares(context, survey_id).shares
    return tuple(TopicFacts(share.label, share.cell) for share in shares)


def pack(document: bytes) -> tuple[bytes, str]:
    """A page as it is stored: compressed, with the SHA-256 of what it unpacks to."""
    return zlib.compress(document, LEVEL), hashlib.sha256(document).hexdigest()


def unpack(packed: bytes, digest: str) -> bytes:
    """The page that was stored, byte for byte. Raises Refusal `briefing_damaged`."""
    try:
        document = zlib.decompress(packed)
    except zlib.error as error:
        raise Refusal("briefing_damaged") from error
    if hashlib.sha256(document).hexdigest() != digest:
        raise Refusal("briefing_damaged")
    return document


def serve(document: bytes) -> Document:
    """A page with its policy."""
    return Document(document, f"{html.policy_of(document)}; frame-ancestors 'none'")
