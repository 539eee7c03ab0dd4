"""The numbers issued of many collectors at once: typed in a table, or pasted as lines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from survey_app.services.audit import record
from survey_app.services.collecting.make_collector import MOST_ISSUED
from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey
from survey_app.services.short_code import normal_code
from survey_app.store.collector_rows import lock_collectors
from survey_app.store.models import Collector

MOST_LINES = 10_000
MOST_SHOWN = 40
LINE = re.compile(r"^\s*([0-9A-Za-z]{1,16})\s*[;,\t ]\s*(.*?)\s*$")
NUMBER = re.compile(r"\d{1,8}|\d{1,3}(\.\d{3}){1,2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One number as it was typed: for which code, in which line (from 1), and, where a table
    showed it, the number that stood there before (`had`, as it was shown)."""

    line: int
    code: str
    text: str
    had: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line; `kind` has its sentence, `shown` is the line's own text."""

    line: int
    kind: str
    shown: str


@dataclass(frozen=True, slots=True)
class Saved:
    """How many numbers were changed; with faults nothing was."""

    changed: int
    faults: tuple[Fault, ...] = ()


def read_lines(text: str) -> tuple[list[Entry], list[Fault]]:
    """The entries of pasted lines `code;number`; empty lines count but say nothing.

    A tab, comma or space may stand for the semicolon. An empty number means: not known.
    """
    entries, faults = [], []
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return [], [Fault(MOST_LINES + 1, "too_many_lines", "")]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = LINE.match(line)
        if found is None:
            faults.append(Fault(number, "bad_line", line.strip()[:MOST_SHOWN]))
        else:
            entries.append(Entry(number, normal_code(found[1]), found[2]))
    return entries, faults


def save_issued(context: Context, survey_id: int, entries: Sequence[Entry]) -> Saved:
    """Store all the numbers, or none of them and every fault.

    Faults: `bad_number` (not a whole number from 0 on), `unknown_code` (none of this survey, or
    outside the grant), `twice`, `changed_meanwhile` (another officer typed something else).
    Raises Refusal `unknown_survey`.
    """
    with context.database.session(write=True) as session:
        get_survey(session, survey_id)
        known = lock_collectors(session, survey_id, {entry.code for entry in entries})
        faults = tuple(_faults(entries, known))
        if faults:
            return Saved(0, faults)
        changed = 0
        for entry in entries:
            collector, issued = known[entry.code], parse_number(entry.text)
            if collector.issued != issued:
                collector.issued = issued
                collector.version += 1
                changed += 1
        if changed:
            record(session, context, "collectors.issued", f"survey:{survey_id}", count=changed)
        session.commit()
    return Saved(changed)


def parse_number(text: str) -> int | None:
    """A whole number as people type it (`1.200`), None for nothing; ValueError for the rest."""
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not NUMBER.fullmatch(text):
        raise ValueError("not a whole number")
    number = int(text.replace(".", ""))
    if number > MOST_ISSUED:
        raise ValueError("too large")
    return number


def _faults(entries: Sequence[Entry], known: Mapping[str, Collector]) -> Iterator[Fault]:
    seen: set[str] = set()
    for entry in entries:
        kind = _fault(entry, known.get(entry.code), seen)
        seen.add(entry.code)
        if kind:
            shown = f"{entry.code};{entry.text}"[:MOST_SHOWN]
            yield Fault(entry.line, kind, shown)


def _fault(entry: Entry, collector: Collector | None, seen: set[str]) -> str:
    if collector is None:
        return "unknown_code"
    if entry.code in seen:
        return "twice"
    try:
        wanted = parse_number(entry.text)
    except ValueError:
        return "bad_number"
    return "changed_meanwhile" if _is_overtaken(entry, collector, wanted) else ""


def _is_overtaken(entry: Entry, collector: Collector, wanted: int | None) -> bool:
    """Whether another number was stored since the table was shown, and not the one typed now."""
    if entry.had is None or collector.issued == wanted:
        return False
    try:
        return collector.issued != parse_number(entry.had)
    except ValueError:
        return True


def only_typed(entries: Sequence[Entry]) -> list[Entry]:
    """Those whose text differs from what the table showed."""
    return [
        replace(entry, code=normal_code(entry.code))
        for entry in entries
        if entry.had is None or entry.text.strip() != entry.had.strip()
    ]
