"""Fit the weighting steps of a plan to a frame, in order."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from analysis.error import AnalysisError
from analysis.sums.coding import Floats
from analysis.sums.frame import Frame
from analysis.sums.keys import KeySet, combine
from analysis.sums.rows import Rows
from analysis.weighting.calibrate import Part
from analysis.weighting.calibrate_step import Calibrate
from analysis.weighting.fitted import Weighting
from analysis.weighting.replicate_factors import fit_replicates
from analysis.weighting.steps import ROUNDS, Rake, Step, Trim
from analysis.weighting.targets import CellTable


def fit(frame: Frame, steps: Sequence[Step]) -> Weighting:
    """Return the fitted weighting; raises AnalysisError when a step cannot be fitted."""
    variables = tuple(dict.fromkeys(name for step in steps for name in step.variables))
    numbers = tuple(dict.fromkeys(name for step in steps for name in step.numbers))
    weighting = Weighting(frame, variables, numbers=numbers)
    frame.need_numbers(numbers)
    frame.kept = frozenset((*variables, *numbers))
    if frame.design.weight is not None and any(not step.is_by_cell for step in steps):
        frame.kept |= {frame.design.weight}
    _check_chain(steps)
    frame.add_codings(variables)
    if variables:
        weighting.keys = _key_set(frame, variables)
    table: CellTable | None = None
    for step in steps:
        if isinstance(step, Trim):
            _trim(weighting, step)
            table = None
        elif isinstance(step, Rake | Calibrate):
            table = _cell_table(weighting) if table is None else table
            if isinstance(step, Calibrate) and step.numbers:
                weighting.steps.append(step.fit_rows(table, _parts(weighting)))
                table = None
            else:
                fitted = step.fit(table)
                weighting.steps.append(fitted)
                table = _reweighed(table, table.weights * fitted.factors)
    fit_replicates(weighting, steps, table)
    return weighting


def _check_chain(steps: Sequence[Step]) -> None:
    """Refuse a second calibration beside one on numbers: residuals are taken off once then."""
    on_numbers = [step for step in steps if step.numbers]
    if on_numbers and sum(not isinstance(step, Trim) for step in steps) > 1:
        names = ", ".join(on_numbers[0].numbers)
        raise AnalysisError(
            "bad_plan", f"a calibration on numbers ({names}) must be the only calibration"
        )


def _parts(weighting: Weighting) -> Callable[[], Iterator[Part]]:
    """Return what reads the rows for a calibration on numbers: all of them, again and again."""
    names, before = weighting.numbers, len(weighting.steps)

    def read() -> Iterator[Part]:
        assert len(weighting.steps) == before  # noqa: S101  # weights are those before the step
        for rows in _scan(weighting):
            columns = [rows.batch[name].astype(np.float64, copy=False) for name in names]
            for name, column in zip(names, columns, strict=True):
                if not np.isfinite(column).all():
                    count = rows.count_true(~np.isfinite(column))
                    raise AnalysisError(
                        "not_a_number",
                        f"column {name!r} lacks a number in {count} rows or more; calibration "
                        "needs it in all",
                    )
            yield weighting.cells(rows), weighting.weights(rows), np.stack(columns, axis=1)

    return read


def _key_set(frame: Frame, variables: Sequence[str]) -> KeySet:
    keys = KeySet([len(frame.codings[name].labels) + 1 for name in variables], variables)
    for rows in frame.scan(variables):
        keys.add(combine([rows.codes(name) for name in variables], keys.sizes))
    keys.freeze()
    return keys


def _scan(weighting: Weighting) -> Iterator[Rows]:
    return weighting.frame.scan(weighting.columns)


def _cell_table(weighting: Weighting) -> CellTable:
    frame, keys = weighting.frame, weighting.keys
    if not frame.source.rows:
        raise AnalysisError("level_not_in_data", "there are no rows to weigh")
    counts = np.zeros(weighting.cell_count, dtype=np.intp)
    weights = np.zeros(weighting.cell_count)
    for rows in _scan(weighting):
        cells = weighting.cells(rows)
        counts += rows.tally(cells, len(counts))
        weights += np.bincount(cells, weighting.weights(rows), len(counts))
    parts = keys.parts() if keys is not None else ()
    levels = dict(zip(weighting.variables, parts, strict=True))
    labels = {name: frame.codings[name].labels for name in weighting.variables}
    return CellTable(counts, weights, levels, labels)


def _reweighed(table: CellTable, weights: Floats) -> CellTable:
    return CellTable(table.rows, weights, table.levels, table.labels)


def _trim(weighting: Weighting, step: Trim) -> None:
    for _ in range(ROUNDS if step.strict else 1):
        clip = step.round((weighting.multiples(rows), rows.times) for rows in _scan(weighting))
        if clip is None:
            return
        weighting.steps.append(clip)
    if step.strict:
        raise AnalysisError("no_convergence", f"trimming did not settle in {ROUNDS} rounds")
