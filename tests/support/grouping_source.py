"""A grouping source in numpy: what the protocol of analysis.lines asks for, without Spark."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.lines import Asking, Lines
from analysis.source import ArraySource, Batch, Column

Floats = NDArray[np.float64]


@dataclass
class GroupedArrays:
    """Groups an array source a batch at a time, so that one key comes in several lines."""

    source: ArraySource

    @property
    def columns(self) -> Mapping[str, Column]:
        return self.source.columns

    @property
    def rows(self) -> int:
        return self.source.rows

    def lines(self, askings: Sequence[Asking]) -> Iterator[tuple[int, Lines]]:
        for place, asking in enumerate(askings):
            for batch in self.source.batches(list(self.columns)):
                yield place, _group(asking, batch)

    def centres(self, names: Iterable[str]) -> Mapping[str, float]:
        centres = {}
        for name in names:
            known = self.source.arrays[name][np.isfinite(self.source.arrays[name])]
            nearest = known[np.abs(known - known.mean()).argmin()] if len(known) else 0.0
            centres[name] = float(nearest)
        return centres


def _group(asking: Asking, batch: Batch) -> Lines:
    """Sum one batch by the keys of an asking; missing numbers are one key."""
    values = [batch[name].astype(float) - shift for name, shift in asking.values]
    counts = ~np.any([np.isnan(value) for value in values], axis=0) if values else None
    inside = {n: a if counts is None else a[counts] for n, a in batch.items()}
    values = [value[counts] for value in values]
    rows = len(next(iter(inside.values())))
    keys = [np.nan_to_num(inside[name].astype(float), nan=-1e300) for name in asking.keys]
    stacked = np.stack([*keys, np.zeros(rows)])
    _, first, group = np.unique(stacked, axis=1, return_index=True, return_inverse=True)
    weight = inside[asking.weight].astype(float) if asking.weight else np.ones(rows)
    lines = len(first)
    sums = {}
    for kind, product in asking.sums:
        if kind in ("low", "high"):
            edge, start = (np.minimum, np.inf) if kind == "low" else (np.maximum, -np.inf)
            sums[kind, product] = np.full(lines, start)
            with np.errstate(invalid="ignore"):
                edge.at(sums[kind, product], group.ravel(), weight)
            continue
        terms = _term(kind, weight, inside)
        for k in product:
            terms = terms * values[k]
        sums[kind, product] = np.bincount(group.ravel(), terms, lines)
    return Lines(asking, {name: inside[name][first] for name in asking.keys}, sums)


def _term(kind: str, weight: Floats, batch: Batch) -> Floats:
    if kind.startswith("r."):
        return batch[kind[2:]].astype(float)
    powers = {"n": np.ones(len(weight)), "w": weight, "ww": weight**2}
    return powers[kind] if kind in powers else (weight > 0).astype(float)
