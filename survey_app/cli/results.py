"""The results of a survey as text for a terminal, in Vietnamese."""

from collections.abc import Iterator, Sequence

from analysis.answer import Cell, EstimateAnswer
from analysis.rounding import (
    name_rule,
    write_count,
    write_interval,
    write_number,
    write_percent,
    write_share,
    write_trimmed,
)
from survey_app.cli.table import text_table
from survey_app.services.analysing.analyse_survey import SurveyResults
from survey_app.services.analysing.percents import DECIMALS
from survey_app.services.analysing.relabelled import UNKNOWN
from survey_app.services.analysing.say_unweighted import say_unweighted
from survey_app.services.analysing.survey_answer import labels, pick_estimates
from survey_app.services.analysing.survey_columns import UNIT
from survey_app.wording import say

HIDDEN = "…"
NONE = "–"
SHARES = ("proportion", "multiple")


def write_results(results: SurveyResults, by: Sequence[str] | None = None) -> str:
    """Head, weights, a table for each variable, and the notes that the numbers need."""
    parts = ["\n".join(_head(results))]
    if not results.answer["estimates"]:
        return "\n\n".join([*parts, _nothing(results)])
    parts += _margins(results)
    parts += [_table(results, estimate) for estimate in _shown(results, by)]
    return "\n\n".join([*parts, "\n".join(_notes(results))])


def _head(results: SurveyResults) -> Iterator[str]:
    survey, fieldwork = results.survey, results.fieldwork
    yield survey.title
    if survey.questionnaire.demonstration:
        yield say("DEMONSTRATION: simulated answers, not people's opinions.")
    if fieldwork.issued and fieldwork.return_rate is not None:
        yield say(
            "Sheets issued %(issued)s, returned %(returned)s (%(rate)s), valid %(valid)s.",
            issued=write_count(fieldwork.issued),
            returned=write_count(fieldwork.returned),
            rate=f"{write_trimmed(fieldwork.return_rate * 100)} %",
            valid=write_count(fieldwork.valid),
        )
    else:
        yield say(
            "Sheets returned %(returned)s, valid %(valid)s.",
            returned=write_count(fieldwork.returned),
            valid=write_count(fieldwork.valid),
        )
    yield from _state(results)


def _state(results: SurveyResults) -> Iterator[str]:
    release = results.survey.release
    if release.waiting and not release.is_over:
        yield say(
            "%(waiting)s newer answers are not in the tables yet: they move with the next "
            "%(step)s people, or when the survey closes.",
            waiting=release.waiting,
            step=release.step,
        )
    if results.unweighted is not None:
        yield say_unweighted(results.unweighted)


def _nothing(results: SurveyResults) -> str:
    release = results.survey.release
    if not release.accepted:
        return say("No answer has come in yet, so there is nothing to show.")
    return say(
        "%(accepted)s answers so far; results are shown from %(step)s on, so that nobody's "
        "opinion can be read from them.",
        accepted=release.accepted,
        step=release.step,
    )


def _margins(results: SurveyResults) -> list[str]:
    margins = results.answer["weights"]["margins"]
    if not margins:
        return []
    texts = labels(results)
    total = results.answer["weights"]["sum"] or 0.0
    known = _known_people(results)
    heads = (say("Group"), say("Level"), say("Before"), say("Target"), say("After"))
    rows = [
        (
            str(texts.get(margin["variable"], {}).get("text", margin["variable"])),
            _level(texts, margin["variable"], margin["category"]),
            _of(margin["before"], known[margin["variable"]]),
            _of(margin["target"], total),
            _of(margin["achieved"], total),
        )
        for margin in margins
    ]
    weights = results.answer["weights"]
    line = say(
        "Weights: %(low)s to %(high)s, deff (Kish) %(deff)s, effective n %(n)s.",
        low=_number(weights["min"], 3),
        high=_number(weights["max"], 3),
        deff=_number(weights["kish_deff"], 3),
        n=_number(weights["n_effective"], 1),
    )
    return [f"{say('Weighting')}\n{text_table(heads, rows, 'llrrr')}\n{line}"]


def _known_people(results: SurveyResults) -> dict[str, float]:
    """What the shares before weighting are taken of: the known classes, all if one is hidden."""
    found: dict[str, list[float | None]] = {}
    for margin in results.answer["weights"]["margins"]:
        found.setdefault(margin["variable"], []).append(margin["before"])
    return {
        name: results.source.rows if None in values else sum(value or 0.0 for value in values)
        for name, values in found.items()
    }


def _of(value: float | None, total: float) -> str:
    return HIDDEN if value is None or not total else write_share(value / total)


def _number(value: float | None, decimals: int) -> str:
    return NONE if value is None else write_number(value, decimals)


def _shown(results: SurveyResults, by: Sequence[str] | None) -> list[EstimateAnswer]:
    feeders = {v.id for v in results.plan.variables if v.of_group is not None}
    return [
        estimate
        for estimate in pick_estimates(results, by)
        if estimate["cells"] and not ("|" in estimate["id"] and _variable(estimate) in feeders)
    ]


def _variable(estimate: EstimateAnswer) -> str:
    return estimate["id"].partition("|")[0]


def _table(results: SurveyResults, estimate: EstimateAnswer) -> str:
    texts = labels(results)
    variable = _variable(estimate)
    columns = list(estimate["cells"][0]["by"])
    title = str(texts.get(variable, {}).get("text", variable))
    item = variable.partition(".")[0]
    if item != variable:
        title = f"{texts.get(item, {}).get('text', item)}: {title}"
    value = say("Percent") if estimate["statistic"] in SHARES else say("Mean")
    heads = (
        *(str(_heading(texts, column)) for column in columns),
        say("Answer"),
        value,
        say("Interval"),
        "n",
    )
    rows = [
        (
            *(_level(texts, column, cell["by"][column]) for column in columns),
            _answer(texts, variable, cell),
            *_values(estimate, cell),
        )
        for cell in estimate["cells"]
        if UNKNOWN not in cell["by"].values() and "empty" not in cell["flags"]
    ]
    numbers = "l" * (len(columns) + 1) + "rrr"
    return f"{variable}. {title}\n{text_table(heads, rows, numbers)}"


def _heading(texts: dict[str, dict[str, object]], column: str) -> object:
    if column == UNIT:
        return say("Unit")
    return texts.get(column, {}).get("text", column) if column != "mode" else say("Mode")


def _level(texts: dict[str, dict[str, object]], column: str, code: str) -> str:
    codes = texts.get(column, {}).get("codes", {})
    if code == UNKNOWN:
        return say("no answer")
    return str(codes.get(code, code)) if isinstance(codes, dict) else code


def _answer(texts: dict[str, dict[str, object]], variable: str, cell: Cell) -> str:
    if cell["category"] is not None:
        return _level(texts, variable, cell["category"])
    name = cell["variable"] or ""
    return str(texts.get(name, {}).get("text", name)) if name != variable else NONE


def _values(estimate: EstimateAnswer, cell: Cell) -> tuple[str, str, str]:
    n = NONE if cell["n"] is None else write_count(cell["n"])
    if cell["suppressed"]:
        return HIDDEN, HIDDEN, HIDDEN
    if cell["estimate"] is None:
        return NONE, NONE, n
    low, high = cell["low"], cell["high"]
    few = "*" if "few" in cell["flags"] else ""
    if estimate["statistic"] not in SHARES:
        interval = NONE if low is None or high is None else f"{_number(low, 2)}–{_number(high, 2)}"
        return f"{write_number(cell['estimate'], 2)}{few}", interval, n
    percent = cell.get("percent")
    text = write_percent(float(str(percent)), DECIMALS) if percent is not None else NONE
    interval = NONE if low is None or high is None else write_interval(low, high)
    return f"{text}{few}", interval, n


def _notes(results: SurveyResults) -> Iterator[str]:
    questionnaire = results.survey.questionnaire
    yield name_rule(results.rounding)
    if questionnaire.sample.type == "probability":
        yield say("Interval: 95 % confidence interval.")
    else:
        yield say(
            "Interval: 95 % by a model that takes those who answered for a random part of the "
            "population; they were not drawn at random, so it is no sampling error."
        )
    yield say(
        "%(hidden)s: hidden, fewer than %(k)s people or would give such a cell away. "
        "%(none)s: fewer than 30 people. *: 30 to 99 people, read with care.",
        hidden=HIDDEN,
        none=NONE,
        k=questionnaire.privacy.k_min,
    )
