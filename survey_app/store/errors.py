"""What the store raises; each message says what to do."""


class StoreError(Exception):
    """The databases cannot be used as they are: a setting or a command puts it right."""


class StoreUnavailableError(StoreError):
    """An answer was not stored now; the same submission may be sent again later."""


class StoreFullError(StoreUnavailableError):
    """The disk has no room: nothing more is accepted until somebody makes room."""
