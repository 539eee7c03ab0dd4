"""The briefing of a survey: its results as the facts that the analysis package writes up."""

from datetime import date
from pathlib import Path

import structlog

from analysis.briefing import html
from analysis.briefing.build import build_outline
from analysis.briefing.facts import (
    BriefingFacts,
    CommentFacts,
    FieldworkFacts,
    IndicatorFacts,
    Measure,
    MethodFacts,
    ReleaseFacts,
    SampleType,
    UnitFacts,
)
from analysis.charts.cell import Cell, read_cells
from questionnaires.model import Indicator
from survey_app.services.analysing.analyse_survey import SurveyResults, analyse_survey
from survey_app.services.analysing.fieldwork import Fieldwork
from survey_app.services.analysing.say_unweighted import say_unweighted
from survey_app.services.analysing.top_box_columns import MEAN_TOP, TOP, YES
from survey_app.services.briefing.comments import comment_facts, list_accepted
from survey_app.services.briefing.items import list_items
from survey_app.services.briefing.margins import list_margins, weight_facts
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal

log = structlog.get_logger()


def brief_survey(
    context: Context, survey_id: int, path: Path, *, with_comments: bool = False
) -> SurveyResults:
    """Write the briefing of a survey's shown state as print-ready HTML and return its results.

    `with_comments` adds the section of reviewed comments; a comment nobody reviewed is never in
    it. Raises Refusal `unknown_survey` or `cannot_write`.
    """
    results = analyse_survey(context, survey_id)
    comments = list_accepted(context, survey_id) if with_comments else None
    facts = briefing_facts(
        results,
        today(context),
        comments=None if comments is None else comment_facts(comments),
    )
    try:
        path.write_text(html.render(build_outline(facts)), encoding="utf-8")
    except OSError as error:
        raise Refusal("cannot_write", path=path, detail=error.strerror) from error
    log.info("briefing_written", survey=survey_id, responses=results.source.rows)
    return results


def today(context: Context) -> date:
    """The day it is in Viet Nam."""
    return context.clock().astimezone(VIETNAM).date()


def briefing_facts(
    results: SurveyResults, day: date, *, comments: tuple[CommentFacts, ...] | None = None
) -> BriefingFacts:
    """Everything the briefing of these results says; `comments` only ever holds reviewed ones."""
    questionnaire = results.survey.questionnaire
    return BriefingFacts(
        title=results.survey.title,
        conductor=questionnaire.conductor,
        fieldwork=_fieldwork(results.fieldwork, questionnaire.shown_languages),
        release=_release(results, day),
        method=_method(results),
        items=list_items(results),
        margins=list_margins(results),
        weights=weight_facts(results),
        indicators=tuple(
            _indicator(results, indicator, indicator.threshold)
            for indicator in questionnaire.indicators
            if indicator.threshold is not None
        ),
        comments=comments,
        demonstration=questionnaire.demonstration,
        rounding=results.rounding.value,
        language=questionnaire.language,
    )


def _fieldwork(fieldwork: Fieldwork, languages: tuple[str, ...]) -> FieldworkFacts:
    return FieldworkFacts(
        valid=fieldwork.valid,
        issued=fieldwork.issued,
        returned=fieldwork.returned,
        started=fieldwork.started,
        ended=fieldwork.ended,
        modes=tuple((mode, n) for mode, n in fieldwork.modes.items() if n != 0),
        languages=languages,
        units=tuple(
            UnitFacts(unit.name, unit.issued, unit.valid, unit.valid, suppressed=unit.valid is None)
            for unit in fieldwork.units
        ),
    )


def _release(results: SurveyResults, day: date) -> ReleaseFacts:
    release = results.survey.release
    return ReleaseFacts(
        as_of=release.as_of.astimezone(VIETNAM).date() if release.as_of else day,
        step=release.step,
        accepted=release.accepted,
        closed=release.is_over,
    )


def _method(results: SurveyResults) -> MethodFacts:
    questionnaire = results.survey.questionnaire
    return MethodFacts(
        sample_type=SampleType(questionnaire.sample.type),
        population=questionnaire.population,
        purpose=questionnaire.purpose,
        contact=questionnaire.contact,
        recruitment=questionnaire.sample.note,
        minimum_base=questionnaire.privacy.k_min,
        privacy_mode=questionnaire.privacy.mode,
        limitations=_limitations(results),
    )


def _limitations(results: SurveyResults) -> tuple[str, ...]:
    if results.unweighted is None:
        return ()
    return (say_unweighted(results.unweighted),)


def _indicator(results: SurveyResults, indicator: Indicator, threshold: float) -> IndicatorFacts:
    return IndicatorFacts(
        id=indicator.id,
        text=indicator.text,
        item_id=indicator.item,
        threshold=threshold,
        measure=Measure(indicator.measure),
        cell=indicator_cell(results, indicator),
    )


def indicator_cell(results: SurveyResults, indicator: Indicator) -> Cell | None:
    """The measured share of an indicator with its interval; None where nothing was analysed."""
    is_mean = indicator.measure == "mean_top_box"
    estimate = results.estimate(f"{MEAN_TOP if is_mean else TOP}{indicator.item}")
    cells = read_cells(estimate) if estimate is not None else ()
    return next((cell for cell in cells if is_mean or cell.category == YES), None)
