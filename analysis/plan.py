"""The analysis plan `ydan-analysis/1`: what to estimate, under which design and weighting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from analysis.error import PlanError
from analysis.estimate.registry import read_request
from analysis.estimate.request import Request
from analysis.reading import Keys, find_repeated, is_number
from analysis.sample import (
    LONELY_PSU,
    REPLICATE_TYPES,
    LonelyPsu,
    ReplicateType,
    Replication,
    SampleDesign,
)
from analysis.source import Column, Kind
from analysis.sums.where import where_columns
from analysis.weighting.registry import read_step
from analysis.weighting.steps import Step

FORMAT = "ydan-analysis/1"

__all__ = ["FORMAT", "Plan", "PlanError", "parse_plan"]


@dataclass(frozen=True)
class Plan:
    """A plan, read and checked as far as it can be without the data."""

    design: SampleDesign = field(default_factory=SampleDesign)
    columns: Mapping[str, Kind] = field(default_factory=dict)
    weighting: tuple[Step, ...] = ()
    estimates: tuple[Request, ...] = ()
    minimum_base: int = 0
    withheld: str | None = None
    """Label of the class, on every group, of people who would not say which they belong to."""

    def wanted_columns(self, known: Mapping[str, Column]) -> frozenset[str]:
        """Return every column the plan reads, of those known and those named anyway."""
        names = set(self.design.column_names)
        names.update(name for step in self.weighting for name in (*step.variables, *step.numbers))
        for request in self.estimates:
            for table in request.tables():
                names |= table.category_columns | table.number_columns
                if table.domain.where is not None:
                    names |= where_columns(table.domain.where, known)
        return frozenset(names)


def parse_plan(document: Mapping[str, object]) -> Plan:
    """Read a plan strictly: every key must be known and of its form.

    Raises PlanError with code `unknown_key` (a key nobody asks for), `bad_where` (not of the
    expression language) or `bad_plan` (a wrong form, with what is expected).
    """
    keys = Keys(document, "plan")
    keys.choice("format", (FORMAT,))
    minimum_base, withheld = _read_disclosure(keys.child("disclosure"))
    plan = Plan(
        design=_read_design(keys.child("design")),
        columns=_read_columns(keys.child("columns")),
        weighting=tuple(read_step(step) for step in keys.children("weighting")),
        estimates=tuple(read_request(request) for request in keys.children("estimates")),
        minimum_base=minimum_base,
        withheld=withheld,
    )
    keys.done()
    repeated = find_repeated(request.id for request in plan.estimates)
    if repeated is not None:
        raise PlanError("bad_plan", f"estimates share the id {repeated!r}")
    return plan


def _read_design(keys: Keys | None) -> SampleDesign:
    if keys is None:
        return SampleDesign()
    design = SampleDesign(
        weight=keys.find_text("weight"),
        strata=keys.find_text("strata"),
        clusters=keys.texts("clusters"),
        fpc=keys.texts("fpc"),
        nest=keys.flag("nest"),
        lonely_psu=cast("LonelyPsu", keys.choice("lonely_psu", LONELY_PSU, "fail")),
        adjust_domain_lonely=keys.flag("adjust_domain_lonely"),
        replicates=_read_replicates(keys.child("replicates")),
    )
    keys.done()
    return design


def _read_replicates(keys: Keys | None) -> Replication | None:
    """Read `{"type": "Fay", "rho": 0.3}`, `{"type": "bootstrap", "replicates": 200, "seed": 1}` …

    … or `{"columns": ["r1", …], "scale": 0.1, "rscales": [1, …]}`; `mse` in each.
    """
    if keys is None:
        return None
    if keys.has("columns"):
        found = _read_replicate_columns(keys)
    else:
        kind = cast("ReplicateType", keys.choice("type", REPLICATE_TYPES))
        rho = keys.number("rho") if kind == "Fay" else 0.0
        if not 0 <= rho < 1:
            keys.refuse("rho", "at least 0 and less than 1")
        count, seed = 0.0, 0.0
        if kind == "bootstrap":
            count, seed = keys.number("replicates", 200), keys.number("seed", 1)
        for name, value, least in (
            ("replicates", count, 2 * (kind == "bootstrap")),
            ("seed", seed, 0),
        ):
            if value != int(value) or value < least:
                keys.refuse(name, f"a whole number from {least} on")
        found = Replication(kind, rho, int(count), int(seed), mse=keys.flag("mse"))
    keys.done()
    return found


def _read_replicate_columns(keys: Keys) -> Replication:
    columns = keys.texts("columns", required=True)
    rscales = keys.raw("rscales")
    if rscales is None:
        rscales = [1.0] * len(columns)
    if not isinstance(rscales, Sequence) or len(rscales) != len(columns):
        keys.refuse("rscales", "a number per column")
    if not all(is_number(one) and one >= 0 for one in rscales):
        keys.refuse("rscales", "numbers, none negative")
    scale = keys.number("scale")
    if scale <= 0:
        keys.refuse("scale", "above 0")
    numbers = tuple(float(one) for one in rscales)
    return Replication(columns=columns, scale=scale, rscales=numbers, mse=keys.flag("mse"))


def _read_columns(keys: Keys | None) -> Mapping[str, Kind]:
    found: dict[str, Kind] = {}
    for name, kind in (keys.items() if keys is not None else {}).items():
        if kind not in ("category", "number"):
            raise PlanError("bad_plan", f"plan.columns.{name} must be category or number")
        found[name] = kind
    return found


def _read_disclosure(keys: Keys | None) -> tuple[int, str | None]:
    if keys is None:
        return 0, None
    base = keys.number("minimum_base", 0)
    if base < 0 or base != int(base):
        keys.refuse("minimum_base", "a whole number, 0 or more")
    withheld = keys.find_text("withheld")
    keys.done()
    return int(base), withheld
