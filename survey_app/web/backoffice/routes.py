"""The staff's rooms: importing the views of a room puts its routes on the staff's area."""

from types import ModuleType

from survey_app.web.backoffice import language, lost
from survey_app.web.backoffice.audit import views as audit
from survey_app.web.backoffice.briefings import views as briefings
from survey_app.web.backoffice.collectors import (
    change_views,
    issued_views,
    job_views,
    make_views,
)
from survey_app.web.backoffice.collectors import views as collectors
from survey_app.web.backoffice.comments import topics as comment_topics
from survey_app.web.backoffice.comments import views as comments
from survey_app.web.backoffice.fieldwork import views as fieldwork
from survey_app.web.backoffice.people import person_views, register_views
from survey_app.web.backoffice.people import views as people
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
    collectors,
    make_views,
    change_views,
    issued_views,
    job_views,
    fieldwork,
    results,
    comments,
    comment_topics,
    briefings,
    language,
    lost,
    people,
    person_views,
    register_views,
    audit,
    sheets,
    sheet_checks,
)
"""The modules that hold the views, one or more for each room."""
