"""Everything that a release shows: questions, breakdowns, tables, weights, indicators."""

from collections.abc import Iterator

from analysis.briefing.indicators import judge
from questionnaires.model import AnyItem, ChoiceQuestion, GridItem, Question, Questionnaire
from survey_app.services.analysing.analyse_survey import SurveyResults
from survey_app.services.analysing.group_levels import GROUP, column_label, group_levels
from survey_app.services.analysing.survey_columns import MODE, UNIT
from survey_app.services.analysing.survey_plan import DATE
from survey_app.services.analysing.survey_variables import Variable
from survey_app.services.analysing.top_box_columns import MEAN_TOP, TOP
from survey_app.services.briefing.brief_survey import indicator_cell
from survey_app.services.briefing.margins import weight_facts
from survey_app.services.results.make_tables import make_tables
from survey_app.services.results.tables import (
    Label,
    ShownColumn,
    ShownIndicator,
    ShownItem,
    ShownResults,
    ShownTable,
    ShownWeights,
)


def make_results(results: SurveyResults) -> ShownResults:
    """What may be shown of the results, numbers as exact as they are printed."""
    survey, questionnaire = results.survey, results.survey.questionnaire
    tables = make_tables(results)
    return ShownResults(
        survey_id=survey.survey_id,
        title=survey.title,
        version=questionnaire.content_hash,
        upto_batch=survey.release.upto_batch,
        responses=survey.release.responses,
        as_of=survey.release.as_of,
        k=questionnaire.privacy.k_min,
        sample_type=questionnaire.sample.type,
        demonstration=questionnaire.demonstration,
        items=tuple(_items(results)),
        columns=tuple(_columns(results, tables)),
        tables=tables,
        indicators=tuple(_indicators(results)),
        weights=_weights(results),
        refusal=results.unweighted,
    )


def _items(results: SurveyResults) -> Iterator[ShownItem]:
    questionnaire = results.survey.questionnaire
    variables: dict[str, list[Variable]] = {}
    for variable in results.plan.variables:
        variables.setdefault(variable.item_id, []).append(variable)
    questions = (item for item in questionnaire.items if isinstance(item, Question))
    for number, item in enumerate(questions, start=1):
        if item.id in variables:
            yield _item(questionnaire, questionnaire.item(item.id), number, variables[item.id])


def _item(
    questionnaire: Questionnaire, item: AnyItem, number: int, variables: list[Variable]
) -> ShownItem:
    rows = item.rows if isinstance(item, GridItem) else ()
    texts = {f"{item.id}.{row.code}": row.text for row in rows}
    choices = questionnaire.choices_of(item)
    return ShownItem(
        id=item.id,
        number=number,
        type=item.type,
        text=item.text,
        variables=tuple(Label(v.id, texts.get(v.id, "")) for v in variables),
        answers=tuple(Label(choice.code, choice.text) for choice in choices if not choice.missing),
        top_answers=item.top_box if isinstance(item, ChoiceQuestion) else (),
        is_trend=isinstance(item, Question) and item.trend,
        feeds_group=any(variable.of_group is not None for variable in variables),
        of_units=_is_of_units(item),
    )


def _is_of_units(item: AnyItem) -> bool:
    return isinstance(item, ChoiceQuestion) and bool(item.choices_from)


def _columns(results: SurveyResults, tables: tuple[ShownTable, ...]) -> Iterator[ShownColumn]:
    for name in dict.fromkeys(column for table in tables for column in table.by):
        yield _column(results, name, tables)


def _column(results: SurveyResults, name: str, tables: tuple[ShownTable, ...]) -> ShownColumn:
    """A column with its levels; unit, mode and date are named by whoever prints them."""
    if name == UNIT:
        units = results.fieldwork.units
        levels = tuple(Label(unit.code, unit.name) for unit in units)
        return ShownColumn(name, "", levels, of_units=True)
    if name in (MODE, DATE):
        codes = {cell.levels[0] for table in tables if table.by == (name,) for cell in table.cells}
        return ShownColumn(name, "", tuple(Label(code, "") for code in sorted(codes)))
    questionnaire = results.survey.questionnaire
    levels = tuple(
        Label(level.code, level.text) for level in group_levels(questionnaire, results.source, name)
    )
    label = column_label(questionnaire, name)
    return ShownColumn(name, label, levels, of_units=_names_units(questionnaire, name))


def _names_units(questionnaire: Questionnaire, column: str) -> bool:
    """Whether respondents name their unit in this group."""
    group = column.removeprefix(GROUP)
    feeders = (item for item in questionnaire.items if getattr(item, "tag", None) == group)
    return any(_is_of_units(item) for item in feeders)


def _indicators(results: SurveyResults) -> Iterator[ShownIndicator]:
    for indicator in results.survey.questionnaire.indicators:
        if indicator.threshold is not None:
            cell = indicator_cell(results, indicator)
            prefix = MEAN_TOP if indicator.measure == "mean_top_box" else TOP
            yield ShownIndicator(
                id=indicator.id,
                text=indicator.text,
                item=indicator.item,
                variable=f"{prefix}{indicator.item}",
                threshold=indicator.threshold,
                verdict=judge(cell, indicator.threshold).value,
            )


def _weights(results: SurveyResults) -> ShownWeights | None:
    facts = weight_facts(results)
    weighting = results.survey.questionnaire.weighting
    if facts is None or weighting is None:
        return None
    questionnaire = results.survey.questionnaire
    return ShownWeights(
        method=facts.method,
        n_effective=round(facts.n_effective),
        deff=round(facts.kish_deff, 2),
        sources=tuple(
            Label(
                column_label(questionnaire, f"{GROUP}{target.group}"),
                f"{target.universe}, {target.year}; {target.source}",
            )
            for target in weighting.targets
        ),
    )
