"""Run a plan over a source: the answer of `ydan-analysis/1`."""

from analysis.answer import Answer, Weights
from analysis.disclosure.hide import hide
from analysis.error import AnalysisError
from analysis.estimate.request import Sums
from analysis.plan import FORMAT, Plan
from analysis.source import Source
from analysis.sums.collect import Collector
from analysis.sums.frame import Frame, prepare
from analysis.sums.moments import Moments
from analysis.weighting.fit import fit
from analysis.weighting.report import report

__all__ = ["AnalysisError", "run"]


def run(plan: Plan, source: Source) -> Answer:
    """Return the answer to a plan, JSON-ready (see analysis.answer).

    Reads the source a few times: the design, the margins, then one pass for all tables of the plan
    (more when their sums exceed the memory set aside). Raises AnalysisError with a refusal code.
    """
    frame = prepare(source, plan.design)
    tables = [table for request in plan.estimates for table in request.tables()]
    weighting = fit(frame, plan.weighting)
    _check_columns(frame, plan)
    collector = Collector(frame, weighting)
    moments = Moments(collector, tables)
    sums = Sums(moments, frame)
    weights: Weights = report(collector, moments)
    answer: Answer = {
        "format": FORMAT,
        "estimates": [request.answer(sums) for request in plan.estimates],
        "weights": weights,
        "errors": [],
    }
    return hide(answer, plan)


def _check_columns(frame: Frame, plan: Plan) -> None:
    """Refuse unknown columns and text where numbers are needed; make the codings."""
    for name in sorted(plan.wanted_columns(frame.source.columns)):
        frame.column(name)
    for request in plan.estimates:
        for table in request.tables():
            frame.need_numbers(table.number_columns)
            frame.add_codings(table.category_columns)
