"""What every service needs: the databases, the writer, the settings, the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from survey_app.config import Settings
from survey_app.services.page_cache import PageCache
from survey_app.store.database import Database
from survey_app.store.writer import Writer, make_writer


def utc_now() -> datetime:
    """The aware present in UTC: the default clock of a context."""
    return datetime.now(UTC)


@dataclass
class Context:
    """The world as the services see it, passed to each of them; one per process.

    `clock` gives an aware datetime in UTC. The writer starts when first used, so that a command
    that stores no answer starts no thread and opens no pool.
    """

    database: Database
    settings: Settings
    clock: Callable[[], datetime] = utc_now
    pages: PageCache = field(default_factory=PageCache)

    @cached_property
    def writer(self) -> Writer:
        """The one writer of answers of this process."""
        return make_writer(self.database)

    def close_writer(self) -> None:
        """Let go of the writer, if it was used; the next use starts another."""
        if "writer" in self.__dict__:
            self.writer.close()
            del self.writer

    def close(self) -> None:
        """Let go of the writer and the databases; what was acknowledged is on disk already."""
        self.close_writer()
        self.database.close()
