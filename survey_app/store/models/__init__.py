"""The tables, one module per noun; `DefaultBase` and `BoxBase` hold the two databases apart."""

from survey_app.store.models.audit_event import AuditEvent, AuditHead
from survey_app.store.models.base import BoxBase, DefaultBase
from survey_app.store.models.batch_counter import BatchCounter
from survey_app.store.models.briefing import Briefing, BriefingState
from survey_app.store.models.collector import Collector
from survey_app.store.models.comment import Comment, CommentProgress, CommentState
from survey_app.store.models.job import Job, JobState
from survey_app.store.models.person import Invitation, Passkey, Person, StaffSession
from survey_app.store.models.questionnaire import Questionnaire
from survey_app.store.models.release import Release
from survey_app.store.models.reminder import Reminder
from survey_app.store.models.response import Response
from survey_app.store.models.role_grant import RoleGrant
from survey_app.store.models.shown_state import ShownState
from survey_app.store.models.sign_in_delay import SignInDelay
from survey_app.store.models.stack import Sheet, SheetCheck, Stack, StackMode, StackState
from survey_app.store.models.survey import Survey, SurveyState
from survey_app.store.models.tally import Tally
from survey_app.store.models.topic import Topic
from survey_app.store.models.unit import Unit

__all__ = [
    "AuditEvent",
    "AuditHead",
    "BatchCounter",
    "BoxBase",
    "Briefing",
    "BriefingState",
    "Collector",
    "Comment",
    "CommentProgress",
    "CommentState",
    "DefaultBase",
    "Invitation",
    "Job",
    "JobState",
    "Passkey",
    "Person",
    "Questionnaire",
    "Release",
    "Reminder",
    "Response",
    "RoleGrant",
    "Sheet",
    "SheetCheck",
    "ShownState",
    "SignInDelay",
    "Stack",
    "StackMode",
    "StackState",
    "StaffSession",
    "Survey",
    "SurveyState",
    "Tally",
    "Topic",
    "Unit",
]
