"""The sums of a survey's tables, kept beside its snapshot: a release counts its new rows only.

They are of the snapshot and the program that they were made with; else the rows are counted again.
"""

import structlog

from analysis.run import KeptSums
from analysis.sums.kept_file import read_kept, write_kept
from survey_app.services.analysing.survey_source import SurveySource
from survey_app.services.context import Context
from survey_app.services.program_version import program_version
from survey_app.store.extract import sums_path

log = structlog.get_logger()


def read_sums(context: Context, survey: SurveySource) -> KeptSums | None:
    """The sums kept of a survey, empty where none fit; None where its rows cannot be told again."""
    if not survey.identity:
        return None
    tag = f"{survey.identity} {program_version()}"
    return read_kept(sums_path(survey.survey_id, context.settings.snapshots), tag)


def write_sums(context: Context, survey: SurveySource, kept: KeptSums | None) -> None:
    """Keep the sums that a run left; a folder that cannot be written costs the next run its time.

    It may be gone: the answers were deleted meanwhile.
    """
    if kept is None or not kept.is_changed:
        return
    try:
        write_kept(sums_path(survey.survey_id, context.settings.snapshots), kept)
    except OSError as error:
        log.warning("sums_not_kept", survey=survey.survey_id, error=type(error).__name__)
