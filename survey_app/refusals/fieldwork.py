"""Sentences for what the services of fieldwork refuse with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "unknown_reminder": "No reminder of unit %(unit)s is noted, so there is nothing to take back",
}
