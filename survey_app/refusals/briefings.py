"""Sentences for what the services of briefings refuse with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "unknown_briefing": "There is no such briefing here",
    "briefing_changed": (
        "Somebody else has just changed or saved this briefing. Below is how it stands now; your "
        "changes were not saved."
    ),
    "briefing_damaged": (
        "The saved page is damaged, so it is not shown. Recompute the briefing, or restore the "
        "database from a backup."
    ),
    "line_too_long": "A line of the head has at most %(most)s characters",
    "no_title": "The briefing needs a title",
    "no_items": "Choose at least one question",
    "too_many_comments": "Choose at most %(most)s comments",
    "bad_day": "Write the day as 23/11/2026",
}
