"""Where to go after the sign-in: an address of the staff's own side, or its start."""

import re

START = "/staff/"
LONGEST = 500
OURS = re.compile(r"/staff(/[A-Za-z0-9._~/-]*)?(\?[A-Za-z0-9._~/=&%+-]*)?")
NOT_BACK_TO = ("/staff/login", "/staff/logout", "/staff/invitation", "/staff/second-factor")


def next_page(wanted: str) -> str:
    """The address asked for where it is one of ours, else the start. Never leads elsewhere.

    Example: `"/staff/surveys/3"` stays, `"//evil.example"` becomes `"/staff/"`.
    """
    is_ours = len(wanted) <= LONGEST and OURS.fullmatch(wanted) is not None
    if not is_ours or "//" in wanted or "/." in wanted or wanted.startswith(NOT_BACK_TO):
        return START
    return wanted
