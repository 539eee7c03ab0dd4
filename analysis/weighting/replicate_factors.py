"""Weighting again in every replicate: the factors of the weighting cells under its weights.

Categorical steps need the base weights by sampling unit and weighting cell, summed once; a
replicate's table of cells is its multipliers times those. Source: R `calibrate.svyrep.design`.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.error import AnalysisError
from analysis.sums.coding import Floats
from analysis.sums.replicates import Replicates, make_replicates
from analysis.sums.sampling import at_stage
from analysis.weighting.calibrate_step import Calibrate
from analysis.weighting.fitted import Weighting
from analysis.weighting.steps import Rake, Step
from analysis.weighting.targets import CellTable


def fit_replicates(weighting: Weighting, steps: Sequence[Step], table: CellTable | None) -> None:
    """Make the replicates of the design, each with the factors its own weighting leads to.

    `table` is any table of the weighting cells. Raises AnalysisError: `bad_design`, `no_replicates`
    for steps that do not go by cells, and what the steps refuse, with the number of the replicate.
    """
    replicates = make_replicates(weighting.frame)
    if replicates is not None and steps:
        if table is None or not all(_is_categorical(step) for step in steps):
            raise AnalysisError(
                "no_replicates",
                "trimming and calibration on numbers are not available with replicate weights",
            )
        weights = _replicate_weights(weighting, replicates)
        factors = [_factors(number, one, steps, table) for number, one in enumerate(weights, 1)]
        replicates = replace(replicates, factors=np.array(factors))
    weighting.replicates = replicates


def _is_categorical(step: Step) -> bool:
    return isinstance(step, Rake | Calibrate) and not step.numbers


def _factors(number: int, weights: Floats, steps: Sequence[Step], table: CellTable) -> Floats:
    factors = np.ones(len(weights))
    for step in steps:
        assert isinstance(step, Rake | Calibrate)  # noqa: S101  # the only caller has asked
        try:
            factors = factors * step.fit(replace(table, weights=weights * factors)).factors
        except AnalysisError as refused:
            raise AnalysisError(refused.code, f"replicate {number}: {refused.detail}") from refused
    return factors


def _replicate_weights(weighting: Weighting, replicates: Replicates) -> Floats:
    """Return the weight of every weighting cell in every replicate, before any step."""
    frame, cells = weighting.frame, weighting.cell_count
    lines = len(replicates.columns)
    units = len(frame.units.keys) if frame.units is not None else 1
    sums = np.zeros((lines or units) * cells)
    for rows in frame.scan(weighting.columns):
        places = weighting.cells(rows)
        if replicates.columns:
            for line, name in enumerate(replicates.columns):
                column = rows.total(rows.column_scale(name))
                sums += np.bincount(line * cells + places, column, len(sums))
        else:
            pairs = frame.row_units(rows) * cells + places
            sums += np.bincount(pairs, frame.base_weights(rows), len(sums))
    found = sums.reshape(-1, cells)
    if replicates.multipliers is None:
        return found
    return np.asarray(replicates.multipliers @ at_stage(found, frame.sampling.stages[0]))
