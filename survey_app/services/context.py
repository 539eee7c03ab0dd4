"""What every service needs: the databases, the writer, the settings, the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from survey_app.config import Settings
from survey_app.services.answering.page_cache import PageCache
from survey_app.services.answering.quality_flags_recent import RecentSheets
from survey_app.services.results.kept import KeptResults
from survey_app.store.database import Database
from survey_app.store.scope import Scope
from survey_app.store.writer import Writer, make_writer


def utc_now() -> datetime:
    """The aware present in UTC: the default clock of a context."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for the audit log: a person of the staff under a grant, or `cli`, `job`, `system`.

    `unit_code` is the unit of the grant where it is one unit.
    """

    kind: str
    person_id: int | None = None
    unit_code: str | None = None


SYSTEM = Actor("system")


@dataclass
class Context:
    """The world as the services see it, passed to each of them; one per process.

    `clock` gives an aware datetime in UTC. The writer starts when first used, so that a command
    that stores no answer starts no thread and opens no pool. `acting` gives the same world as a
    person of the staff may see it.
    """

    database: Database
    settings: Settings
    clock: Callable[[], datetime] = utc_now
    pages: PageCache = field(default_factory=PageCache)
    results: KeptResults = field(default_factory=KeptResults)
    recent: RecentSheets = field(default_factory=RecentSheets)
    actor: Actor = SYSTEM
    whole: "Context | None" = field(default=None, repr=False)
    """The context that this one was narrowed from; it holds the writer."""

    @property
    def scope(self) -> Scope | None:
        """The units that the sessions of this context reach; None: it is nobody's, it has none."""
        return self.database.scope

    def acting(self, actor: Actor, scope: Scope | None = None) -> "Context":
        """The same world for somebody who acts, its sessions within `scope` when one is given."""
        database = self.database if scope is None else self.database.within(scope)
        return replace(self, database=database, actor=actor, whole=self.whole or self)

    @cached_property
    def writer(self) -> Writer:
        """The one writer of answers of this process."""
        return self.whole.writer if self.whole else make_writer(self.database.unscoped)

    def close_writer(self) -> None:
        """Let go of the writer, if it was used; the next use starts another."""
        if "writer" in self.__dict__ and self.whole is None:
            self.writer.close()
            del self.writer

    def close(self) -> None:
        """Let go of the writer and the databases; what was acknowledged is on disk already."""
        self.close_writer()
        self.database.close()
