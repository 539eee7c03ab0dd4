"""The notices of a survey's collectors as one PDF, for the command line."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from survey_app.printing.many import PrintingFailedError, print_many
from survey_app.services.collecting.lines import all_lines
from survey_app.services.context import Context
from survey_app.services.notices.make import make_notices
from survey_app.services.refusal import Refusal


def write_notices(context: Context, survey_id: int, path: Path, tell: Callable[[int], None]) -> int:
    """Write the notices of all collectors in use, by province; gives their number.

    `tell` is called with the pages done. Raises Refusal `unknown_survey`, `no_notices`,
    `cannot_write`, `printing_failed`.
    """
    codes = [line.code for line in all_lines(context, survey_id) if line.is_shared]
    if not codes:
        raise Refusal("no_notices")
    notices = make_notices(context, survey_id, codes)
    try:
        with TemporaryDirectory(prefix="ydan-notices-") as folder:
            path.write_bytes(print_many(notices, Path(folder), tell).read_bytes())
    except PrintingFailedError as failure:
        raise Refusal("printing_failed") from failure
    except OSError as error:
        raise Refusal("cannot_write", path=path, detail=error.strerror) from error
    return len(notices)
