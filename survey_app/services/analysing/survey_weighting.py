"""The weighting step of a survey's plan, from the targets of its questionnaire (DESIGN §3)."""

from collections.abc import Mapping

from analysis.source import Source
from questionnaires.model import Questionnaire, Target
from survey_app.services.analysing.relabelled import UNKNOWN, class_shares


def target_shares(target: Target) -> dict[str, float]:
    """A target as shares that sum to 1: counts are divided by their own sum."""
    figures = target.counts or target.shares
    total = sum(figures.values())
    return {code: value / total for code, value in figures.items()} if total else dict(figures)


def weighting_step(questionnaire: Questionnaire, source: Source) -> dict[str, object] | None:
    """The step that the plan of this survey's present state needs; None without targets.

    Targets are shares × the current sum of weights (here every sheet weighs 1), so that the
    factors that `trim` bounds lie around 1. Those without an answer on a margin keep their
    observed share as a class of their own, the targets fill the rest; a questionnaire that
    refuses them gets no target for that class, and the analysis refuses (`level_not_in_targets`).
    """
    weighting = questionnaire.weighting
    if weighting is None or not weighting.targets or not source.rows:
        return None
    refuses = weighting.missing == "refuse"
    targets = {
        f"group.{target.group}": _scaled(target, source, refuses=refuses)
        for target in weighting.targets
        if f"group.{target.group}" in source.columns
    }
    step: dict[str, object] = {"method": weighting.method, "targets": targets}
    if weighting.method == "rake" and weighting.trim is not None:
        step["trim"] = list(weighting.trim)
    return step


def _scaled(target: Target, source: Source, *, refuses: bool) -> Mapping[str, float]:
    unknown = class_shares(source, f"group.{target.group}").get(UNKNOWN, 0.0)
    known = (1 - unknown) * source.rows
    totals = {code: share * known for code, share in target_shares(target).items()}
    if unknown and not refuses:
        totals[UNKNOWN] = unknown * source.rows
    return totals
