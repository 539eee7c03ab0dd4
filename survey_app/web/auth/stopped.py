"""What is said to somebody who is not let in: never whether the name exists."""

from collections.abc import Mapping

from survey_app.web.auth.door import Door
from survey_app.web.auth.gate import Stopped, Why
from survey_app.web.shared.staff.desk import Desk
from survey_app.wording import say

STATUS: Mapping[Why, int] = {"wrong": 422, "wait": 429, "busy": 429}


def stopped_sentence(
    where: Door | Desk, stopped: Stopped, *, code: bool = False, own: bool = False
) -> str:
    """The sentence for a password that was not taken: with its name, a code, or the own one."""
    language = where.language
    if stopped.why == "busy":
        return say("Too many people are signing in at once. Try again in a moment.", language)
    if stopped.why == "wait":
        return say(
            "Not tried: after several mistakes the next try counts in %(seconds)s seconds.",
            language,
            seconds=stopped.wait_s,
        )
    if code:
        text = say("This code is not right, or was used already.", language)
    elif own:
        text = say("The password is not right.", language)
    else:
        text = say("The login name or the password is not right.", language)
    if stopped.wait_s:
        wait = say(
            "Wait %(seconds)s seconds before you try again.", language, seconds=stopped.wait_s
        )
        return f"{text} {wait}"
    return text
