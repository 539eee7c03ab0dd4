"""Which units a session may see and change: the one place where a grant's reach is enforced.

A scoped session adds the condition of its units to every statement by itself and refuses what a
service forgot. A table says by `__scope__` how it belongs to a unit:

- `open`: everybody may read it (what the state publishes, versions of questionnaires);
- `unit`: its `unit_code` must lie in the scope;
- `survey`: read by whom the survey concerns (its owner's unit, or a unit that one of its
  collectors stands for), changed by its owner's unit only;
- `of_survey`: as the survey of its `survey_id`;
- `person`, `of_person`: people with a grant in the scope, and what is theirs.

A table without a rule is closed to scoped sessions, as is every statement that is not the
mapper's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, event, false, inspect, or_, select
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.unitofwork import UOWTransaction

from survey_app.store.models import (
    AuditEvent,
    BoxBase,
    Collector,
    DefaultBase,
    Person,
    RoleGrant,
    Survey,
    Unit,
)

SCOPE = "scope"
Row = DefaultBase | BoxBase
Rule = Callable[[Any, "Scope", bool], ColumnElement[bool] | None]


class ScopeError(Exception):
    """Something outside the units of the session was asked for or changed; show it as unknown."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units that somebody's grants reach, None for every unit there is or ever was."""

    units: frozenset[str] | None

    def holds(self, unit_code: str | None) -> bool:
        """Whether a unit lies in the scope; no unit at all only in the scope of everything."""
        return self.units is None or unit_code in self.units


EVERYTHING = Scope(None)
NOTHING = Scope(frozenset())


def reach(session: Session, granted: tuple[str | None, ...]) -> Scope:
    """The scope of grants at these units: they and whatever lay below them on any day.

    A None among them reaches everything. The session must be an unscoped one.
    """
    if None in granted:
        return EVERYTHING
    found = {code for code in granted if code is not None}
    level = found
    while level:
        query = select(Unit.code).where(Unit.parent_code.in_(sorted(level))).distinct()
        level = set(session.scalars(query)) - found
        found |= level
    return Scope(frozenset(found))


class ScopedSession(Session):
    """A session that sees and changes only what lies in `info["scope"]`."""


@contextmanager
def within(session: Session, scope: Scope) -> Iterator[None]:
    """Lend a session another scope for what the program itself reads: the end of the audit log."""
    before = session.info.get(SCOPE)
    session.flush()
    session.info[SCOPE] = scope
    try:
        yield
        session.flush()
    finally:
        session.info[SCOPE] = before


def _unit_rule(model: Any, scope: Scope, is_change: bool) -> ColumnElement[bool]:
    del is_change
    code: ColumnElement[bool] = model.unit_code.in_(_codes(scope))
    return code


def _survey_rule(model: Any, scope: Scope, is_change: bool) -> ColumnElement[bool]:
    return _of_surveys(model.id, scope, is_change)


def _of_survey_rule(model: Any, scope: Scope, is_change: bool) -> ColumnElement[bool]:
    return _of_surveys(model.survey_id, scope, is_change)


def _person_rule(model: Any, scope: Scope, is_change: bool) -> ColumnElement[bool]:
    del is_change
    return model.id.in_(_people(scope))  # type: ignore[no-any-return]  # the model's own column


def _of_person_rule(model: Any, scope: Scope, is_change: bool) -> ColumnElement[bool]:
    del is_change
    return model.person_id.in_(_people(scope))  # type: ignore[no-any-return]  # as above


RULES: dict[str, Rule] = {
    "open": lambda *_: None,
    "unit": _unit_rule,
    "survey": _survey_rule,
    "of_survey": _of_survey_rule,
    "person": _person_rule,
    "of_person": _of_person_rule,
}


def _codes(scope: Scope) -> list[str]:
    return sorted(scope.units or ())


def _of_surveys(column: Any, scope: Scope, is_change: bool) -> ColumnElement[bool]:
    """Core tables here: their rows must not be narrowed again by the rules themselves."""
    surveys, collectors = Survey.__table__.c, Collector.__table__.c
    owned = column.in_(select(surveys.id).where(surveys.unit_code.in_(_codes(scope))))
    if is_change:
        return owned  # type: ignore[no-any-return]  # built on the model's own column
    touched = select(collectors.survey_id).where(collectors.unit_code.in_(_codes(scope)))
    return or_(owned, column.in_(touched))


def _people(scope: Scope) -> Select[tuple[int]]:
    grants = RoleGrant.__table__.c
    return select(grants.person_id).where(grants.unit_code.in_(_codes(scope)))


def _models() -> list[Any]:
    return [mapper.class_ for base in (DefaultBase, BoxBase) for mapper in base.registry.mappers]


def _condition(model: Any, scope: Scope, *, is_change: bool) -> ColumnElement[bool] | None:
    rule = RULES.get(getattr(model, "__scope__", ""))
    return rule(model, scope, is_change) if rule else false()


@lru_cache(maxsize=512)
def _options(scope: Scope, is_change: bool) -> tuple[LoaderCriteriaOption, ...]:
    """The conditions of all models; made once for a scope, for making them costs milliseconds."""
    conditions = ((model, _condition(model, scope, is_change=is_change)) for model in _models())
    return tuple(
        with_loader_criteria(model, condition, include_aliases=True)
        for model, condition in conditions
        if condition is not None
    )


@event.listens_for(ScopedSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Add the condition of every model to a statement, wherever in it the model stands."""
    scope: Scope = state.session.info[SCOPE]
    if scope.units is None:
        return
    if not state.is_orm_statement or state.is_insert:
        raise ScopeError("a scoped session runs the mapper's own SELECT, UPDATE and DELETE only")
    if state.is_column_load or state.is_relationship_load:
        return
    for mapper in state.all_mappers:
        if getattr(mapper.class_, "__scope__", "") not in RULES:
            raise ScopeError(f"{mapper.class_.__name__} is closed to scoped sessions")
    is_change = state.is_update or state.is_delete
    state.statement = state.statement.options(*_options(scope, is_change))


@event.listens_for(ScopedSession, "before_flush")
def _check_changes(session: Session, context: UOWTransaction, instances: object) -> None:
    """Refuse a new, changed or deleted row outside the scope, before anything is written."""
    del context, instances
    scope: Scope = session.info[SCOPE]
    if scope.units is None:
        return
    with session.no_autoflush:
        for row in [*session.new, *session.dirty, *session.deleted]:
            if not _may_change(session, row, scope):
                raise ScopeError(f"{type(row).__name__} outside the scope")


def _may_change(session: Session, row: Any, scope: Scope) -> bool:
    rule = getattr(row, "__scope__", "")
    if isinstance(row, AuditEvent):
        return row in session.new
    if rule in ("unit", "survey"):
        return all(scope.holds(code) for code in _values(row, "unit_code"))
    if rule == "of_survey":
        surveys = [session.get(Survey, number) for number in _values(row, "survey_id")]
        return all(survey is not None and scope.holds(survey.unit_code) for survey in surveys)
    if rule == "person":
        return row in session.new or session.get(Person, row.id) is not None
    if rule == "of_person":
        return all(_is_reached(session, number) for number in _values(row, "person_id"))
    return False


def _is_reached(session: Session, person_id: int) -> bool:
    known = session.identity_map.get(inspect(Person).identity_key_from_primary_key((person_id,)))
    return known is not None or session.get(Person, person_id) is not None


def _values(row: Any, name: str) -> set[Any]:
    """What a column held before the change and what it holds now."""
    history = inspect(row).attrs[name].history
    return {*history.deleted, *history.added, *history.unchanged} or {getattr(row, name)}
