"""An answer sheet on its way in, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

import msgspec

Cell = tuple[int, str, str]
"""What a tally stands under: survey, group, code; group and code are empty for the total."""


class Outcome(Enum):
    """What the writer did with a submission; all but FULL mean that its id is on disk."""

    STORED = "stored"
    REPEATED = "repeated"
    CONFLICT = "conflict"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` responses: in the survey, or with the tag `group` = `code`."""

    most: int
    group: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewResponse:
    """One finished, validated answer sheet; see `models.Response` for the columns.

    `answers` is JSON in UTF-8, `date` the first day of its grain, `content_hash` the hex SHA-256 of
    the canonical content. Give only the limits that this answer counts towards.
    """

    id: UUID
    survey_id: int
    version_hash: str
    collector: str
    mode: str
    tags: Mapping[str, str]
    answers: bytes
    date: date
    content_hash: str
    flags: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()

    def cells(self) -> list[tuple[Cell, int]]:
        """The tallies that this answer counts towards, each with its highest number."""
        return [((self.survey_id, limit.group, limit.code), limit.most) for limit in self.limits]

    def texts(self) -> tuple[str, str, str]:
        """`tags`, `answers` and `flags` as JSON texts; ValueError when they are no UTF-8."""
        return (
            msgspec.json.encode(dict(self.tags)).decode(),
            self.answers.decode(),
            msgspec.json.encode(self.flags).decode(),
        )
