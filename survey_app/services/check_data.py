"""Check what is stored: settings, files, the audit log, and that both databases fit together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.services.audit_chain import check_chain
from survey_app.services.context import Context
from survey_app.store.check_queries import (
    find_damage,
    find_lost_collectors,
    find_lost_surveys,
    find_setting_faults,
)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What one check found, by code; `values` fill its words."""

    code: str
    is_good: bool
    values: Mapping[str, object] = field(default_factory=dict)


def check_data(context: Context) -> Iterator[CheckLine]:
    """One line for each check, as it is done; reads everything, changes nothing.

    The audit log and the box are read whole, whatever the scope: this is for whoever runs the
    server. Raises StoreError when a database cannot be reached at all.
    """
    faults = find_setting_faults(context.database)
    for name in context.database.engines:
        if name in faults:
            yield CheckLine("bad_settings", False, {"detail": faults[name]})
        else:
            yield CheckLine("good_settings", True, {"database": name})
    if faults:
        return  # the tables may not be there
    yield from _files(context)
    yield _chain(context)
    yield _fit("surveys", find_lost_surveys(context.database))
    yield _fit("collectors", find_lost_collectors(context.database))


def _files(context: Context) -> Iterator[CheckLine]:
    for name in context.database.engines:
        damage = find_damage(context.database, name)
        if damage:
            values = {"database": name, "count": len(damage), "first": damage[0]}
            yield CheckLine("bad_file", False, values)
        else:
            yield CheckLine("good_file", True, {"database": name})


def _chain(context: Context) -> CheckLine:
    state = check_chain(context)
    if state.fault:
        values = {"id": state.event_id, "count": state.events}
        return CheckLine(f"chain_{state.fault}", False, values)
    return CheckLine("chain_whole", True, {"count": state.events, "hash": state.last_hash})


def _fit(what: str, lost: Mapping[str, Sequence[object]]) -> CheckLine:
    if not lost:
        return CheckLine(f"good_{what}", True)
    table, codes = next(iter(lost.items()))
    count = sum(map(len, lost.values()))
    return CheckLine(f"bad_{what}", False, {"count": count, "table": table, "first": codes[0]})
