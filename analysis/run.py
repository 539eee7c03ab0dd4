"""Run a plan over a source: the answer of `ydan-analysis/1`."""

from threadpoolctl import threadpool_limits

from analysis.answer import Answer, EstimateAnswer
from analysis.disclosure.hide import hide
from analysis.disclosure.steps import ShownState, Step, count_people, hold_back
from analysis.error import AnalysisError
from analysis.estimate.request import Request, Sums
from analysis.lines import GroupingSource
from analysis.plan import FORMAT, Plan
from analysis.source import Source
from analysis.sums.collect import Collector, cell_count
from analysis.sums.frame import Frame, prepare
from analysis.sums.kept import Keeper, KeptSums
from analysis.sums.moments import Moments
from analysis.sums.shares import in_shares
from analysis.weighting.fit import fit
from analysis.weighting.report import report

__all__ = ["AnalysisError", "KeptSums", "run", "run_step"]

MOST_CELLS = 2**18


def run(plan: Plan, source: Source | GroupingSource, *, kept: KeptSums | None = None) -> Answer:
    """Return the answer to a plan, JSON-ready (see analysis.answer).

    With `kept` only rows that came since its last run are summed, where that gives the same answer;
    it then holds the sums of this run. Of a source that groups its rows nothing is kept.

    Reads the source a few times: the design, the margins, then one pass for all tables of the plan
    (more when their sums exceed the memory set aside). Raises AnalysisError with a refusal code.
    The linear algebra is hundreds of small matrices: threads would cost it more than they give.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        return hide(_run(plan, source, kept), plan, source)


def run_step(
    plan: Plan, source: Source, step: Step, *, kept: KeptSums | None = None
) -> tuple[Answer, ShownState]:
    """Return the answer as it may be shown after what was shown before, and the state to keep.

    As `run`; besides, a table's column moves only when k (the plan's `minimum_base`) people of it
    came since it moved last: see analysis.disclosure.steps.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        answer = _run(plan, source, kept)
    people = count_people(answer)
    answer = hide(answer, plan, source)
    k = plan.minimum_base
    return answer, hold_back(answer, people, step, k, withheld=plan.withheld)


def _run(plan: Plan, source: Source | GroupingSource, kept: KeptSums | None) -> Answer:
    """The answer with every number in it, the smallest too."""
    frame = prepare(source, plan.design)
    weighting = fit(frame, plan.weighting)
    _check_columns(frame, plan)
    collector = Collector(frame, weighting)
    groups_itself = isinstance(source, GroupingSource)
    keeper = None if kept is None or groups_itself else Keeper(kept, collector)
    moments = Moments(collector, None if keeper is None else keeper.collect)
    sums = Sums(moments, frame, collector, plan.estimates)
    estimates: list[EstimateAnswer] = []
    for requests in in_shares(plan.estimates, lambda one: sum(map(collector.size, one.tables()))):
        moments.load([table for request in requests for table in request.tables()])
        estimates += [request.answer(sums) for request in requests]
    weights = report(collector, moments)
    if keeper is not None:
        keeper.keep()
    return Answer(format=FORMAT, estimates=estimates, weights=weights, errors=[])


def _check_columns(frame: Frame, plan: Plan) -> None:
    """Refuse unknown columns and text where numbers are needed; make the codings."""
    for name in sorted(plan.wanted_columns(frame.source.columns)):
        frame.column(name)
    tables = [table for request in plan.estimates for table in request.tables()]
    frame.need_numbers({name for table in tables for name in table.number_columns})
    frame.add_codings({name for table in tables for name in table.category_columns})
    for request in plan.estimates:
        _check_size(frame, request)


def _check_size(frame: Frame, request: Request) -> None:
    """Refuse an estimate whose answer would have too many cells, before anything is summed."""
    tables = request.tables()
    count = sum(cell_count(frame, table) for table in tables)
    if count > MOST_CELLS:
        names = dict.fromkeys(
            name for table in tables for name in (*table.domain.by, *table.categories)
        )
        raise AnalysisError(
            "too_many_cells",
            f"estimate {request.id[:100]!r} has more than {MOST_CELLS} cells: every level of "
            + " by every level of ".join(map(repr, names)),
        )
