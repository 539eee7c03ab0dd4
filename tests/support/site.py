"""An application over a fresh SQLite pair, and the officer's steps that put a survey online."""

# ruff: noqa: PLC0415 - unit tests load none of the application

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from survey_app.services.context import Context

DESIGNS = Path(__file__).parents[1] / "designs"
LIBRARY = Path(__file__).parents[2] / "questionnaires" / "library"
SECRET = "Kx9-tests-only-2mQ8vR4tY7wZ1aB3cD5"


@dataclass
class Clock:
    """A clock that tests can turn."""

    now: datetime = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Site:
    """A running application; `clock` is its time, `client` speaks to it and checks every page."""

    app: Flask
    context: Context
    clock: Clock
    client: PageClient

    def publish(self, path: Path, *, unit: str | None = None, is_open: bool = True) -> str:
        """Import a questionnaire, open its survey, make a collector: its code."""
        from survey_app.services.collecting.make_collector import NewCollector, make_collector
        from survey_app.services.surveys.import_questionnaire import import_questionnaire
        from survey_app.services.surveys.state import open_survey

        survey_id = import_questionnaire(self.context, path).survey_id
        code = make_collector(self.context, NewCollector(survey_id, unit_code=unit))
        if is_open:
            open_survey(self.context, survey_id)
        return code

    def publish_design(self, name: str, **options: bool) -> str:
        """Publish one of the tiny designs."""
        folder = DESIGNS / name
        path = folder / "questionnaire.yaml" if folder.is_dir() else DESIGNS / f"{name}.yaml"
        return self.publish(path, **options)

    def close(self, code: str) -> None:
        """Close the survey behind a code."""
        from survey_app.services.answering.collectors import open_page
        from survey_app.services.surveys.state import close_survey

        page = open_page(self.context, code)
        assert page is not None
        close_survey(self.context, int(page.survey_id))

    def forget_pages(self) -> None:
        """Let the next request read the survey's state afresh."""
        self.context.pages.clear()

    def stored(self) -> list[dict[str, object]]:
        """The answers of every stored response, with its flags and tags."""
        from sqlalchemy import select

        from survey_app.store.models import Response

        with self.context.database.box_session() as session:
            rows = session.scalars(select(Response).order_by(Response.id)).all()
            return [
                {
                    "answers": json.loads(row.answers),
                    "tags": json.loads(row.tags),
                    "flags": json.loads(row.flags),
                    "collector": row.collector,
                    "mode": row.mode,
                }
                for row in rows
            ]

    def answers(self) -> list[dict[str, object]]:
        """The answers alone."""
        return [row["answers"] for row in self.stored()]  # type: ignore[misc]  # a JSON object


def make_site(folder: Path, **named: str) -> Site:
    """An application over the migrated databases in `folder`."""
    from survey_app import create_app
    from survey_app.config import Settings
    from survey_app.extensions import get_context

    app = create_app(Settings(data=folder, secret_key=SECRET, **named))
    with app.app_context():
        context = get_context()
    clock = Clock()
    context.clock = clock
    return Site(app, context, clock, PageClient(app.test_client(), context.settings.public_url))
