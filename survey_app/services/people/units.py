"""The units that grants can stand for: found by code or name, within the giver's scope."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.services.comments.text import fold
from survey_app.services.context import Context
from survey_app.services.people.handling import vietnam_today
from survey_app.services.places import Place, load_places
from survey_app.services.refusal import Refusal
from survey_app.store.scope import reach
from survey_app.store.unit_queries import find_unit, list_units

MOST_MATCHES = 12


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """What somebody meant by a code or a name: the place, or up to 12 places to choose from."""

    places: tuple[Place, ...]

    @property
    def code(self) -> str | None:
        """The code, when only one place fits."""
        return self.places[0].code if len(self.places) == 1 else None


def check_unit(session: Session, context: Context, unit_code: str | None) -> None:
    """Raise Refusal `unit_not_found` for a unit outside the scope, or none that exists today.

    None is the whole installation: only whoever has all of it may name it.
    """
    if context.scope is not None and not context.scope.holds(unit_code):
        raise Refusal("unit_not_found", unit=unit_code or "")
    if unit_code is not None and find_unit(session, unit_code, vietnam_today(context)) is None:
        raise Refusal("unit_not_found", unit=unit_code)


def match_units(context: Context, typed: str, language: str = "vi") -> UnitMatch:
    """The units of today, in the scope, that a code or a name means; names without diacritics do.

    `sin thau` and `Xã Sín Thầu` find the same; the choice is in the order of the codes.
    """
    wanted = fold(typed)
    if not wanted:
        return UnitMatch(())
    scope, today = context.scope, vietnam_today(context)
    with context.database.session() as session:
        held = [u for u in list_units(session, today) if scope is None or scope.holds(u.code)]
        names = {unit.code: fold(unit.name) for unit in held}
        found = [code for code in names if code == wanted] or [
            code for code, name in names.items() if f" {wanted}".endswith(f" {name}")
        ]
        found = found or [code for code, name in names.items() if f" {wanted}" in f" {name}"]
        places = load_places(session, found[:MOST_MATCHES], today, language=language)
    return UnitMatch(tuple(places.of(code) for code in found[:MOST_MATCHES]))


def list_scope_places(context: Context, most: int, language: str = "vi") -> tuple[Place, ...]:
    """The units of today in the scope by code; none at all when there are more than `most`."""
    scope, today = context.scope, vietnam_today(context)
    if scope is None or scope.units is None or len(scope.units) > most:
        return ()
    with context.database.session() as session:
        places = load_places(session, scope.units, today, language=language)
    return tuple(place for _, place in sorted(places.known.items()))


def units_below(session: Session, unit_code: str) -> frozenset[str]:
    """A unit and whatever lies or lay below it."""
    return reach(session, (unit_code,)).units or frozenset()
