"""The plans of what is measured, as `python -m analysis run` takes them."""

from collections.abc import Sequence

from benchmarks.peers.data import GROUPS, QUESTIONS, margins

Document = dict[str, object]
DESIGN = {"weight": "w", "strata": "stratum", "clusters": ["psu"]}
WIDEST = "g6"


def one_way() -> list[Document]:
    """A table of every question with standard errors."""
    return [
        {"id": f"q{number}", "statistic": "proportion", "variable": f"q{number}"}
        for number in range(1, QUESTIONS + 1)
    ]


def crosstabs(groups: Sequence[str] = tuple(GROUPS)) -> list[Document]:
    """Every question by every group, with standard errors and Rao and Scott's test."""
    return [
        {
            "id": f"q{number}.{group}",
            "statistic": "crosstab",
            "rows": f"q{number}",
            "columns": group,
            "tests": ["rao_scott_f"],
        }
        for number in range(1, QUESTIONS + 1)
        for group in groups
    ]


def plan(step: str, rows: int) -> Document:
    """Return the plan of a step: rake, one_way, crosstabs, again (what a new batch changes)."""
    estimates: dict[str, list[Document]] = {
        "rake": [],
        "one_way": one_way(),
        "crosstabs": crosstabs(),
        "again": one_way() + crosstabs([WIDEST]),
    }
    found: Document = {"format": "ydan-analysis/1", "design": DESIGN, "estimates": estimates[step]}
    if step == "rake":
        found["weighting"] = [{"method": "rake", "targets": margins(float(rows))}]
    return found
