"""Ask for the notices of the collectors that a list shows."""

from survey_app.services.collecting.lines import Wanted, all_lines, fits
from survey_app.services.context import Context
from survey_app.services.jobs.ask import NewJob, ask_job
from survey_app.services.refusal import Refusal

MOST_NOTICES = 10_000


def ask_notices(context: Context, survey_id: int, wanted: Wanted) -> int:
    """Queue the notices of what fits and takes answers under its own code; gives the job's number.

    Raises Refusal `unknown_survey`, `no_notices`, `too_many_notices`, `too_many_jobs`.
    """
    lines = all_lines(context, survey_id)
    codes = [line.code for line in lines if line.is_shared and fits(line, wanted)]
    if not codes:
        raise Refusal("no_notices")
    if len(codes) > MOST_NOTICES:
        raise Refusal("too_many_notices", most=MOST_NOTICES)
    return ask_job(context, NewJob("notices", survey_id, {"codes": codes}, len(codes)))
