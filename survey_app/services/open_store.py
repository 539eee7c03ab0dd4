"""The databases of these settings, brought to the version of the program and checked."""

from survey_app.config import Settings
from survey_app.services.context import Context
from survey_app.store.database import Database
from survey_app.store.migrations import upgrade


def open_store(settings: Settings, *, is_upgrade: bool = False) -> Context:
    """A context over the databases; with `is_upgrade` missing migrations are run first.

    Raises StoreError, naming setting or command, where a database cannot be reached, is not
    durable or is not of this version.
    """
    database = Database(settings.database_url, settings.box_url, pool_size=settings.threads)
    if is_upgrade:
        upgrade(database)
    database.check()
    return Context(database, settings)
