"""What rows are multiplied by for the residuals of a calibration on numbers.

The factor then differs by row, so the sums by weighting cell that least squares need are collected
beside the others: `d` is D (the weights before the step, or 1) and `d.0` D times the first number,
for element samples `v.0` and `v.0.1` are c w² times one and two numbers. When weights are trimmed
afterwards D is multiplied by the final weight over the calibrated one, and `cv`, `cv.0` take the
place of `v.0`: c times both weights. Numbers are taken around their mean before the step.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

import numpy as np

from analysis.sums.coding import Floats
from analysis.sums.frame import Frame
from analysis.sums.rows import Rows, Scale
from analysis.weighting.fitted import RowFactors, Weighting


def number_kinds(numbers: int, *, is_element: bool, is_trimmed: bool) -> list[str]:
    """List the kinds of sums beside those of a weighting without numbers."""
    kinds = ["d"]
    if is_element and is_trimmed:
        kinds.append("cv")
    kinds += [f"{kind}.{place}" for kind in kinds for place in range(numbers)]
    if is_element and not is_trimmed:
        kinds += [f"v.{place}" for place in range(numbers)]
        pairs = combinations_with_replacement(range(numbers), 2)
        kinds += [f"v.{one}.{other}" for one, other in pairs]
    return kinds


def number_scales(
    frame: Frame, weighting: Weighting, rows: Rows, kinds: Sequence[str]
) -> Iterator[tuple[str, Scale]]:
    """Yield the scale of every kind that `number_kinds` lists."""
    step, final = weighting.row_step, weighting.multiples(rows)
    assert step is not None  # noqa: S101  # the only caller has asked
    numbers = centred(step, rows)
    before, calibrated = weighting.around_numbers(rows)
    scales = {"d": before}
    if weighting.is_trimmed:
        kept = np.divide(final, calibrated, out=np.zeros_like(final), where=calibrated != 0)
        scales["d"] = before * kept
    if frame.sampling.is_element:
        own = frame.sampling.stages[0].coefficients[frame.strata(rows)]
        scales["cv" if weighting.is_trimmed else "v"] = own * calibrated * final
    for kind in kinds:
        name, *places = kind.split(".")
        if name in scales and kind != "v":
            found = scales[name]
            for place in places:
                found = found * numbers[int(place)]
            yield kind, Scale(found)


def centred(step: RowFactors, rows: Rows) -> list[Floats]:
    """Return the numbers of every row less their means before the step."""
    columns = (rows.batch[name].astype(np.float64, copy=False) for name in step.numbers)
    return [column - mean for column, mean in zip(columns, step.means, strict=True)]
