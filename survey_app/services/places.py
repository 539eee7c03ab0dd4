"""What places are called: a commune always with its province, for 243 names occur twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.printing.places import begin_sentence, name_unit
from survey_app.store.unit_rows import PlaceRow, read_places


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as people call it: `name` is 'Phường Tân Phong', `province` 'tỉnh Lai Châu' or ''."""

    code: str
    name: str
    province: str = ""

    @property
    def full(self) -> str:
        """'Phường Tân Phong, tỉnh Lai Châu'."""
        return f"{self.name}, {self.province}" if self.province else self.name


NOWHERE = Place("", "")


@dataclass(frozen=True, slots=True)
class Places:
    """The places of some codes on a day."""

    known: Mapping[str, Place]

    def of(self, code: str | None) -> Place:
        """The place of a code; a code that no unit has today stands for itself."""
        if code is None:
            return NOWHERE
        return self.known.get(code) or Place(code, code)


def load_places(
    session: Session, codes: Iterable[str | None], day: date, *, language: str = "vi"
) -> Places:
    """The places of these codes as they are called on `day`, in at most two queries."""
    wanted = {code for code in codes if code}
    rows = read_places(session, wanted, day)
    parents = {row.parent_code for row in rows.values() if row.parent_code} - rows.keys()
    above = {**rows, **read_places(session, parents, day)}
    return Places({code: _place(row, above, language) for code, row in rows.items()})


def _place(row: PlaceRow, above: Mapping[str, PlaceRow], language: str) -> Place:
    parent = above.get(row.parent_code or "")
    return Place(
        code=row.code,
        name=begin_sentence(name_unit(row.kind, row.name, language=language)),
        province=name_unit(parent.kind, parent.name, language=language) if parent else "",
    )
