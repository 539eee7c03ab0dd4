"""What the targets of the audit log are called, by the noun that they begin with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "briefing": "briefing %(number)s",
    "collector": "collector %(number)s",
    "job": "background job %(number)s",
    "person": "person %(number)s",
    "stack": "stack %(number)s",
    "survey": "survey %(number)s",
}
