"""The means of a release without weights, beside the weighted ones."""

from collections.abc import Mapping, Sequence

from analysis.answer import Cell
from analysis.disclosure.steps import HELD, Levels, levels_of
from analysis.plan import parse_plan
from analysis.run import run
from survey_app.services.analysing.analyse_survey import SurveyResults


def unweighted_means(results: SurveyResults) -> Mapping[str, Sequence[Cell]]:
    """The cells of every estimate of means by its id, each person counting once.

    Shares need none of this: they follow from the counts. What may be shown of a mean is what the
    weighted table shows; nothing is hidden here.
    """
    document = results.plan.document
    wanted = [estimate for estimate in _estimates(document) if estimate["statistic"] == "mean"]
    if not wanted or not results.source.rows:
        return {}
    if not results.answer["weights"]["margins"]:
        ids = {estimate["id"] for estimate in wanted}
        return {e["id"]: e["cells"] for e in results.answer["estimates"] if e["id"] in ids}
    plan = {**document, "weighting": [], "estimates": wanted, "disclosure": {"minimum_base": 0}}
    answer = run(parse_plan(plan), results.source)
    held = _held(results)
    return {
        estimate["id"]: [c for c in estimate["cells"] if (estimate["id"], levels_of(c)) not in held]
        for estimate in answer["estimates"]
    }


def _held(results: SurveyResults) -> set[tuple[str, Levels]]:
    """The columns that keep the numbers shown before: there the new people do not count yet."""
    return {
        (estimate["id"], levels_of(cell))
        for estimate in results.answer["estimates"]
        for cell in estimate["cells"]
        if HELD in cell["flags"]
    }


def _estimates(document: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
    found = document["estimates"]
    return found if isinstance(found, list) else []
