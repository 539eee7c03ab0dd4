"""Privacy: small cells stay hidden, and who agrees knows to what."""

from collections.abc import Iterator

from questionnaires.model import Question, Questionnaire
from questionnaires.problem import Problem, make_problem

K_MIN = 10
"""The default of the design: the base under which a cell is not shown."""
TOLD = ("conductor", "contact", "purpose")


def check_privacy(questionnaire: Questionnaire) -> list[Problem]:
    """Find a base that is too small, a consent that does not say enough, forced sensitive items."""
    return list(_problems_of(questionnaire))


def _problems_of(questionnaire: Questionnaire) -> Iterator[Problem]:
    privacy, consent = questionnaire.privacy, questionnaire.consent
    if privacy.k_min < K_MIN:
        yield make_problem("small_k", "privacy.k_min", k=privacy.k_min, minimum=K_MIN)
    if privacy.mode == "anonymous":
        # Secret ballots over a roll are not there yet: nothing may promise what nothing keeps.
        is_open = questionnaire.sample.type == "open"
        yield make_problem("anonymous_open" if is_open else "anonymous_unavailable", "privacy.mode")
    if consent.yes.casefold() == consent.no.casefold():
        yield make_problem("same_buttons", "consent.no")
    untold = [key for key in TOLD if not getattr(questionnaire, key)]
    if untold:
        yield make_problem("consent_incomplete", "consent", keys=", ".join(untold))
    for item in questionnaire.items:
        if isinstance(item, Question) and item.sensitive and item.required:
            yield make_problem("sensitive_required", f"items.{item.id}.required", item=item.id)
