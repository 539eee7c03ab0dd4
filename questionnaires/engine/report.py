"""Where the engine gathers the problems of an answer sheet."""

from questionnaires.problem import Problem, detail_of

MAX_WHERE = 80


class Report:
    """Problems worded in one language, in the order they were found."""

    __slots__ = ("language", "problems")

    def __init__(self, language: str) -> None:
        self.language = language
        self.problems: list[Problem] = []

    def add(self, code: str, where: str, *, message: str | None = None, **values: object) -> None:
        """Note problem `code` of the field `where`; `message` names another wording."""
        detail = detail_of(message or code, values, self.language)
        self.say(code, where, detail)

    def say(self, code: str, where: str, detail: str) -> None:
        """Note a problem in words that the questionnaire brings itself."""
        self.problems.append(Problem(code, where[:MAX_WHERE], detail))
