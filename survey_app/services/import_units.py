"""The dated unit table, from a CSV file into the store."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TextIO

import structlog

from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.store.unit_queries import UnitChanges, UnitRow, count_units, save_units

log = structlog.get_logger()
HEAD = ("code", "name", "kind", "parent", "valid_from", "valid_to", "legal_ref")
KINDS = ("tinh", "thanh_pho", "xa", "phuong", "dac_khu", "thon")
SHIPPED = Path(__file__).parents[1] / "data" / "units" / "units.csv"


def import_units(context: Context, path: Path) -> UnitChanges:
    """Store the dated rows of a file (`survey_app/data/units/README.md`); nothing is deleted.

    Raises Refusal `unreadable_file` or `bad_units_file` with the line; then nothing is stored.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(read_rows(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("unreadable_file", path=path, detail=error) from error
    with context.database.session(write=True) as session:
        changes = save_units(session, rows)
        session.commit()
    log.info("units_imported", added=changes.added, changed=changes.changed)
    return changes


def ensure_units(context: Context) -> UnitChanges | None:
    """Import the shipped table where the store has no unit today; None where it has."""
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.session() as session:
        if count_units(session, today):
            return None
    return import_units(context, SHIPPED)


def read_rows(stream: TextIO) -> Iterator[UnitRow]:
    """The rows of a unit file in order. Raises Refusal `bad_units_file` at the first bad line."""
    reader = csv.DictReader(stream, strict=True)
    if tuple(reader.fieldnames or ()) != HEAD:
        raise Refusal("bad_units_file", line=1, detail=",".join(HEAD))
    try:
        for record in reader:
            yield _row(record)
    except (ValueError, csv.Error) as error:
        raise Refusal("bad_units_file", line=reader.line_num, detail=error) from error


def _row(record: dict[str, str]) -> UnitRow:
    if None in record or None in record.values():
        raise ValueError(f"{len(HEAD)} fields")
    code, parent = record["code"].strip(), record["parent"].strip()
    if not code.isdigit():
        raise ValueError(f"code {code!r}")
    if record["kind"] not in KINDS:
        raise ValueError(f"kind {record['kind']!r}")
    if not record["name"].strip():
        raise ValueError("name")
    return UnitRow(
        code=code,
        name=record["name"].strip(),
        kind=record["kind"],
        parent_code=parent or None,
        valid_from=date.fromisoformat(record["valid_from"]),
        valid_to=date.fromisoformat(record["valid_to"]) if record["valid_to"] else None,
        legal_ref=record["legal_ref"].strip() or None,
    )
