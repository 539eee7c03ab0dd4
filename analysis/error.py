"""The one way the analysis says no: a code that programs read and a detail that people read."""


class AnalysisError(Exception):
    """A plan, a file or a weighting step that cannot be used.

    `code` is one of the refusal codes of `ydan-analysis/1` (docs/methods/refusals.md), `detail`
    names the variable and the figures.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    def as_answer(self) -> dict[str, dict[str, str]]:
        """Return what the command line prints: `{"error": {"code": …, "detail": …}}`."""
        return {"error": {"code": self.code, "detail": self.detail}}


class PlanError(AnalysisError):
    """The plan itself is wrong: an unknown key, a wrong type, an unknown statistic."""
