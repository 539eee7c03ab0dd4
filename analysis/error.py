"""The one way the analysis says no: a code that programs read and a detail that people read."""

MOST_DETAIL = 1_000


class AnalysisError(Exception):
    """A plan, a file or a weighting step that cannot be used.

    `code` is one of the refusal codes of `ydan-analysis/1` (docs/methods/refusals.md), `detail`
    names the variable and the figures. A detail is cut at 1,000 characters: names may be long.
    """

    def __init__(self, code: str, detail: str) -> None:
        if len(detail) > MOST_DETAIL:
            detail = f"{detail[:MOST_DETAIL]}…"
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    def as_answer(self) -> dict[str, dict[str, str]]:
        """Return what the command line prints: `{"error": {"code": …, "detail": …}}`."""
        return {"error": {"code": self.code, "detail": self.detail}}


class PlanError(AnalysisError):
    """The plan itself is wrong: an unknown key, a wrong type, an unknown statistic."""
