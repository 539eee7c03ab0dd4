"""Sentences for what the services of results refuse with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "undeclared_table": (
        "There is no table by “%(asked)s” for this question. Only tables fixed before the survey "
        "are shown, one at a time (%(known)s): held against the others, any further cut "
        "could tell the answers of a few people."
    ),
    "unknown_item": "There is no question %(item)s with figures in this survey",
    "unknown_level": "There is no such level of %(column)s in this survey",
    "unknown_format": "There is no file format %(format)s; there are csv and xlsx",
    "not_computed": "The figures are still being computed; try again in a moment",
    "same_survey": "Choose another survey: this one cannot be compared with itself",
}
