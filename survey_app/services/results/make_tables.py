"""From the analysis' answer to the tables that may be shown."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from msgspec.structs import replace

from analysis.answer import Cell, EstimateAnswer
from analysis.briefing.significance import holm
from analysis.disclosure.steps import HELD
from analysis.estimate.estimate import TOO_FEW
from analysis.rounding import Rounding, round_half_up, to_percent
from questionnaires.model import Question
from survey_app.services.analysing.analyse_survey import SurveyResults
from survey_app.services.analysing.percents import DECIMALS
from survey_app.services.analysing.relabelled import UNKNOWN
from survey_app.services.analysing.survey_plan import DATE, estimate_id, test_id
from survey_app.services.analysing.survey_variables import Variable
from survey_app.services.analysing.top_box_columns import MEAN_TOP, TOP, YES
from survey_app.services.results.tables import Kind, Levels, ShownCell, ShownTable, State
from survey_app.services.results.unweighted_means import unweighted_means

BOUND_DECIMALS = 3
"""Of the bounds of shares, which are printed as percentages with one decimal."""
MEAN_DECIMALS = 2
SE_DECIMALS = 6

Cells = dict[tuple[Levels, str], Cell]


class Making(NamedTuple):
    """What the tables of a release are made from; `plain` are the means without weights by id."""

    results: SurveyResults
    estimates: Mapping[str, EstimateAnswer]
    plain: Mapping[str, Sequence[Cell]]


def make_tables(results: SurveyResults) -> tuple[ShownTable, ...]:
    """Every table of the declared set that the release holds, in the order of the questions."""
    estimates = {estimate["id"]: estimate for estimate in results.answer["estimates"]}
    making = Making(results, estimates, unweighted_means(results))
    return _adjusted(
        [
            table
            for variable in results.plan.variables
            for table in (*_of_variable(making, variable), *_tops(making, variable))
            if table.cells
        ]
    )


def _adjusted(tables: Sequence[ShownTable]) -> tuple[ShownTable, ...]:
    """The tables with their p values adjusted for each other, since all can be looked at."""
    adjusted = iter(holm([table.p for table in tables if table.p is not None]))
    return tuple(
        table if table.p is None else replace(table, p=round(next(adjusted), 4)) for table in tables
    )


def _of_variable(making: Making, variable: Variable) -> Iterator[ShownTable]:
    item = making.results.survey.questionnaire.item(variable.item_id)
    trend = [(DATE,)] if isinstance(item, Question) and item.trend else []
    for by in (*making.results.plan.tables, *trend):
        estimate = making.estimates.get(estimate_id(variable.id, by))
        if estimate is not None:
            yield _table(making, variable, by, estimate)


def _table(making: Making, variable: Variable, by: Levels, estimate: EstimateAnswer) -> ShownTable:
    kind = _kind(making, variable)
    answers = _answers(making, variable)
    plain = _places(making.plain.get(estimate["id"], ()), by)
    cells = _cells(_places(estimate["cells"], by), answers, kind, plain)
    p = _p_value(making, variable, by)
    return ShownTable(variable.id, variable.item_id, kind, by, answers, tuple(cells), p)


def _kind(making: Making, variable: Variable) -> Kind:
    if variable.statistic == "proportion":
        return Kind.SHARE
    if variable.statistic == "multiple":
        return Kind.CHOICES
    item = making.results.survey.questionnaire.item(variable.item_id)
    return Kind.RANK if item.type == "ranking" else Kind.MEAN


def _answers(making: Making, variable: Variable) -> tuple[str, ...]:
    """The codes of a table's rows: choices inside the base, "" for the one mean of a number."""
    questionnaire = making.results.survey.questionnaire
    choices = questionnaire.choices_of(questionnaire.item(variable.item_id))
    return tuple(choice.code for choice in choices if not choice.missing) or ("",)


def _places(cells: Sequence[Cell], by: Levels) -> Cells:
    """The cells by levels and answer; people who withheld a group are in no table."""
    found = {}
    for cell in cells:
        levels = tuple(cell["by"][column] for column in by)
        if UNKNOWN not in levels:
            found[levels, _answer(cell)] = cell
    return found


def _answer(cell: Cell) -> str:
    """The code of a category, of a choice (`q6.song`: song), "" of a number's mean."""
    if cell["category"] is not None:
        return cell["category"]
    return (cell["variable"] or "").partition(".")[2]


def _cells(
    places: Cells, answers: tuple[str, ...], kind: Kind, plain: Cells
) -> Iterator[ShownCell]:
    for levels in dict.fromkeys(levels for levels, _ in places):
        row = {answer: places.get((levels, answer)) for answer in answers}
        known = [cell for cell in row.values() if cell is not None]
        unweighted = _unweighted(kind, known)
        for answer, cell in row.items():
            if cell is not None:
                other = plain.get((levels, answer))
                number = other["estimate"] if other is not None else unweighted.get(answer)
                yield make_cell(levels, answer, cell, kind, number)


def make_cell(
    levels: Levels, answer: str, cell: Cell, kind: Kind, unweighted: float | None
) -> ShownCell:
    """One cell of the analysis as it may be shown, its numbers rounded as they are printed."""
    state, is_held = _state(cell), HELD in cell["flags"]
    effective = cell["n_effective"]
    whole = None if effective is None else round(effective)
    if state in (State.HIDDEN, State.EMPTY):
        return ShownCell(levels, answer, state, is_held=is_held)
    if state is State.TOO_FEW:
        missing = _missing(cell["n"] or 0, effective)
        base = ShownCell(levels, answer, state, n=cell["n"], n_effective=whole, missing=missing)
        return replace(base, is_held=is_held)
    is_mean = kind in (Kind.MEAN, Kind.RANK)
    near = MEAN_DECIMALS if is_mean else DECIMALS + 2
    bound = MEAN_DECIMALS if is_mean else BOUND_DECIMALS
    return ShownCell(
        levels,
        answer,
        state,
        n=cell["n"],
        count=cell.get("count"),
        weighted=_weighted(cell, near),
        unweighted=_rounded(unweighted, near),
        low=_rounded(cell["low"], bound),
        high=_rounded(cell["high"], bound),
        n_effective=whole,
        is_held=is_held,
        se=_rounded(cell["se"], SE_DECIMALS),
        df=cell["df"],
    )


def _state(cell: Cell) -> State:
    if cell["suppressed"]:
        return State.HIDDEN
    if "empty" in cell["flags"]:
        return State.EMPTY
    if "too_few" in cell["flags"] or cell["estimate"] is None:
        return State.TOO_FEW
    return State.FEW if "few" in cell["flags"] else State.SHOWN


def _missing(n: int, effective: float | None) -> int:
    """How many more people the base needs, if those who come are like those who are there."""
    needed = TOO_FEW if not effective else max(TOO_FEW, ceil(TOO_FEW * n / effective - 1e-9))
    return max(needed - n, 1)


def _weighted(cell: Cell, decimals: int) -> float | None:
    """The share as its percentage was rounded (so that a column adds up to 100), else the mean."""
    percent = cell.get("percent")
    if isinstance(percent, int | float):
        return round(percent / 100, DECIMALS + 2)
    return _rounded(cell["estimate"], decimals)


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round_half_up(value, decimals)


def _unweighted(kind: Kind, cells: Sequence[Cell]) -> dict[str, float]:
    """The share of people of each answer; a column that is all shown adds up to 1."""
    if kind in (Kind.MEAN, Kind.RANK):
        return {}
    counts = {_answer(cell): cell.get("count") for cell in cells}
    whole = kind is Kind.SHARE and all(count is not None for count in counts.values())
    known = {answer: count for answer, count in counts.items() if count is not None}
    if whole and any(known.values()):
        percents = to_percent(list(known.values()), DECIMALS, Rounding.LARGEST_REMAINDER)
        return {a: percent / 100 for a, percent in zip(known, percents, strict=True)}
    bases = {_answer(cell): cell["n"] for cell in cells}
    return {answer: count / n for answer, count in known.items() if (n := bases[answer])}


def _p_value(making: Making, variable: Variable, by: Levels) -> float | None:
    if len(by) != 1:
        return None
    estimate = making.estimates.get(test_id(variable.id, by[0]))
    tests = estimate.get("tests", {}) if estimate is not None else {}
    found = next(iter(tests.values()), None)
    return None if found is None else found["p"]


def _tops(making: Making, variable: Variable) -> Iterator[ShownTable]:
    """The share of the best answers of a variable, and behind a grid's last row their average."""
    yield from _top_table(making, variable, f"{TOP}{variable.id}", Kind.TOP)
    same = [v.id for v in making.results.plan.variables if v.item_id == variable.item_id]
    if variable.id == same[-1]:
        yield from _top_table(making, variable, f"{MEAN_TOP}{variable.item_id}", Kind.MEAN_TOP)


def _top_table(making: Making, variable: Variable, name: str, kind: Kind) -> Iterator[ShownTable]:
    estimate = making.estimates.get(name)
    for cell in estimate["cells"] if estimate is not None else ():
        if kind is Kind.MEAN_TOP or cell["category"] == YES:
            plain = _share_of(cell) if kind is Kind.TOP else _first(making.plain.get(name, ()))
            shown = make_cell((), YES, cell, kind, plain)
            yield ShownTable(name, variable.item_id, kind, (), (YES,), (shown,))


def _share_of(cell: Cell) -> float | None:
    count, n = cell.get("count"), cell["n"]
    return None if count is None or not n else count / n


def _first(cells: Sequence[Cell]) -> float | None:
    return cells[0]["estimate"] if cells else None
