"""What the store raises; each message says what to do."""

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

DISK_FULL = "53100"
"""PostgreSQL's SQLSTATE disk_full."""


class StoreError(Exception):
    """The databases cannot be used as they are: a setting or a command puts it right."""


class StoreUnavailableError(StoreError):
    """An answer was not stored now; the same submission may be sent again later."""


class StoreFullError(StoreUnavailableError):
    """The disk has no room: nothing more is accepted until somebody makes room."""


def explain(error: SQLAlchemyError) -> StoreError:
    """What to say of a failed write. Raise it `from None`: a driver may quote the row."""
    if isinstance(error, IntegrityError):
        return StoreError("the database refused the row: it breaks a constraint of the table")
    if not isinstance(error, DBAPIError):
        return StoreUnavailableError("no connection to the database was free")
    if "disk is full" in str(error.orig) or getattr(error.orig, "sqlstate", "") == DISK_FULL:
        return StoreFullError("the disk is full: no answer can be stored until there is room")
    return StoreUnavailableError(f"the answer could not be written ({type(error.orig).__name__})")
