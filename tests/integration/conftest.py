"""A writer over a fresh box."""

from collections.abc import Iterator

import pytest

from survey_app.store.database import Database
from survey_app.store.writer import Writer, make_writer


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    made = make_writer(database)
    yield made
    made.close()
