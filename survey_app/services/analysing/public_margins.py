"""The weighting margins of an answer without what would tell how few people withheld a group."""

from analysis.answer import Answer, Margin, Weights
from survey_app.services.analysing.relabelled import UNKNOWN


def publish_margins(answer: Answer, step: int) -> None:
    """State targets and achieved weights over the known classes only, and drop the unknown one.

    Inside the weighting the unknown class keeps its own weight and the targets are scaled to the
    rest; both would tell its size. Here every target is its share × the sum of weights. The range
    of the weights goes where a class is hidden: its weight would tell how many people it holds.
    So would an exact effective n beside known targets: every one is then rounded down to a
    multiple of `step`, and the design effects of single cells go.
    """
    weights = answer["weights"]
    for variable in {margin["variable"] for margin in weights["margins"]}:
        _rescale(weights, [m for m in weights["margins"] if m["variable"] == variable])
    hidden = [margin for margin in weights["margins"] if margin["before"] is None]
    weights["missing"] = [
        {"variable": margin["variable"], "share": _share(margin, weights)}
        for margin in weights["margins"]
        if margin["category"] == UNKNOWN
    ]
    if hidden:
        weights["min"] = weights["max"] = None
        _coarsen(answer, step)
    weights["margins"] = [m for m in weights["margins"] if m["category"] != UNKNOWN]


def _coarsen(answer: Answer, step: int) -> None:
    weights = answer["weights"]
    weights["n_effective"] = coarse = _down(weights["n_effective"], step)
    weights["kish_deff"] = weights["n"] / coarse if coarse else None
    for estimate in answer["estimates"]:
        for cell in estimate["cells"]:
            cell["n_effective"], cell["deff"] = _down(cell["n_effective"], step), None


def _down(value: float | None, step: int) -> float | None:
    return value // step * step or None if value is not None else None


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
