"""What a service says when it will not do what was asked."""

from questionnaires.problem import Problem
from survey_app.store.errors import StoreError
from survey_app.store.scope import ScopeError

__all__ = ["Refusal", "ScopeError", "StoreError"]


class Refusal(Exception):  # noqa: N818 - it is an answer to a request, not a fault of the program
    """A request that cannot be met, by code; whoever shows it finds the words for the code.

    `values` fill the words, `problems` are the findings behind it (a checked file).
    Example: `Refusal("unknown_survey", survey="ab12")`.
    """

    def __init__(self, code: str, /, problems: tuple[Problem, ...] = (), **values: object) -> None:
        self.code = code
        self.values = values
        self.problems = problems
        super().__init__(code)
