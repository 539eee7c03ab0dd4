"""The staff's rooms: importing the views of a room puts its routes on the staff's area."""

from types import ModuleType

from survey_app.web.backoffice import language, lost
from survey_app.web.backoffice.comments import topics as comment_topics
from survey_app.web.backoffice.comments import views as comments
from survey_app.web.backoffice.fieldwork import views as fieldwork
from survey_app.web.backoffice.results import views as results
from survey_app.web.backoffice.sheets import check_views as sheet_checks
from survey_app.web.backoffice.sheets import views as sheets
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
    results,
    comments,
    comment_topics,
    language,
    lost,
    sheets,
    sheet_checks,
)
"""The modules that hold the views, one or more for each room."""
