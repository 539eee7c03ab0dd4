"""How the sheets came in: issued, returned, valid (phát ra, thu về, hợp lệ); when, where, how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from analysis.source import Source
from survey_app.printing.places import begin_sentence, name_unit
from survey_app.services.analysing.relabelled import UNKNOWN, count_classes
from survey_app.services.analysing.small_counts import hide_small
from survey_app.services.analysing.survey_source import SurveySource
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.store.collector_queries import list_collectors
from survey_app.store.models import Collector
from survey_app.store.unit_queries import find_unit


@dataclass(frozen=True)
class UnitField:
    """One unit: sheets issued there and people of it in the shown state (None: hidden, unknown)."""

    code: str
    name: str
    issued: int | None
    valid: int | None


@dataclass(frozen=True)
class Fieldwork:
    """The counts of people of a survey in its shown state.

    `valid` is consent given and every required item on the path answered: the submission takes
    nothing else, so everything returned is valid. `modes` are the people by response mode, None
    where hidden; `started` and `ended` the first and last date kept (of the survey's grain).
    """

    issued: int | None
    returned: int
    valid: int
    modes: Mapping[str, int | None]
    units: tuple[UnitField, ...]
    started: date | None
    ended: date | None

    @property
    def return_rate(self) -> float | None:
        """Returned of issued as a share (may exceed 1); None where nobody said what was issued."""
        return self.returned / self.issued if self.issued else None


def read_fieldwork(context: Context, survey: SurveySource, source: Source) -> Fieldwork:
    """The fieldwork of a survey's shown state, counts under k_min hidden."""
    minimum = survey.questionnaire.privacy.k_min
    valid = hide_small(count_column(source, "unit"), minimum)
    with context.database.unscoped.session() as session:
        collectors = list_collectors(session, survey.survey_id)
        units = _units(session, collectors, valid, context.clock().astimezone(VIETNAM).date())
    issued = [row.issued for row in collectors if row.issued is not None]
    dates = sorted(day for day, count in count_column(source, "date").items() if count)
    return Fieldwork(
        issued=sum(issued) if issued else None,
        returned=source.rows,
        valid=source.rows,
        modes=hide_small(count_column(source, "mode"), minimum),
        units=units,
        started=date.fromisoformat(dates[0]) if dates else None,
        ended=date.fromisoformat(dates[-1]) if dates else None,
    )


def count_column(source: Source, name: str) -> dict[str, int]:
    """The number of rows of each known class of a category column; {} without the column."""
    counts = count_classes(source, name) if name in source.columns else {}
    return {label: count for label, count in counts.items() if label != UNKNOWN}


def unit_label(session: Session, code: str, today: date) -> str:
    """A unit's name with its kind as it is called today; its code where it no longer exists."""
    unit = find_unit(session, code, today)
    return begin_sentence(name_unit(unit.kind, unit.name)) if unit else code


def _units(
    session: Session, collectors: list[Collector], valid: Mapping[str, int | None], today: date
) -> tuple[UnitField, ...]:
    codes = sorted({row.unit_code for row in collectors if row.unit_code})
    return tuple(
        UnitField(
            code=code,
            name=unit_label(session, code, today),
            issued=_issued(collectors, code),
            valid=valid.get(code, 0),
        )
        for code in codes
    )


def _issued(collectors: list[Collector], code: str) -> int | None:
    known = [row.issued for row in collectors if row.unit_code == code and row.issued is not None]
    return sum(known) if known else None
