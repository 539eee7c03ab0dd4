"""A fresh application for every journey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.site import Site, make_site

if TYPE_CHECKING:
    from survey_app.store.database import Database


@pytest.fixture
def site(tmp_path: Path, sqlite_database: Database) -> Iterator[Site]:
    """An application over a fresh SQLite pair."""
    made = make_site(tmp_path)
    yield made
    made.context.close()
