"""A survey's results as one JSON-ready answer: §8's keys, and what a reader of it needs besides."""

from collections.abc import Sequence
from dataclasses import asdict

from analysis.answer import EstimateAnswer
from analysis.rounding import name_rule
from questionnaires.model import GridItem
from survey_app.services.analysing.analyse_survey import SurveyResults
from survey_app.services.analysing.group_levels import GROUP, column_label, group_levels
from survey_app.services.analysing.percents import DECIMALS
from survey_app.services.analysing.relabelled import UNKNOWN
from survey_app.services.analysing.survey_columns import MODE, UNIT
from survey_app.services.analysing.survey_plan import estimate_id, test_id
from survey_app.services.briefing.brief_survey import indicator_cell
from survey_app.services.refusal import Refusal


def find_breakdown(results: SurveyResults, wanted: str) -> tuple[str, ...]:
    """The columns of a declared table by the name an officer types.

    A group's id, `unit`, `mode`, or a listed pair as `gioi+tuoi`. Raises Refusal
    `unknown_breakdown`: a table outside the declared set could be held against the others.
    """
    known = {_name(by): by for by in results.plan.tables if by}
    if wanted not in known:
        names = ", ".join(known) or "–"
        raise Refusal("unknown_breakdown", group=wanted, groups=names)
    return known[wanted]


def _name(by: Sequence[str]) -> str:
    return "+".join(column.removeprefix(GROUP) for column in by)


def pick_estimates(results: SurveyResults, by: Sequence[str] | None = None) -> list[EstimateAnswer]:
    """The estimates by the total, and with `by` also those of that table with their tests."""
    wanted = [()] if by is None else [(), tuple(by)]
    ids = {estimate_id(v.id, table) for v in results.plan.variables for table in wanted}
    if by is not None and len(by) == 1:
        ids |= {test_id(v.id, by[0]) for v in results.plan.variables}
    return [estimate for estimate in results.answer["estimates"] if estimate["id"] in ids]


def survey_answer(results: SurveyResults, by: Sequence[str] | None = None) -> dict[str, object]:
    """The whole answer; extra keys: survey, release, fieldwork, indicators, labels, rounding."""
    survey = results.survey
    questionnaire = survey.questionnaire
    return {
        **results.answer,
        "estimates": pick_estimates(results, by),
        "survey": {
            "id": survey.survey_id,
            "title": survey.title,
            "demonstration": questionnaire.demonstration,
            "sample_type": questionnaire.sample.type,
            "lonely_psu": "adjust",
        },
        "release": asdict(survey.release) | {"as_of": _iso(survey.release.as_of)},
        "fieldwork": _fieldwork(results),
        "weighted": bool(results.answer["weights"]["margins"]),
        "rounding": {
            "rule": results.rounding.value,
            "decimals": DECIMALS,
            "text": name_rule(results.rounding),
        },
        "indicators": _indicators(results),
        "labels": labels(results),
    }


def labels(results: SurveyResults) -> dict[str, dict[str, object]]:
    """The texts of variables and codes by column name."""
    questionnaire = results.survey.questionnaire
    found: dict[str, dict[str, object]] = {}
    for item in questionnaire.items:
        choices = {choice.code: choice.text for choice in questionnaire.choices_of(item)}
        found[item.id] = {"text": item.text, "codes": choices}
        for row in item.rows if isinstance(item, GridItem) else ():
            found[f"{item.id}.{row.code}"] = {"text": row.text, "codes": choices}
        for code, text in choices.items() if item.type in ("multiple", "ranking") else ():
            found[f"{item.id}.{code}"] = {"text": text}
    for by in results.plan.tables:
        for column in by:
            found.setdefault(column, _column_labels(results, column))
    return found


def _column_labels(results: SurveyResults, column: str) -> dict[str, object]:
    if column == UNIT:
        return {"text": column, "codes": {u.code: u.name for u in results.fieldwork.units}}
    if column == MODE:
        return {"text": column, "codes": {}}
    questionnaire = results.survey.questionnaire
    levels = group_levels(questionnaire, results.source, column)
    return {
        "text": column_label(questionnaire, column),
        "codes": {level.code: level.text for level in levels},
    }


def _iso(moment: object) -> str | None:
    return moment.isoformat() if hasattr(moment, "isoformat") else None


def _fieldwork(results: SurveyResults) -> dict[str, object]:
    fieldwork = results.fieldwork
    return {
        "issued": fieldwork.issued,
        "returned": fieldwork.returned,
        "valid": fieldwork.valid,
        "return_rate": fieldwork.return_rate,
        "modes": dict(fieldwork.modes),
        "units": [asdict(unit) for unit in fieldwork.units],
        "started": _iso(fieldwork.started),
        "ended": _iso(fieldwork.ended),
    }


def _indicators(results: SurveyResults) -> list[dict[str, object]]:
    found = []
    for indicator in results.survey.questionnaire.indicators:
        cell = indicator_cell(results, indicator)
        numbers = asdict(cell) if cell is not None else {}
        numbers["flags"] = list(cell.flags) if cell is not None else []
        numbers.pop("by", None)
        found.append(
            numbers
            | {
                "id": indicator.id,
                "text": indicator.text,
                "item": indicator.item,
                "measure": indicator.measure,
                "threshold": indicator.threshold,
            }
        )
    return found


__all__ = ["UNKNOWN", "find_breakdown", "labels", "pick_estimates", "survey_answer"]
