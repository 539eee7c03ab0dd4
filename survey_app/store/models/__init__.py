"""The tables, one module per noun; `DefaultBase` and `BoxBase` hold the two databases apart."""

from survey_app.store.models.base import BoxBase, DefaultBase
from survey_app.store.models.batch_counter import BatchCounter
from survey_app.store.models.collector import Collector
from survey_app.store.models.questionnaire import Questionnaire
from survey_app.store.models.release import Release
from survey_app.store.models.response import Response
from survey_app.store.models.survey import Survey, SurveyState
from survey_app.store.models.tally import Tally
from survey_app.store.models.unit import Unit

__all__ = [
    "BatchCounter",
    "BoxBase",
    "Collector",
    "DefaultBase",
    "Questionnaire",
    "Release",
    "Response",
    "Survey",
    "SurveyState",
    "Tally",
    "Unit",
]
