"""Which program makes the numbers: what is kept of them does not outlive it."""

import hashlib
from functools import cache
from pathlib import Path

PACKAGES = ("analysis", "questionnaires", "survey_app/services")
PROJECT = Path(__file__).parents[2]


@cache
def program_version() -> str:
    """A hash over the program that makes the numbers: kept results do not outlive it."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
