"""The columns of an export, in the order in which `export` fills them."""

from collections.abc import Mapping
from typing import Literal

from survey_app.services.result_files.sheet import Column
from survey_app.wording import say

SENTENCES: Mapping[str, str] = {
    "item": "Question",
    "item_text": "Question text",
    "statement": "Statement",
    "table_by": "Table by",
    "level_code": "Level code",
    "level": "Level",
    "answer_code": "Answer code",
    "answer": "Answer",
    "measure": "Measure",
    "people": "People counted",
    "base": "Base n",
    "unweighted_share": "Unweighted share",
    "weighted_share": "Weighted share",
    "share_low": "Share, lower bound",
    "share_high": "Share, upper bound",
    "unweighted_mean": "Unweighted mean",
    "weighted_mean": "Weighted mean",
    "mean_low": "Mean, lower bound",
    "mean_high": "Mean, upper bound",
    "n_effective": "Effective n",
    "state": "State",
    "missing": "More sheets needed",
}
COUNTS = ("people", "base", "n_effective", "missing")


def export_columns(language: str) -> tuple[Column, ...]:
    """The headings with what stands under them."""
    return tuple(Column(say(text, language), _kind(name)) for name, text in SENTENCES.items())


def _kind(name: str) -> Literal["text", "count", "percent", "number"]:
    if name in COUNTS:
        return "count"
    if "share" in name:
        return "percent"
    return "number" if "mean" in name else "text"
