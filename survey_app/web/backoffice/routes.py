"""The staff's rooms: importing the views of a room puts its routes on the staff's area."""

from types import ModuleType

from survey_app.web.backoffice import language, lost

ROOMS: tuple[ModuleType, ...] = (language, lost)
"""The modules that hold the views, one or more for each room."""
