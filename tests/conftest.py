"""Fixtures for every test; each folder adds its own."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tests.support.databases import (
    database,
    empty_database,
    postgresql_database,
    postgresql_pairs,
    sqlite_database,
    sqlite_templates,
)
from tests.support.network import only_loopback

__all__ = [
    "database",
    "empty_database",
    "only_loopback",
    "postgresql_database",
    "postgresql_pairs",
    "sqlite_database",
    "sqlite_templates",
]

# Property tests judge behaviour, never speed; a checkout under test draws the same cases each time.
settings.register_profile(
    "ydan",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("ydan")
# Else it draws constants of the modules that happen to be loaded: "the same cases" would be other
# ones by what ran before in the process.
providers._get_local_constants = providers.Constants
