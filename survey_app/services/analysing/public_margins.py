"""The weighting margins of an answer without what would tell how few people withheld a group."""

from analysis.answer import Answer, Margin, Weights
from survey_app.services.analysing.relabelled import UNKNOWN


def publish_margins(answer: Answer) -> None:
    """State targets and achieved weights over the known classes only, and drop the unknown one.

    Inside the weighting the unknown class keeps its own weight and the targets are scaled to the
    rest; both would tell its size. Here every target is its share × the sum of weights.
    """
    weights = answer["weights"]
    for variable in {margin["variable"] for margin in weights["margins"]}:
        _rescale(weights, [m for m in weights["margins"] if m["variable"] == variable])
    weights["missing"] = [
        {"variable": margin["variable"], "share": _share(margin, weights)}
        for margin in weights["margins"]
        if margin["category"] == UNKNOWN
    ]
    weights["margins"] = [m for m in weights["margins"] if m["category"] != UNKNOWN]


def _rescale(weights: Weights, margins: list[Margin]) -> None:
    total = weights["sum"] or 0.0
    known = sum(margin["target"] for margin in margins if margin["category"] != UNKNOWN)
    factor = total / known if known else 0.0
    for margin in margins:
        if margin["category"] != UNKNOWN:
            margin["target"] *= factor
            if margin["achieved"] is not None:
                margin["achieved"] *= factor


def _share(margin: Margin, weights: Weights) -> float | None:
    if margin["before"] is None or not weights["n"]:
        return None
    return margin["before"] / weights["n"]
