"""The analysis plan `ydan-analysis/1`: what to estimate, under which design and weighting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from analysis.error import PlanError
from analysis.estimate.registry import read_request
from analysis.estimate.request import Request
from analysis.reading import Keys
from analysis.sample import LONELY_PSU, LonelyPsu, SampleDesign
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
    plan = Plan(
        design=_read_design(keys.child("design")),
        columns=_read_columns(keys.child("columns")),
        weighting=tuple(read_step(step) for step in keys.children("weighting")),
        estimates=tuple(read_request(request) for request in keys.children("estimates")),
        minimum_base=_read_disclosure(keys.child("disclosure")),
    )
    keys.done()
    ids = [request.id for request in plan.estimates]
    repeated = (
        sorted({name for name in ids if ids.count(name) > 1}) if len(set(ids)) < len(ids) else []
    )
    if repeated:
        raise PlanError("bad_plan", f"estimates share the id {repeated[0]!r}")
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
    )
    keys.done()
    return design


def _read_columns(keys: Keys | None) -> Mapping[str, Kind]:
    found: dict[str, Kind] = {}
    for name, kind in (keys.items() if keys is not None else {}).items():
        if kind not in ("category", "number"):
            raise PlanError("bad_plan", f"plan.columns.{name} must be category or number")
        found[name] = kind
    return found


def _read_disclosure(keys: Keys | None) -> int:
    if keys is None:
        return 0
    base = keys.number("minimum_base", 0)
    if base < 0 or base != int(base):
        keys.refuse("minimum_base", "a whole number, 0 or more")
    keys.done()
    return int(base)
