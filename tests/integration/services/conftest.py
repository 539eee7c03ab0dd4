"""A world for the services: a fresh store, a clock that stands, a survey that is open."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from questionnaires.engine import read_json
from survey_app.config import Settings
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.submit_response import Result, Submission, submit
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import Context
from survey_app.services.surveys.import_questionnaire import import_questionnaire
from survey_app.services.surveys.state import open_survey
from survey_app.store.database import Database

DESIGNS = Path(__file__).parents[2] / "designs"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SECRET = "k3" * 8 + "Q9x7Lm2v" * 3


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make_context(database: Database, folder: Path, clock: Clock) -> Context:
    """A context over a store, its pages kept no longer than a moment."""
    settings = Settings(data=folder, secret_key=SECRET, public_url="https://ydan.example")
    return Context(database, settings, clock)


@pytest.fixture
def context(database: Database, tmp_path: Path, clock: Clock) -> Iterator[Context]:
    """A context on SQLite and, once more, on PostgreSQL."""
    made = make_context(database, tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def sqlite_context(sqlite_database: Database, tmp_path: Path, clock: Clock) -> Iterator[Context]:
    """A context on SQLite only, for what the store does not decide."""
    made = make_context(sqlite_database, tmp_path, clock)
    yield made
    made.close()


def run_design(
    context: Context, name: str, *, is_open: bool = True, **collector: object
) -> tuple[int, str]:
    """Import a design of tests/designs, open it, make a collector: (survey id, code)."""
    survey_id = import_questionnaire(context, DESIGNS / name).survey_id
    if is_open:
        open_survey(context, survey_id)
    code = make_collector(context, NewCollector(survey_id, **collector))  # type: ignore[arg-type]  # by name
    return survey_id, code


def send(
    context: Context,
    code: str,
    document: dict[str, object],
    submission_id: UUID | None = None,
    mode: str = "qr",
) -> Result:
    """Submit the answers of a JSON document through a collector."""
    page = open_page(context, code)
    assert page is not None
    answers, problems = read_json(page.questionnaire, document)
    assert not problems
    return submit(context, Submission(submission_id or uuid4(), code, "vi", answers, mode=mode))
