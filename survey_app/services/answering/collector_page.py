"""What a citizen's page needs to know of the collector that it was opened through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from questionnaires.model import Questionnaire


class PageState(StrEnum):
    """Whether a collector takes answers now, and if not, why."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    FULL = "full"
    RETIRED = "retired"


@dataclass(frozen=True)
class CollectorPage:
    """A collector as the public pages and the submission see it.

    `questionnaire` is the version the survey runs, in its own language; `version_hash` names it.
    `quotas` holds the caps that an officer changed.
    `tags` are the collector's (they win over the answers). `rotated`: the code was replaced by a
    newer one and still works. `as_of` is when the state was read (aware UTC). `province` is that
    of the unit, as it stands after a comma; `close_at` the moment when the survey ends by itself.
    """

    code: str
    survey_id: int
    state: PageState
    questionnaire: Questionnaire
    version_hash: str
    unit_code: str | None
    unit_name: str
    rotated: bool
    as_of: datetime
    label: str = ""
    province: str = ""
    close_at: datetime | None = None
    close_after: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    quotas: Mapping[str, Mapping[str, int]] | None = None

    @property
    def place(self) -> str:
        """The unit with its province: 'Phường Tân Phong, tỉnh Lai Châu'; empty without a unit."""
        return f"{self.unit_name}, {self.province}" if self.province else self.unit_name

    @property
    def demonstration(self) -> bool:
        """Whether the survey is a demonstration, to be marked on every page of it."""
        return self.questionnaire.demonstration
