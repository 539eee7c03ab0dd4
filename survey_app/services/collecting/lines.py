"""The list of a survey's collectors: by unit, searched, in pages."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from questionnaires.model import Questionnaire
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collecting.channels import ENTRY_CHANNELS
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.places import Places, load_places
from survey_app.store.collector_rows import CollectorRow, count_by_collector, read_collectors

PAGE_SIZE = 50
MOST_WORDS = 200
State = Literal["active", "rotated", "retired"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for; `state` empty for all, `page` counts from 1."""

    words: str = ""
    state: str = ""
    channel: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class CollectorLine:
    """One collector in the list; `accepted` counts answers, `tags` are (group, class) in words."""

    code: str
    unit_code: str | None
    place: str
    province: str
    label: str
    channel: str
    tags: tuple[tuple[str, str], ...]
    issued: int | None
    accepted: int
    state: State
    successor: str | None
    version: int

    @property
    def is_shared(self) -> bool:
        """Whether it is to be hung up and posted: in use, under its own code, for phones."""
        return self.state == "active" and self.channel not in ENTRY_CHANNELS


@dataclass(frozen=True, slots=True)
class CollectorList:
    """A page of the list; `found` of all `total` collectors fit, the sums are of those found."""

    lines: tuple[CollectorLine, ...]
    found: int
    total: int
    page: int
    pages: int
    issued: int | None
    accepted: int


def list_lines(context: Context, survey_id: int, wanted: Wanted) -> CollectorList:
    """A page of the collectors in scope; the number of queries does not grow with them.

    Raises Refusal `unknown_survey`. A page beyond the last is the last one.
    """
    lines = all_lines(context, survey_id)
    fitting = [line for line in lines if fits(line, wanted)]
    pages = max(1, -(-len(fitting) // PAGE_SIZE))
    page = min(max(wanted.page, 1), pages)
    issued = [line.issued for line in fitting if line.issued is not None]
    return CollectorList(
        lines=tuple(fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        found=len(fitting),
        total=len(lines),
        page=page,
        pages=pages,
        issued=sum(issued) if issued else None,
        accepted=sum(line.accepted for line in fitting),
    )


def all_lines(context: Context, survey_id: int) -> list[CollectorLine]:
    """Every collector in scope, by province, then by unit. Raises Refusal `unknown_survey`."""
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        questionnaire = get_questionnaire(session, survey.version_hash)
        rows = read_collectors(session, survey_id)
        places = load_places(session, [row.unit_code for row in rows], today)
    with context.database.unscoped.box_session() as box:
        accepted = count_by_collector(box, survey_id)
    lines = make_lines(rows, places, accepted, questionnaire)
    return sorted(
        lines, key=lambda line: (line.unit_code is None, fold(line.province or line.place))
    )


def make_lines(
    rows: Sequence[CollectorRow],
    places: Places,
    accepted: Mapping[str, int],
    questionnaire: Questionnaire,
) -> list[CollectorLine]:
    """The rows in words, in their order."""
    words = tag_words(questionnaire)
    return [
        CollectorLine(
            code=row.code,
            unit_code=row.unit_code,
            place=places.of(row.unit_code).name,
            province=places.of(row.unit_code).province,
            label=row.label,
            channel=row.channel,
            tags=tuple(
                (words.get(group, {}).get("", group), words.get(group, {}).get(code, code))
                for group, code in row.tags.items()
            ),
            issued=row.issued,
            accepted=accepted.get(row.code, 0),
            state=state_of(row.replaced_by, row.retired_at),
            successor=row.replaced_by,
            version=row.version,
        )
        for row in rows
    ]


def state_of(replaced_by: str | None, retired_at: datetime | None) -> State:
    """What a collector does: takes answers, takes them under a flag, or takes none."""
    if retired_at is not None:
        return "retired"
    return "rotated" if replaced_by is not None else "active"


def tag_words(questionnaire: Questionnaire) -> dict[str, dict[str, str]]:
    """The words of every group: its label under the empty code, then the text of each code."""
    words = {group.id: {"": group.label} for group in questionnaire.groups}
    for item in questionnaire.items:
        group = getattr(item, "tag", None)
        if group in words:
            words[group] |= {choice.code: choice.text for choice in questionnaire.choices_of(item)}
    return words


def fold(text: str) -> str:
    """The text without case and diacritics, as people type it in haste: 'Đắk Lắk' → 'dak lak'."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def fits(line: CollectorLine, wanted: Wanted) -> bool:
    """Whether a line is among what is asked for."""
    if wanted.state and line.state != wanted.state:
        return False
    if wanted.channel and line.channel != wanted.channel:
        return False
    words = fold(wanted.words[:MOST_WORDS]).split()
    if not words:
        return True
    text = fold(" ".join((line.code, line.unit_code or "", line.place, line.province, line.label)))
    return all(word in text for word in words)
