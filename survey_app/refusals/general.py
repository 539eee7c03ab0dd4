"""Sentences for what services of surveys, collectors, units and files refuse with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "unreadable_file": "The file %(path)s cannot be read: %(detail)s",
    "questionnaire_has_problems": (
        "Not imported: %(count)s problems to correct first (listed above)"
    ),
    "no_units_of": "Item %(item)s takes its choices from unit %(unit)s, which has no units today",
    "unknown_survey": "There is no survey %(survey)s; see: flask survey list",
    "already_open": "Survey %(survey)s is open already",
    "already_closed": "Survey %(survey)s is closed; it can be opened again with a reason",
    "not_open": "Survey %(survey)s is not open, so there is nothing to close",
    "unknown_unit": (
        "There is no unit with the code %(unit)s today; codes: survey_app/data/units/units.csv"
    ),
    "unknown_group": (
        "The questionnaire declares no group %(group)s; the groups it has: %(groups)s"
    ),
    "unknown_tag_code": "Group %(group)s has no code %(value)s; the codes it has: %(codes)s",
    "bad_issued": "The number issued must be 0 or more",
    "label_too_long": "A label may have 200 characters and a channel 32; this one is over %(most)s",
    "unknown_collector": "There is no collector %(code)s; see: flask survey list",
    "unknown_breakdown": (
        "There is no table by %(group)s in this questionnaire; there are: %(groups)s"
    ),
    "bad_units_file": "The unit table was not imported, line %(line)s: %(detail)s",
    "cannot_write": "The file %(path)s cannot be written: %(detail)s",
}
