"""What a route catches when an answer could not be stored now and may be sent again later."""

from survey_app.store.errors import StoreUnavailableError

__all__ = ["StoreUnavailableError"]
