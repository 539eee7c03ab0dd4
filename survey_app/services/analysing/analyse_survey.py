"""Weighted results of a survey: plan, run, and only what may be shown (DESIGN §8's answer).

The whole declared set is analysed every time, so that small cells are hidden the same way in
every table; what was asked for is picked from it afterwards.
"""

from dataclasses import dataclass

from analysis.answer import Answer, EstimateAnswer, Weights
from analysis.disclosure.steps import ShownState, Step
from analysis.plan import parse_plan
from analysis.rounding import Rounding
from analysis.run import AnalysisError, KeptSums, run_step
from analysis.source import Source
from questionnaires.model import Questionnaire
from survey_app.services.analysing.fieldwork import Fieldwork, read_fieldwork
from survey_app.services.analysing.kept_sums import read_sums, write_sums
from survey_app.services.analysing.percents import attach_percents
from survey_app.services.analysing.public_margins import publish_margins
from survey_app.services.analysing.say_unweighted import REASONS
from survey_app.services.analysing.shown_state import keep_shown, step_of
from survey_app.services.analysing.survey_columns import survey_columns
from survey_app.services.analysing.survey_plan import SurveyPlan, plan_survey
from survey_app.services.analysing.survey_source import SurveySource, read_survey
from survey_app.services.analysing.unsupported import (
    drop_unsupported,
    hide_top_boxes,
    keep_tests_only,
)
from survey_app.services.context import Context


@dataclass(frozen=True)
class SurveyResults:
    """All numbers of a survey in the state shown.

    `answer` is §8's answer over the whole declared set, percentages attached. `unweighted` is the
    code and detail of the refusal where the sheets could not be weighted, () where they were or
    where the questionnaire names no target.
    """

    survey: SurveySource
    source: Source
    plan: SurveyPlan
    answer: Answer
    fieldwork: Fieldwork
    rounding: Rounding
    unweighted: tuple[str, str] | None = None

    def estimate(self, estimate_id: str) -> EstimateAnswer | None:
        """The estimate of that id, None where the plan has none."""
        return next((e for e in self.answer["estimates"] if e["id"] == estimate_id), None)


def analyse_survey(
    context: Context, survey_id: int, *, rounding: str = Rounding.LARGEST_REMAINDER
) -> SurveyResults:
    """Analyse the shown state of a survey. Raises Refusal `unknown_survey`."""
    return analyse_columns(context, read_survey(context, survey_id), rounding=rounding)


def analyse_columns(
    context: Context, survey: SurveySource, *, rounding: str = Rounding.LARGEST_REMAINDER
) -> SurveyResults:
    """Analyse the columns of a state: every table of the survey, whoever asks."""
    source = survey_columns(survey.questionnaire, survey.source)
    kept = read_sums(context, survey)
    plan, answer, state, refused = run_survey(
        survey.questionnaire, source, step_of(context, survey), kept
    )
    write_sums(context, survey, kept)
    keep_shown(context, survey, state)
    keep_tests_only(answer, plan.tests)
    drop_unsupported(answer)
    publish_margins(answer)
    hide_top_boxes(answer, source.boxes)
    attach_percents(answer, Rounding(rounding))
    fieldwork = read_fieldwork(context, survey, source)
    return SurveyResults(survey, source, plan, answer, fieldwork, Rounding(rounding), refused)


def run_survey(
    questionnaire: Questionnaire, source: Source, step: Step, kept: KeptSums | None = None
) -> tuple[SurveyPlan, Answer, ShownState, tuple[str, str] | None]:
    """Run the plan; where the weighting is refused run it unweighted and keep the refusal.

    The refusal is never silent: it stands in the answer's `errors` and in every text made of it.
    Rows whose sums are `kept` are not counted again.
    """
    plan = plan_survey(questionnaire, source)
    if not source.rows:
        return plan, empty_answer(), ShownState([]), None
    try:
        return plan, *run_step(parse_plan(plan.document), source, step, kept=kept), None
    except AnalysisError as error:
        if error.code not in REASONS:
            raise
        refused = (error.code, error.detail)
    plan = plan_survey(questionnaire, source, weighted=False)
    answer, state = run_step(parse_plan(plan.document), source, step, kept=kept)
    answer["errors"].append(": ".join(refused))
    return plan, answer, state, refused


def empty_answer() -> Answer:
    """The answer of a survey of which nothing may be shown yet."""
    weights = Weights(
        n=0,
        n_positive=0,
        sum=None,
        min=None,
        max=None,
        kish_deff=None,
        n_effective=None,
        margins=[],
        missing=[],
    )
    return Answer(format="ydan-analysis/1", estimates=[], weights=weights, errors=[])
