"""Replicate weights: variances from how estimates change when parts of the sample are left out.

A replicate of a clustered sample multiplies every sampling unit of the first stage by a number, so
its totals are multipliers × totals of units: no row is read again. Weights that stand in columns
are summed in the pass. The variance is scale Σ_r rscale_r (θ_r − θ̄)². Sources: Wolter (2007),
chapters 3 to 5; R `as.svrepdesign`, `svrepdesign`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import hadamard

from analysis.error import AnalysisError
from analysis.sample import Replication
from analysis.sums.coding import Codes, Floats
from analysis.sums.frame import Frame
from analysis.sums.rows import Rows
from analysis.sums.sampling import Stage
from analysis.sums.table import Domain
from analysis.sums.where import where_columns

RANK = 1e-7
RATIO = 1e-9
NOISE = 1e-12
SLICE = 256
MOST_MULTIPLIERS = 2**24


@dataclass(frozen=True, eq=False)
class Replicates:
    """The replicates of a frame.

    `multipliers` has a row per replicate and a column per unit of the first stage; None when the
    weights stand in `columns`. `scales` are scale × rscales, `df` the rank of the weights less one.
    `factors` (replicates × weighting cells) are those of a weighting, None without.
    """

    multipliers: Floats | None
    columns: tuple[str, ...]
    scales: Floats
    mse: bool
    df: int
    factors: Floats | None = None

    def domain_df(self, present: Codes) -> int:
        """Return the degrees of freedom of the units in a domain, of those made from units.

        Weighting again leaves them as they are.
        """
        if self.multipliers is None:
            return self.df
        return rank(self.multipliers[:, present]) - 1

    def covariance(self, deviations: Floats) -> Floats:
        """Return the covariance of outputs from their deviations (replicates × outputs).

        A replicate in which an output is not defined (its base is empty there) is left out, as in
        R `svrVar`; NaN when none is left.
        """
        known = np.isfinite(deviations).all(axis=1)
        deviations, scales = deviations[known], self.scales[known]
        if not (scales > 0).any():
            return np.full((deviations.shape[1],) * 2, np.nan)
        centre = 0.0 if self.mse else deviations[scales > 0].mean(axis=0)
        centred = np.sqrt(scales)[:, None] * (deviations - centre)
        return np.asarray(centred.T @ centred)

    def contrasts(self, deviations: Floats, pairs: Codes) -> Floats:
        """Return the variances of outputs less others (pairs of places: the first less the second).

        All come from the replicates in which every output is defined, as in R `svyby(covmat =)`.
        """
        known = np.isfinite(deviations).all(axis=1, keepdims=True)
        kept = np.where(known, deviations, np.nan)
        slices = [pairs[start : start + SLICE].T for start in range(0, len(pairs), SLICE)]
        return np.concatenate([self.variances(kept[:, one] - kept[:, two]) for one, two in slices])

    def variances(self, deviations: Floats) -> Floats:
        """Return the variance of every output, each from the replicates in which it is defined.

        NaN when some are not defined and the others agree, or none is left.
        """
        known = np.isfinite(deviations)
        scales = np.where(known, self.scales[:, None], 0.0)
        found = np.where(known, deviations, 0.0)
        with np.errstate(all="ignore"):
            mean = (found * (scales > 0)).sum(axis=0) / (scales > 0).sum(axis=0)
            centred = found - (0.0 if self.mse else mean)
            variances = (scales * centred**2).sum(axis=0)
            agree = variances <= NOISE**2 * (scales * found**2).sum(axis=0)
        unseen = ~known.all(axis=0) & agree
        return np.asarray(np.where(unseen | ~(scales > 0).any(axis=0), np.nan, variances))


def rank(weights: Floats) -> int:
    """Return the rank of replicate weights."""
    return int(np.linalg.matrix_rank(weights, tol=RANK * max(1.0, np.abs(weights).max(initial=0))))


def deviations(
    derivatives: Floats, bases: Floats | None, totals: Floats, replicated: Floats
) -> Floats:
    """Return what every output is in each replicate less the estimate (replicates × outputs).

    Outputs are totals, J t, or with `bases` b (outputs × basis, or one for all) ratios whose
    denominator is b t: with J the derivative of n t / b t, J t_r · b t / b t_r is exact. Raises
    AnalysisError("no_replicates") for a ratio that does not state its denominator.
    """
    linear = replicated @ derivatives.T
    if bases is None:
        value, size = derivatives @ totals, np.abs(derivatives) @ np.abs(totals)
        if ((np.abs(value) <= RATIO * size) & (size > 0)).any():
            raise AnalysisError(
                "no_replicates", "this statistic is not available with replicate weights"
            )
        return np.asarray(linear - value)
    with np.errstate(all="ignore"):
        return np.asarray(linear * (bases @ totals) / (replicated @ bases.T))


def make_replicates(frame: Frame) -> Replicates | None:
    """Return the replicates that a design asks for; raises AnalysisError("bad_design")."""
    asked = frame.design.replicates
    if asked is None:
        return None
    if asked.columns:
        return _from_columns(frame, asked)
    if frame.sampling.is_element:
        raise AnalysisError("bad_design", f"{asked.type} replicates need clusters")
    stage = frame.sampling.stages[0]
    if (stage.sizes == 1).any():
        raise AnalysisError("bad_design", f"{asked.type} replicates: a stratum has one unit only")
    _check_size(stage, asked)
    multipliers, scales = MAKERS[asked.type](stage, asked)
    return Replicates(multipliers, (), scales, asked.mse, rank(multipliers) - 1)


def _check_size(stage: Stage, asked: Replication) -> None:
    """Refuse replicates × units that would fill memory: as many replicates as units with JK."""
    units = len(stage.group_of_unit)
    halves = 1 << len(stage.sizes).bit_length()
    count = {"JK1": units, "JKn": units, "bootstrap": asked.count}.get(asked.type or "", halves)
    if count * max(units, 1) > MOST_MULTIPLIERS:
        raise AnalysisError(
            "too_many_cells",
            f"{count} {asked.type} replicates of {units} clusters are more than {MOST_MULTIPLIERS} "
            "multipliers",
        )


def _leave_one_out(stage: Stage) -> Floats:
    groups = stage.group_of_unit
    sizes = stage.sizes[groups].astype(np.float64)
    same = groups[:, None] == groups[None, :]
    multipliers = np.where(same, sizes / (sizes - 1), 1.0)
    np.fill_diagonal(multipliers, 0.0)
    return np.asarray(multipliers)


def _jk1(stage: Stage, _asked: Replication) -> tuple[Floats, Floats]:
    """Leave out one unit at a time, in a sample without strata."""
    if len(stage.sizes) > 1:
        raise AnalysisError("bad_design", "JK1 is for samples without strata: use JKn")
    return _jkn(stage, _asked)


def _jkn(stage: Stage, _asked: Replication) -> tuple[Floats, Floats]:
    """Leave out one unit at a time, the others of its stratum stand for it.

    A stratum whose units were all drawn has no replicates: leaving one out would count for nothing.
    """
    sizes, groups = stage.sizes, stage.group_of_unit
    scales = (stage.remaining * (sizes - 1) / np.maximum(sizes, 1))[groups]
    if not (scales > 0).any():
        raise AnalysisError("bad_design", "every unit was drawn: there is nothing to replicate")
    return _leave_one_out(stage)[scales > 0], np.asarray(scales[scales > 0])


def _half_samples(stage: Stage, asked: Replication) -> tuple[Floats, Floats]:
    """Take one unit of each pair at a time, balanced by a Hadamard matrix of Sylvester's kind."""
    if (stage.sizes != 2).any():
        raise AnalysisError("bad_design", f"{asked.type} needs two units in each stratum")
    _no_fpc(stage, asked)
    strata = len(stage.sizes)
    matrix = hadamard(1 << strata.bit_length())[1 : strata + 1].T
    groups = stage.group_of_unit
    is_second = np.zeros(len(groups), dtype=bool)
    is_second[np.argsort(groups, kind="stable")[1::2]] = True
    kept = (matrix[:, groups] > 0) == is_second[None, :]
    count = len(matrix)
    scales = np.full(count, 1 / (count * (1 - asked.rho) ** 2))
    return np.where(kept, 2 - asked.rho, asked.rho), scales


def _bootstrap(stage: Stage, asked: Replication) -> tuple[Floats, Floats]:
    """Draw n − 1 units of each stratum with replacement (Rao and Wu 1988); R `subbootweights`."""
    _no_fpc(stage, asked)
    chance = np.random.default_rng(asked.seed)
    multipliers = np.zeros((asked.count, len(stage.group_of_unit)))
    for stratum, size in enumerate(stage.sizes):
        units = np.flatnonzero(stage.group_of_unit == stratum)
        drawn = chance.multinomial(size - 1, np.full(size, 1 / size), asked.count)
        multipliers[:, units] = drawn * size / (size - 1)
    return multipliers, np.full(asked.count, 1 / (asked.count - 1))


def _no_fpc(stage: Stage, asked: Replication) -> None:
    if (stage.remaining != 1).any():
        raise AnalysisError("bad_design", f"{asked.type} replicates know no fpc")


Maker = Callable[[Stage, Replication], tuple[Floats, Floats]]
MAKERS: dict[str | None, Maker] = {
    "JK1": _jk1,
    "JKn": _jkn,
    "BRR": _half_samples,
    "Fay": _half_samples,
    "bootstrap": _bootstrap,
}


def _from_columns(frame: Frame, asked: Replication) -> Replicates:
    names = asked.columns
    gram = np.zeros((len(names), len(names)))
    for rows in frame.scan(names, keys=names):
        weights = _columns(rows, names)
        if not np.isfinite(weights).all() or (weights < 0).any():
            raise AnalysisError("bad_weights", "replicate weights are missing or negative")
        counted = weights if rows.times is None else weights * rows.times[:, None]
        gram += weights.T @ counted
    scales = asked.scale * np.array(asked.rscales or [1.0] * len(names))
    return Replicates(None, names, scales, asked.mse, _rank_of_gram(gram) - 1)


def domain_ranks(
    frame: Frame, replicates: Replicates, domain: Domain, groups: int, answered: str | None = None
) -> Codes:
    """Return the rank of the replicate columns among the rows of every group of a domain.

    With `answered` only rows that have a number in that column count. Reads rows until every group
    has the rank of the whole sample, which few rows show.
    """
    names, most = replicates.columns, replicates.df + 1
    grams = np.zeros((groups, len(names), len(names)))
    ranks = np.zeros(groups, dtype=np.intp)
    columns = {*names, *domain.by, *([answered] if answered is not None else [])}
    if domain.where is not None:
        columns |= where_columns(domain.where, frame.source.columns)
    for rows in frame.scan(columns, keys=columns):
        codes, weights = rows.domain(domain), _columns(rows, names)
        if answered is not None:
            codes = np.where(np.isnan(rows.batch[answered].astype(np.float64)), 0, codes)
        for group in np.flatnonzero(ranks < most):
            own = weights[codes == group + 1]
            grams[group] += own.T @ own
            ranks[group] = _rank_of_gram(grams[group])
        if (ranks >= most).all():
            break
    return ranks


def _columns(rows: Rows, names: Sequence[str]) -> Floats:
    return np.column_stack([rows.batch[name].astype(np.float64) for name in names])


def _rank_of_gram(gram: Floats) -> int:
    scale = 1 / np.sqrt(np.maximum(gram.diagonal(), np.finfo(float).tiny))
    return int((np.linalg.eigvalsh(scale[:, None] * gram * scale) > RANK**1.5).sum())
