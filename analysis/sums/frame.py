"""A source made ready for one plan: codes for its columns, sampling units, base weights.

Making a frame reads the columns of the design (and the number columns that the plan takes by their
text) once or twice; the estimates' own columns are read in the pass of `collect`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.error import AnalysisError
from analysis.lines import EDGES, Asking, GroupingSource
from analysis.sample import SampleDesign
from analysis.source import Column, Source, batches_from
from analysis.sums.coding import Codes, Coding, Floats, code_numbers, distinct
from analysis.sums.keys import KeySet, combine
from analysis.sums.rows import Rows, Scale
from analysis.sums.sampling import Sampling, Stage, make_stage, populations_of

MOST_LEVELS = 65_535
WEIGHTS = (1e-100, 1e100)
"""The largest weight lies here: its square, summed over rows, is neither 0 nor infinite."""


@dataclass(eq=False)
class Frame:
    """The prepared source. `sampling` and the weight facts are set by `prepare`.

    `kept` are columns that a grouping source must not sum: those of the weighting, and the weight
    where the final weight is no multiple of it.
    """

    source: Source | GroupingSource
    design: SampleDesign
    codings: dict[str, Coding] = field(default_factory=dict)
    sampling: Sampling = field(init=False)
    units: KeySet | None = None
    weight_of_unit: Floats | None = None
    has_zero_weights: bool = False
    uniform_weight: float | None = 1.0
    kept: frozenset[str] = frozenset()

    @property
    def is_uniform(self) -> bool:
        """Whether all rows have the same base weight."""
        return self.uniform_weight is not None

    def scan(
        self, names: Iterable[str], first_row: int = 0, *, keys: Iterable[str] = ()
    ) -> Iterator[Rows]:
        """Yield the batches of the named columns as rows, from `first_row` (the first is 0) on.

        A name that is no column is refused. From a grouping source, which knows no first row,
        weights come as sums unless they are among the `keys`.
        """
        wanted = sorted(set(names))
        for name in wanted:
            self.column(name)
        if isinstance(self.source, GroupingSource):
            asking = self.asking(wanted, keys, edges=True)
            yield from (rows for _, rows in self.scan_lines(self.source, [asking]))
            return
        if not wanted:
            wanted = list(self.source.columns)[:1]
        for batch in batches_from(self.source, wanted, first_row):
            count = len(next(iter(batch.values()))) if batch else 0
            yield Rows(batch, self.source.columns, self.codings, count)

    def asking(
        self,
        names: Iterable[str],
        keys: Iterable[str] = (),
        *,
        edges: bool = False,
        values: tuple[tuple[str, float], ...] = (),
    ) -> Asking:
        """Return what to ask of a grouping source: weights come as sums unless they are `keys`."""
        design, wanted = self.design, set(names)
        replicates = design.replicates.columns if design.replicates is not None else ()
        as_they_are = {*self.kept, *design.clusters, *design.fpc, design.strata, *keys}
        summed = wanted.intersection({design.weight, *replicates} - as_they_are)
        kinds = ["n", *(f"r.{name}" for name in replicates if name in summed)]
        if design.weight in summed:
            kinds += ["w", "ww", "live", *(EDGES if edges else ())]
        weight = design.weight if design.weight in summed else None
        return Asking(tuple(sorted(wanted - summed)), weight, tuple(kinds), values)

    def scan_lines(
        self, source: GroupingSource, askings: Sequence[Asking]
    ) -> Iterator[tuple[int, Rows]]:
        """Yield lines as rows, with the place of their asking."""
        for place, lines in source.lines(askings):
            count = len(lines.sums["n", ()])
            yield place, Rows(lines.batch, source.columns, self.codings, count, lines)

    def column(self, name: str) -> Column:
        """Return a column; raises AnalysisError("unknown_column")."""
        column = self.source.columns.get(name)
        if column is None:
            raise AnalysisError("unknown_column", f"there is no column {name!r} in the data")
        return column

    def need_numbers(self, names: Iterable[str]) -> None:
        """Raise AnalysisError("not_a_number") when one of the columns holds text."""
        for name in sorted(names):
            if self.column(name).kind != "number":
                raise AnalysisError("not_a_number", f"column {name!r} holds text, not numbers")

    def add_codings(self, names: Iterable[str], *, most: int | None = MOST_LEVELS) -> None:
        """Make the codings of columns taken by their text; number columns are read for it."""
        numbers = []
        for name in sorted(set(names) - set(self.codings)):
            if self.column(name).kind == "category":
                _check_levels(name, len(self.column(name).labels), most)
                self.codings[name] = Coding(self.column(name).labels)
            else:
                numbers.append(name)
        found = {name: np.empty(0) for name in numbers}
        for places, rows in self.scan_each([(name,) for name in numbers]):
            for name in (numbers[place] for place in places):
                found[name] = distinct(rows.batch[name], found[name])
                _check_levels(name, len(found[name]), most)
        self.codings.update({name: code_numbers(values) for name, values in found.items()})

    def scan_each(
        self, wanted: Sequence[Collection[str]], beside: Collection[str] = ()
    ) -> Iterator[tuple[Sequence[int], Rows]]:
        """Yield the batches of several sets of columns, with the places of those they are for.

        Rows are read once for all. A grouping source is asked for each set on its own, with the
        columns `beside`, of which those of weights come as sums.
        """
        if isinstance(self.source, GroupingSource):
            askings = [self.asking({*names, *beside}, names) for names in wanted]
            for place, rows in self.scan_lines(self.source, askings):
                yield (place,), rows
        elif wanted:
            for rows in self.scan({*beside}.union(*wanted)):
                yield range(len(wanted)), rows

    def strata(self, rows: Rows) -> Codes:
        """Return the stratum of every row, from 0; without strata all are in the one stratum."""
        if self.design.strata is None:
            return np.zeros(rows.count, dtype=np.intp)
        return _present(rows, self.design.strata) - 1

    def row_units(self, rows: Rows) -> Codes:
        """Return the unit (of the last stage) of every row; for element samples its stratum."""
        if self.units is None:
            return self.strata(rows)
        codes = [self.strata(rows)]
        codes += [_present(rows, name) for name in self.design.clusters]
        return self.units.codes(combine(codes, self.units.sizes))

    def base_weights(self, rows: Rows) -> Floats:
        """Return the weight of every row before any weighting (of a line: of all its rows)."""
        return rows.weigh(self.multiples(rows))

    def multiples(self, rows: Rows) -> Floats:
        """Return the weight of every row before any weighting; 1 where a line has them summed."""
        if rows.has_summed_weights:
            return np.ones(rows.count)
        if self.design.weight is not None:
            return rows.batch[self.design.weight].astype(np.float64, copy=False)
        if self.weight_of_unit is not None:
            return self.weight_of_unit[self.row_units(rows)]
        return np.ones(rows.count)

    def weight_range(self, rows: Rows) -> tuple[Floats, Floats]:
        """Return the least and greatest weight of every row or line; NaN where one is missing."""
        if rows.lines is not None and rows.has_summed_weights:
            return rows.lines.sums["low", ()], rows.lines.sums["high", ()]
        weights = self.multiples(rows)
        return weights, weights

    def live_scale(self, rows: Rows) -> Scale:
        """Return the scale of the rows that weigh more than 0."""
        if rows.has_summed_weights:
            return Scale(None, "live")
        return Scale((self.multiples(rows) > 0).astype(np.float64))


def prepare(source: Source | GroupingSource, design: SampleDesign) -> Frame:
    """Make the frame of a source under a design.

    Raises AnalysisError: `unknown_column`, `not_a_number`, `bad_weights`, `bad_design`,
    `lonely_psu`.
    """
    frame = Frame(source, design)
    numbers = [*design.fpc, *([design.weight] if design.weight else [])]
    numbers += design.replicates.columns if design.replicates is not None else ()
    frame.need_numbers(numbers)
    ids = [*design.clusters, *([design.strata] if design.strata else [])]
    frame.add_codings(ids, most=None)
    sizes = _scan_units(frame)
    _set_stages(frame, sizes)
    frame.sampling.check_lonely()
    return frame


def _check_levels(name: str, count: int, most: int | None) -> None:
    if most is not None and count > most:
        detail = f"column {name!r} has more than {most} distinct values"
        raise AnalysisError("too_many_levels", detail)


def _present(rows: Rows, name: str) -> Codes:
    codes = rows.codes(name)
    if len(codes) and codes.min() == 0:
        raise AnalysisError("bad_design", f"column {name!r} of the design has missing values")
    return codes


def _scan_units(frame: Frame) -> Codes:
    """Note the units that occur and check the weights; return rows per stratum."""
    design = frame.design
    strata = 1 if design.strata is None else len(frame.codings[design.strata].labels)
    if design.clusters:
        levels = [len(frame.codings[name].labels) + 1 for name in design.clusters]
        frame.units = KeySet([max(strata, 1), *levels], design.clusters)
    sizes = np.zeros(strata, dtype=np.intp)
    low, high = np.inf, 0.0
    for rows in frame.scan(design.column_names):
        codes = frame.strata(rows)
        sizes += rows.tally(codes, strata)
        if frame.units is not None:
            clusters = [_present(rows, name) for name in design.clusters]
            frame.units.add(combine([codes, *clusters], frame.units.sizes))
        if design.weight is not None and rows.count:
            least, greatest = frame.weight_range(rows)
            _check_weights(least, greatest, design.weight)
            low, high = min(low, float(least.min())), max(high, float(greatest.max()))
    if design.weight is not None and frame.source.rows:
        frame.has_zero_weights = low == 0
        frame.uniform_weight = low if low == high else None
        if high == 0:
            raise AnalysisError("bad_weights", f"all weights in column {design.weight!r} are zero")
        if not WEIGHTS[0] <= high <= WEIGHTS[1]:
            raise AnalysisError(
                "bad_weights",
                f"the largest weight in column {design.weight!r} is {high:g}, which is outside "
                f"{WEIGHTS[0]:g} … {WEIGHTS[1]:g}",
            )
    if frame.units is not None:
        frame.units.freeze()
    return sizes


def _check_weights(least: Floats, greatest: Floats, name: str) -> None:
    if not (np.isfinite(least).all() and (greatest is least or np.isfinite(greatest).all())):
        raise AnalysisError("bad_weights", f"weight column {name!r} has missing or infinite values")
    if least.min() < 0:
        raise AnalysisError(
            "bad_weights", f"weight column {name!r} has a negative value: {least.min():g}"
        )


def _set_stages(frame: Frame, rows_of_stratum: Codes) -> None:
    design = frame.design
    if len(design.fpc) > max(1, len(design.clusters)):
        raise AnalysisError("bad_design", "fpc has more columns than the sample has stages")
    labels = ("(all)",) if design.strata is None else frame.codings[design.strata].labels
    if frame.units is None:
        stages = _element_stage(frame, rows_of_stratum)
    else:
        stages = _cluster_stages(frame, len(rows_of_stratum))
    frame.sampling = Sampling(frame.units is None, stages, labels, design.lonely_psu)
    if design.adjust_domain_lonely and frame.units is None:
        raise AnalysisError(
            "bad_design", "adjust_domain_lonely needs clusters: name a column that numbers the rows"
        )


def _element_stage(frame: Frame, sizes: Codes) -> tuple[Stage, ...]:
    populations = None
    if frame.design.fpc:
        low, high = _ranges(frame, frame.design.fpc[0], len(sizes), None)
        populations = populations_of(low, high, sizes, name=frame.design.fpc[0])
        if frame.design.weight is None:
            frame.weight_of_unit = populations / np.maximum(sizes, 1)
            frame.uniform_weight = _common(frame.weight_of_unit)
    return (make_stage(np.empty(0, dtype=np.intp), sizes, populations),)


def _common(weights: Floats) -> float | None:
    return float(weights[0]) if len(weights) and weights.min() == weights.max() else None


def _cluster_stages(frame: Frame, strata: int) -> tuple[Stage, ...]:
    """Build the stages from the first to the last that has an fpc (one without any)."""
    assert frame.units is not None  # noqa: S101  # the only caller has asked
    parts = frame.units.parts()
    _check_nesting(frame, parts)
    parent, parents, scale = parts[0], strata, np.ones(strata)
    weights, stages = np.ones(len(frame.units.keys)), []
    for stage in range(1, 1 + max(1, len(frame.design.fpc))):
        first, unit_of = _units_of_stage(parts, stage)
        groups = parent[first]
        sizes = np.bincount(groups, minlength=parents)
        populations = None
        if frame.design.fpc:
            name = frame.design.fpc[stage - 1]
            low, high = _ranges(frame, name, parents, parent)
            populations = populations_of(low, high, sizes, name=name)
            weights *= (populations / np.maximum(sizes, 1))[parent]
        above = None if stage == 1 else scale
        stages.append(make_stage(groups, sizes, populations, scale=above, unit_of=unit_of))
        if populations is not None:
            scale = (scale * sizes / populations)[groups]
        parent, parents = unit_of, len(first)
    if frame.design.fpc and frame.design.weight is None:
        frame.weight_of_unit = weights
        frame.uniform_weight = _common(weights)
    return tuple(stages)


def _units_of_stage(parts: tuple[Codes, ...], stage: int) -> tuple[Codes, Codes]:
    """Return one last-stage unit of each unit of a stage, and the unit of each last-stage unit."""
    keys = np.stack(parts[: stage + 1])
    _, first, unit_of = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    return first, unit_of.ravel()


def _check_nesting(frame: Frame, parts: tuple[Codes, ...]) -> None:
    if frame.design.nest or frame.design.strata is None:
        return
    pairs = np.unique(np.stack(parts[:2]), axis=1)
    clusters, counts = np.unique(pairs[1], return_counts=True)
    if (counts > 1).any():
        name = frame.design.clusters[0]
        label = frame.codings[name].labels[clusters[counts > 1][0] - 1]
        raise AnalysisError(
            "bad_design", f"cluster {label!r} of {name!r} lies in several strata: set nest"
        )


def _ranges(frame: Frame, name: str, groups: int, group_of: Codes | None) -> tuple[Floats, Floats]:
    """Return the least and greatest value of a column per group (group of each row's unit)."""
    low, high = np.full(groups, np.inf), np.full(groups, -np.inf)
    for rows in frame.scan([*frame.design.column_names]):
        codes = frame.strata(rows) if group_of is None else group_of[frame.row_units(rows)]
        values = rows.batch[name]
        with np.errstate(invalid="ignore"):
            np.minimum.at(low, codes, values)
            np.maximum.at(high, codes, values)
    return low, high
