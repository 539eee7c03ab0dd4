"""From a questionnaire to the analysis plan of its survey (`ydan-analysis/1`, DESIGN §8).

The declared set of a survey is fixed by its questionnaire: every variable by the total, by each
group, by unit, by response mode, by each pair of groups the questionnaire lists, and by date for
items marked `trend`. It is always analysed whole, whatever part of it is shown afterwards, so that
small cells are hidden the same way in every table of a release.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.source import Source
from questionnaires.model import Question, Questionnaire
from survey_app.services.analysing.relabelled import UNKNOWN, count_classes
from survey_app.services.analysing.survey_columns import MODE, UNIT
from survey_app.services.analysing.survey_variables import Variable, both, list_variables, not_in
from survey_app.services.analysing.survey_weighting import weighting_step
from survey_app.services.analysing.top_box_columns import MEAN_TOP, TOP

FORMAT = "ydan-analysis/1"
DATE = "date"
DEFF = "replace"
"""Against a simple sample with replacement: the weights sum to n, not to the population."""
MOST_TESTED_LEVELS = 16
"""Beyond this a test says "somewhere they differ", on cells of a few people each."""


@dataclass(frozen=True)
class SurveyPlan:
    """The plan as a document, and the variables and tables it was made of.

    `tables` are the `by` lists in order, the total first as the empty one.
    """

    document: dict[str, object]
    variables: tuple[Variable, ...]
    tables: tuple[tuple[str, ...], ...]

    @property
    def tests(self) -> dict[str, str]:
        """The crosstabs that are there for their tests, each with the table that it repeats."""
        return {
            test_id(variable.id, by[0]): estimate_id(variable.id, by)
            for variable in self.variables
            for by in self.tables
            if len(by) == 1 and variable.is_tested
        }


def estimate_id(variable: str, by: Sequence[str] = ()) -> str:
    """The id of an estimate in a survey's plan. Example: `q1|group.gioi`."""
    return "|".join((variable, *by))


def test_id(variable: str, group: str) -> str:
    """The id of the crosstab that tests a variable against a group."""
    return f"{variable}?{group}"


def plan_survey(
    questionnaire: Questionnaire, source: Source, *, weighted: bool = True
) -> SurveyPlan:
    """The plan for the present columns of a survey; without `weighted` every sheet weighs 1."""
    variables = tuple(
        variable
        for variable in list_variables(questionnaire)
        if all(column in source.columns for column in variable.columns)
    )
    tables = declared_tables(questionnaire, source)
    step = weighting_step(questionnaire, source) if weighted else None
    document: dict[str, object] = {
        "format": FORMAT,
        "design": {"lonely_psu": "adjust"},
        "columns": {name: column.kind for name, column in source.columns.items()},
        "weighting": [step] if step else [],
        "estimates": [
            *_estimates(questionnaire, variables, tables),
            *_top_boxes(source),
            *_tests(variables, tables, source),
        ],
        "disclosure": {"minimum_base": questionnaire.privacy.k_min, "withheld": UNKNOWN},
    }
    return SurveyPlan(document, variables, tables)


def declared_tables(questionnaire: Questionnaire, source: Source) -> tuple[tuple[str, ...], ...]:
    """What each variable is broken down by: (), each group, unit, mode, each listed pair."""
    groups = [f"group.{group.id}" for group in questionnaire.groups]
    pairs = [(f"group.{one}", f"group.{two}") for one, two in questionnaire.tables.pairs]
    splits = [(name,) for name in (UNIT, MODE) if _is_split(source, name)]
    wanted = [(), *((group,) for group in groups), *splits, *pairs]
    return tuple(by for by in wanted if all(column in source.columns for column in by))


def _is_split(source: Source, column: str) -> bool:
    """Whether a table by this column would say more than the total: two known classes or more."""
    labels = source.columns[column].labels if column in source.columns else ()
    return len([label for label in labels if label != UNKNOWN]) > 1


def _estimates(
    questionnaire: Questionnaire,
    variables: Sequence[Variable],
    tables: Sequence[tuple[str, ...]],
) -> Iterator[dict[str, object]]:
    for variable in variables:
        item = questionnaire.item(variable.item_id)
        trend = [(DATE,)] if isinstance(item, Question) and item.trend else []
        for by in (*tables, *trend):
            if not _by_itself(variable, by):
                yield _estimate(variable, by)


def _estimate(variable: Variable, by: Sequence[str]) -> dict[str, object]:
    estimate: dict[str, object] = {
        "id": estimate_id(variable.id, by),
        "statistic": variable.statistic,
        "by": list(by),
        "deff": DEFF,
    }
    if variable.statistic == "proportion":
        estimate["variable"] = variable.columns[0]
    else:
        estimate["variables"] = list(variable.columns)
    if variable.statistic == "multiple":
        estimate["base"] = "respondents"
    if variable.where:
        estimate["where"] = variable.where
    return estimate


def _top_boxes(source: Source) -> Iterator[dict[str, object]]:
    """The share of the top box of every item that has one, over all respondents."""
    for name in source.columns:
        if name.startswith(TOP):
            yield {"id": name, "statistic": "proportion", "variable": name, "deff": DEFF}
        elif name.startswith(MEAN_TOP):
            yield {"id": name, "statistic": "mean", "variables": [name], "deff": DEFF}


def _tests(
    variables: Sequence[Variable], tables: Sequence[tuple[str, ...]], source: Source
) -> Iterator[dict[str, object]]:
    """A Rao–Scott test of every category variable against every group of a few levels."""
    groups = [
        by
        for by in tables
        if len(by) == 1 and by[0].startswith("group.") and _is_testable(source, by[0])
    ]
    for variable in variables:
        for by in groups:
            if variable.is_tested and not _by_itself(variable, by):
                test: dict[str, object] = {
                    "id": test_id(variable.id, by[0]),
                    "statistic": "crosstab",
                    "rows": variable.columns[0],
                    "columns": by[0],
                    "tests": ["rao_scott_f"],
                    "where": both(variable.where, not_in(by[0], (UNKNOWN,))),
                }
                yield test


def _is_testable(source: Source, column: str) -> bool:
    """Whether a group has two known classes with people in them, and not too many classes."""
    counts = count_classes(source, column)
    known = [label for label, count in counts.items() if count and label != UNKNOWN]
    return len(known) > 1 and len(counts) <= MOST_TESTED_LEVELS


def _by_itself(variable: Variable, by: Sequence[str]) -> bool:
    """Whether a table would cross a group with the very item that feeds it."""
    return variable.of_group is not None and f"group.{variable.of_group}" in by
