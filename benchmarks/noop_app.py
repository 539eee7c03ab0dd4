"""The application with a writer that stores nothing: what the way to the store costs.

Only the writer is another; Flask, the route, the form token and the validation are the real ones.
"""

from uuid import UUID

from survey_app import create_app
from survey_app.extensions import get_context
from survey_app.store.writer import NewResponse, Outcome


class NoopWriter:
    """Says that everything is stored."""

    def submit(self, response: NewResponse) -> Outcome:
        response.texts()
        return Outcome.STORED

    def find(self, response_id: UUID) -> str | None:  # noqa: ARG002 - a Writer's signature
        return None

    def close(self) -> None:
        pass


app = create_app()
with app.app_context():
    vars(get_context())["writer"] = NoopWriter()
