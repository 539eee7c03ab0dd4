"""What the store raises; each message says what to do."""

import sqlite3

from sqlalchemy import exc

DISK_FULL = "53100"
"""PostgreSQL's SQLSTATE disk_full."""


class StoreError(Exception):
    """The databases cannot be used as they are: a setting or a command puts it right."""


class StoreUnavailableError(StoreError):
    """An answer was not stored now; the same submission may be sent again later."""


class StoreFullError(StoreUnavailableError):
    """The disk has no room: nothing more is accepted until somebody makes room."""


def explain(error: Exception) -> Exception:
    """What to say of a failed write. Raise it `from None`: a driver may quote the row.

    An error that is none of a database is given back as it is.
    """
    origin = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(error, exc.IntegrityError) or isinstance(origin, sqlite3.IntegrityError):
        return StoreError("the database refused the row: it breaks a constraint of the table")
    if isinstance(error, exc.TimeoutError):
        return StoreUnavailableError("no connection to the database was free")
    if not isinstance(error, exc.SQLAlchemyError | sqlite3.Error):
        return error
    if "disk is full" in str(origin) or getattr(origin, "sqlstate", "") == DISK_FULL:
        return StoreFullError("the disk is full: no answer can be stored until there is room")
    return StoreUnavailableError(f"the answer could not be written ({type(origin).__name__})")
