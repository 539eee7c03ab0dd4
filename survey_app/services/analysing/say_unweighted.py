"""Why the results of a survey are not weighted, in words."""

from collections.abc import Mapping

from survey_app.wording import say

REASONS: Mapping[str, str] = {
    "level_not_in_data": "a class of the targets has no respondent yet (%(detail)s)",
    "level_not_in_targets": "respondents stand in a class without a target (%(detail)s)",
    "contradictory_margins": "the targets contradict each other (%(detail)s)",
    "impossible_cell": "the targets cannot be met together (%(detail)s)",
    "no_convergence": "no weights within the allowed bounds meet the targets (%(detail)s)",
    "bounds_infeasible": "no weights within the allowed bounds meet the targets (%(detail)s)",
    "bad_weights": "the weights are not usable (%(detail)s)",
}


def say_unweighted(refusal: tuple[str, str]) -> str:
    """The sentence for a refused weighting, from its code and detail."""
    code, detail = refusal
    reason = say(REASONS[code], detail=detail)
    return say("The numbers are NOT weighted: %(reason)s.", reason=reason)
