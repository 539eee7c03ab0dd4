"""Sentences for what the services of paper sheets refuse with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "unknown_stack": "There is no stack %(stack)s in this survey",
    "unknown_language": "The questionnaire is not in %(language)s; it has: %(languages)s",
    "unknown_reason": "Choose why the sheet is not valid",
    "not_open_for_sheets": (
        "Sheets can be typed in while the survey is open. The sheets on paper are not lost: open "
        "the survey, or open it again, and type them in then."
    ),
    "bad_mode": "Choose whether the sheets are paper or an interviewer's",
    "bad_expected": "The number of sheets must lie between 1 and %(most)s",
    "bad_percent": "The share keyed again must lie between 0 and 100 percent",
    "stack_not_open": "This stack takes no more sheets",
    "stack_not_finished": "This stack is not waiting for its check",
    "stack_still_open": "First say that all sheets of the stack are typed in",
    "stack_closed": "This stack is closed already",
    "check_begun": "Sheets of this stack were keyed again already, so it takes no more sheets",
    "checks_waiting": "Some drawn sheets are not yet keyed again or not yet decided",
    "no_such_sheet": "Sheet %(number)s is not there",
    "not_drawn": "Sheet %(number)s was not drawn to be keyed again",
    "keyed_already": "Sheet %(number)s was keyed again already",
    "nothing_to_settle": "Nothing differs on sheet %(number)s, or somebody has decided already",
}
