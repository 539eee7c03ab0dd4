"""The staff's rooms: importing the views of a room puts its routes on the staff's area."""

from types import ModuleType

from survey_app.web.backoffice import language, lost
from survey_app.web.backoffice.comments import topics as comment_topics
from survey_app.web.backoffice.comments import views as comments
from survey_app.web.backoffice.fieldwork import views as fieldwork
from survey_app.web.backoffice.surveys import (
    create_views,
    flash_views,
    preview_views,
    settings_views,
)
from survey_app.web.backoffice.surveys import views as surveys

ROOMS: tuple[ModuleType, ...] = (
    surveys,
    create_views,
    flash_views,
    preview_views,
    settings_views,
    fieldwork,
    comments,
    comment_topics,
    language,
    lost,
)
"""The modules that hold the views, one or more for each room."""
