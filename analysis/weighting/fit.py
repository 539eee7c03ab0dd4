"""Fit the weighting steps of a plan to a frame, in order."""

from collections.abc import Iterator, Sequence

import numpy as np

from analysis.error import AnalysisError
from analysis.sums.coding import Floats
from analysis.sums.frame import Frame
from analysis.sums.keys import KeySet, combine
from analysis.sums.rows import Rows
from analysis.weighting.fitted import Weighting
from analysis.weighting.steps import ROUNDS, Rake, Step, Trim
from analysis.weighting.targets import CellTable


def fit(frame: Frame, steps: Sequence[Step]) -> Weighting:
    """Return the fitted weighting; raises AnalysisError when a step cannot be fitted."""
    variables = tuple(dict.fromkeys(name for step in steps for name in step.variables))
    weighting = Weighting(frame, variables)
    frame.add_codings(variables)
    if variables:
        weighting.keys = _key_set(frame, variables)
    table: CellTable | None = None
    for step in steps:
        if isinstance(step, Trim):
            _trim(weighting, step)
            table = None
        elif isinstance(step, Rake):
            table = _cell_table(weighting) if table is None else table
            fitted = step.fit(table)
            weighting.steps.append(fitted)
            table = _reweighed(table, table.weights * fitted.factors)
    return weighting


def _key_set(frame: Frame, variables: Sequence[str]) -> KeySet:
    keys = KeySet([len(frame.codings[name].labels) + 1 for name in variables])
    for rows in frame.scan(variables):
        keys.add(combine([rows.codes(name) for name in variables], keys.sizes))
    keys.freeze()
    return keys


def _scan(weighting: Weighting) -> Iterator[Rows]:
    names = {*weighting.frame.design.column_names, *weighting.variables}
    return weighting.frame.scan(names)


def _cell_table(weighting: Weighting) -> CellTable:
    frame, keys = weighting.frame, weighting.keys
    if keys is None or not len(keys.keys):
        raise AnalysisError("level_not_in_data", "there are no rows to weigh")
    counts = np.zeros(weighting.cell_count, dtype=np.intp)
    weights = np.zeros(weighting.cell_count)
    for rows in _scan(weighting):
        cells = weighting.cells(rows)
        counts += np.bincount(cells, minlength=len(counts))
        weights += np.bincount(cells, weighting.weights(rows), len(counts))
    levels = dict(zip(weighting.variables, keys.parts(), strict=True))
    labels = {name: frame.codings[name].labels for name in weighting.variables}
    return CellTable(counts, weights, levels, labels)


def _reweighed(table: CellTable, weights: Floats) -> CellTable:
    return CellTable(table.rows, weights, table.levels, table.labels)


def _trim(weighting: Weighting, step: Trim) -> None:
    for _ in range(ROUNDS if step.strict else 1):
        clip = step.round(weighting.weights(rows) for rows in _scan(weighting))
        if clip is None:
            return
        weighting.steps.append(clip)
    if step.strict:
        raise AnalysisError("no_convergence", f"trimming did not settle in {ROUNDS} rounds")
