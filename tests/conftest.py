"""Fixtures for every test; each folder adds its own."""

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
