"""The items of a briefing with their cells, overall, by group and over time."""

from collections.abc import Sequence

from analysis.briefing.facts import (
    ChoiceFacts,
    GroupFacts,
    ItemFacts,
    RowFacts,
    TestFacts,
    TrendFacts,
)
from analysis.charts.cell import Cell, read_cells
from analysis.wording import say
from questionnaires.model import ChoiceQuestion, GridItem, Question, Questionnaire
from survey_app.services.analysing.analyse_survey import SurveyResults
from survey_app.services.analysing.group_levels import column_label, group_levels, item_choices
from survey_app.services.analysing.relabelled import UNKNOWN
from survey_app.services.analysing.survey_columns import UNIT
from survey_app.services.analysing.survey_plan import DATE, estimate_id, test_id
from survey_app.services.analysing.survey_variables import Variable
from survey_app.services.analysing.top_box_columns import TOP, YES
from survey_app.services.sheets.say_condition import say_condition

HEADLINES = 3


def list_items(results: SurveyResults) -> tuple[ItemFacts, ...]:
    """Every question, in order. One that only feeds a group has its numbers at the margins: it is
    of the type `group` here, for its wording alone.
    """
    questionnaire = results.survey.questionnaire
    by_item: dict[str, list[Variable]] = {}
    for variable in results.plan.variables:
        if variable.of_group is None:
            by_item.setdefault(variable.item_id, []).append(variable)
    headlines = headline_items(questionnaire, tuple(by_item))
    return tuple(
        _item(results, item, by_item.get(item.id, []), is_headline=item.id in headlines)
        for item in questionnaire.items
        if isinstance(item, Question)
    )


def headline_items(questionnaire: Questionnaire, item_ids: Sequence[str]) -> tuple[str, ...]:
    """The items to begin with: those of indicators and trends, else the first few."""
    wanted = {indicator.item for indicator in questionnaire.indicators}
    wanted |= {item.id for item in questionnaire.items if isinstance(item, Question) and item.trend}
    return tuple(item_id for item_id in item_ids if item_id in wanted) or tuple(
        item_ids[:HEADLINES]
    )


def _item(
    results: SurveyResults, item: Question, variables: Sequence[Variable], *, is_headline: bool
) -> ItemFacts:
    questionnaire = results.survey.questionnaire
    rows = item.rows if isinstance(item, GridItem) else ()
    return ItemFacts(
        id=item.id,
        text=item.text,
        type="group" if getattr(item, "tag", None) else questionnaire.item(item.id).type,
        cells=_cells(results, variables, ()),
        choices=item_choices(questionnaire, questionnaire.item(item.id)),
        rows=tuple(RowFacts(f"{item.id}.{row.code}", row.text) for row in rows),
        hint=item.hint,
        asked_of=say_condition(questionnaire, item.show_if),
        not_given=_not_given(results, item, variables),
        top_box=item.top_box if isinstance(item, ChoiceQuestion) else (),
        top=_top_cells(results, variables),
        groups=_groups(results, variables),
        trend=_trend(results, item, variables),
        headline=is_headline,
    )


def _cells(
    results: SurveyResults, variables: Sequence[Variable], by: Sequence[str]
) -> tuple[Cell, ...]:
    found = (results.estimate(estimate_id(variable.id, by)) for variable in variables)
    return tuple(
        cell
        for variable, estimate in zip(variables, found, strict=True)
        if estimate is not None
        for cell in read_cells(estimate, variable=variable.columns[0])
    )


def _top_cells(results: SurveyResults, variables: Sequence[Variable]) -> tuple[Cell, ...]:
    """The joint share of the top box, one cell for each variable that has one."""
    found = ((v, results.estimate(f"{TOP}{v.id}")) for v in variables)
    return tuple(
        cell
        for variable, estimate in found
        if estimate is not None
        for cell in _renamed(read_cells(estimate), variable.columns[0])
    )


def _renamed(cells: Sequence[Cell], variable: str) -> tuple[Cell, ...]:
    yes = (cell for cell in cells if cell.category == YES)
    return tuple(
        Cell(
            variable=variable,
            category=None,
            estimate=cell.estimate,
            se=cell.se,
            low=cell.low,
            high=cell.high,
            df=cell.df,
            n=cell.n,
            n_effective=cell.n_effective,
            deff=cell.deff,
            count=cell.count,
            flags=cell.flags,
            suppressed=cell.suppressed,
            by=cell.by,
        )
        for cell in yes
    )


def _groups(results: SurveyResults, variables: Sequence[Variable]) -> tuple[GroupFacts, ...]:
    columns = [by[0] for by in results.plan.tables if len(by) == 1 and by[0].startswith("group.")]
    made = [
        GroupFacts(
            column=column,
            label=column_label(results.survey.questionnaire, column),
            levels=group_levels(results.survey.questionnaire, results.source, column),
            cells=_known(_cells(results, variables, (column,)), column),
            tests=_tests(results, variables, column),
        )
        for column in columns
    ]
    groups = tuple(made)
    units = () if names_units(groups, results) else _units(results, variables)
    return tuple(group for group in (*groups, *units) if group.cells and len(group.levels) > 1)


def names_units(groups: Sequence[GroupFacts], results: SurveyResults) -> bool:
    """Whether a group says the same as the unit: its classes are the units that sheets came from.

    A table of each beside the other would be the same table twice under two names.
    """
    units = {unit.code for unit in results.fieldwork.units if unit.valid != 0}
    return any(units and units <= {level.code for level in group.levels} for group in groups)


def _units(results: SurveyResults, variables: Sequence[Variable]) -> tuple[GroupFacts, ...]:
    levels = tuple(ChoiceFacts(unit.code, unit.name) for unit in results.fieldwork.units)
    cells = _known(_cells(results, variables, (UNIT,)), UNIT)
    return (GroupFacts(UNIT, say("fieldwork.unit"), levels, cells),) if cells else ()


def _known(cells: Sequence[Cell], column: str) -> tuple[Cell, ...]:
    """The cells of people whose class is known."""
    return tuple(cell for cell in cells if cell.by.get(column) != UNKNOWN)


def _tests(
    results: SurveyResults, variables: Sequence[Variable], column: str
) -> tuple[TestFacts, ...]:
    found: list[TestFacts] = []
    for variable in variables:
        estimate = results.estimate(test_id(variable.id, column))
        tests = estimate.get("tests", {}) if estimate is not None else {}
        for name, test in tests.items():
            found.append(TestFacts(variable.columns[0], name, test["p"], test["statistic"]))
    return tuple(found)


def _trend(
    results: SurveyResults, item: Question, variables: Sequence[Variable]
) -> TrendFacts | None:
    questionnaire = results.survey.questionnaire
    if not item.trend:
        return None
    return TrendFacts(DATE, questionnaire.privacy.time_grain, _cells(results, variables, (DATE,)))


def _not_given(results: SurveyResults, item: Question, variables: Sequence[Variable]) -> int | None:
    """Who was asked and gave no counted answer; None where unknown or too few to be told."""
    questionnaire = results.survey.questionnaire
    cells = _cells(results, variables[:1], ())
    base = next((cell.n for cell in cells if cell.n is not None), None)
    if base is None or item.show_if is not None or isinstance(item, GridItem):
        return None
    count = results.source.rows - base
    return count if count == 0 or count >= questionnaire.privacy.k_min else None
