"""The units of a survey as one person may see them: sheets, collectors, targets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from survey_app.printing.places import begin_sentence, name_unit
from survey_app.services.board.arrivals import accepted_by_collector
from survey_app.services.board.targets import Targets
from survey_app.services.context import Context
from survey_app.store.board_queries import PlaceRow, UnitName, list_places, list_unit_names
from survey_app.store.scope import EVERYTHING, Scope


class UnitState(StrEnum):
    """Where a unit stands, the most pressing first."""

    EMPTY = "empty"
    NO_COLLECTOR = "no_collector"
    SHORT = "short"
    ENOUGH = "enough"


ORDER: Final = {state: place for place, state in enumerate(UnitState)}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: sheets accepted by now (all valid), issued, hoped for.

    `target` is None where the unit has none of its own (a province beside its communes);
    `reason` says where it comes from. `returned` are the sheets accepted by those collectors
    that say how many were issued. `code` is empty for collectors without a unit. `link` is the code
    of the newest collector that still stands.
    """

    code: str
    name: str
    parent: str
    accepted: int
    issued: int | None
    collectors: int
    target: int | None
    reason: str
    returned: int = 0
    link: str = ""

    @property
    def name_within(self) -> str:
        """The name as it stands inside a sentence: `xã Sìn Hồ`."""
        return self.name[:1].lower() + self.name[1:]

    @property
    def missing(self) -> int:
        """How many sheets are still hoped for."""
        return max((self.target or 0) - self.accepted, 0)

    @property
    def return_rate(self) -> float | None:
        """Returned of issued as a share (may exceed 1); None where nobody said what was issued."""
        return self.returned / self.issued if self.issued else None

    @property
    def state(self) -> UnitState:
        """Where the unit stands."""
        if self.accepted == 0:
            return UnitState.EMPTY if self.collectors else UnitState.NO_COLLECTOR
        return UnitState.SHORT if self.missing else UnitState.ENOUGH


@dataclass(frozen=True)
class ProvinceLine:
    """A province: the sums over it, and the communes of it that this person may see.

    `whole` counts everything in the province, also what is not listed below it. `is_listed` is
    whether the province lies in the person's scope; else it is there for comparison only.
    """

    code: str
    name: str
    whole: UnitLine
    units: tuple[UnitLine, ...]
    is_listed: bool

    @property
    def empty(self) -> int:
        """How many of the units listed have no sheet yet."""
        return sum(unit.accepted == 0 for unit in self.units)


@dataclass(frozen=True)
class _Sums:
    accepted: int = 0
    issued: int | None = None
    returned: int = 0
    collectors: int = 0
    link: str = ""


def by_need(units: Iterable[UnitLine]) -> tuple[UnitLine, ...]:
    """The units, empty ones first, then those that miss the most."""
    return tuple(sorted(units, key=lambda unit: (ORDER[unit.state], -unit.missing, unit.code)))


def read_units(
    context: Context, survey_id: int, targets: Targets, today: date
) -> tuple[ProvinceLine, ...]:
    """Every province that a survey covers and this person's scope touches, with its units.

    Counted at once: how many took part, nothing of what they said. A fixed number of queries.
    """
    accepted = accepted_by_collector(context, survey_id)
    with context.database.unscoped.session() as session:
        places = list_places(session, survey_id)
        names = _names(session, places, targets, today)
    sums = _by_unit(places, accepted)
    covered = {*sums, *(code for code in targets.unit_codes if code in names)}
    return _provinces(context.scope or EVERYTHING, sums, covered, names, targets)


def _names(
    session: Session, places: Sequence[PlaceRow], targets: Targets, today: date
) -> dict[str, UnitName]:
    codes = {place.unit_code for place in places if place.unit_code} | set(targets.unit_codes)
    return list_unit_names(session, codes, today)


def _by_unit(places: Iterable[PlaceRow], accepted: Mapping[str, int]) -> dict[str, _Sums]:
    by_unit: dict[str, list[PlaceRow]] = defaultdict(list)
    for place in places:
        by_unit[place.unit_code or ""].append(place)
    return {
        code: _Sums(
            accepted=sum(accepted.get(row.code, 0) for row in rows),
            issued=_add(row.issued for row in rows),
            returned=sum(accepted.get(row.code, 0) for row in rows if row.issued is not None),
            collectors=sum(row.is_standing for row in rows),
            link=next((row.code for row in reversed(rows) if row.is_standing), ""),
        )
        for code, rows in by_unit.items()
    }


def _provinces(
    scope: Scope,
    sums: Mapping[str, _Sums],
    covered: Iterable[str],
    names: Mapping[str, UnitName],
    targets: Targets,
) -> tuple[ProvinceLine, ...]:
    by_province: dict[str, list[UnitLine]] = defaultdict(list)
    for code in sorted(covered):
        line = _line(code, sums.get(code, _Sums()), names, targets)
        by_province[province_of(code, names)].append(line)
    found = (_province(scope, code, units, names) for code, units in sorted(by_province.items()))
    return tuple(province for province in found if province is not None)


def _line(code: str, sums: _Sums, names: Mapping[str, UnitName], targets: Targets) -> UnitLine:
    unit = names.get(code)
    has_parent = unit is not None and unit.parent_code is not None
    target, reason = targets.of_unit(code) if has_parent else (None, "")
    return UnitLine(
        code=code,
        name=unit_name(code, names),
        parent=unit.parent_code or "" if unit else "",
        accepted=sums.accepted,
        issued=sums.issued,
        collectors=sums.collectors,
        target=target,
        reason=reason,
        returned=sums.returned,
        link=sums.link,
    )


def _province(
    scope: Scope, code: str, units: Sequence[UnitLine], names: Mapping[str, UnitName]
) -> ProvinceLine | None:
    mine = tuple(unit for unit in units if scope.holds(unit.code or None))
    if not mine:
        return None
    goals = [unit.target for unit in units if unit.target is not None]
    whole = UnitLine(
        code=code,
        name=unit_name(code, names),
        parent="",
        accepted=sum(unit.accepted for unit in units),
        issued=_add(unit.issued for unit in units),
        collectors=sum(unit.collectors for unit in units),
        target=sum(goals) if goals else None,
        reason="",
        returned=sum(unit.returned for unit in units),
    )
    return ProvinceLine(code, whole.name, whole, mine, scope.holds(code or None))


def province_of(code: str, names: Mapping[str, UnitName]) -> str:
    """The uppermost unit above a code; the code itself where nothing stands above it."""
    unit = names.get(code)
    while unit is not None and unit.parent_code is not None:
        code = unit.parent_code
        unit = names.get(code)
    return code


def unit_name(code: str, names: Mapping[str, UnitName]) -> str:
    """A unit's name with its kind as it is called today; its code where it no longer exists."""
    unit = names.get(code)
    return begin_sentence(name_unit(unit.kind, unit.name)) if unit else code


def _add(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
