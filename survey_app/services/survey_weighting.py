"""The weighting step of a survey's plan, from the targets of its questionnaire (DESIGN §3)."""

from collections.abc import Mapping

from analysis.source import Source
from questionnaires.model import Questionnaire, Target
from survey_app.services.complete_groups import UNKNOWN, class_shares


def target_shares(target: Target) -> dict[str, float]:
    """A target as shares that sum to 1: counts are divided by their own sum."""
    figures = target.counts or target.shares
    total = sum(figures.values())
    return {code: value / total for code, value in figures.items()} if total else dict(figures)


def weighting_step(questionnaire: Questionnaire, source: Source) -> dict[str, object] | None:
    """The step that the plan of this survey's present state needs; None without targets.

    Targets are shares × the current sum of weights (here every sheet weighs 1), so that the
    factors that `trim` bounds lie around 1. Those without an answer on a margin keep their
    observed share as a class of their own, the targets fill the rest.
    """
    weighting = questionnaire.weighting
    if weighting is None or not weighting.targets or not source.rows:
        return None
    targets = {
        f"group.{target.group}": _scaled(target, source)
        for target in weighting.targets
        if f"group.{target.group}" in source.columns
    }
    step: dict[str, object] = {"method": weighting.method, "targets": targets}
    if weighting.method == "rake" and weighting.trim is not None:
        step["trim"] = list(weighting.trim)
    return step


def unknown_shares(questionnaire: Questionnaire, source: Source) -> dict[str, float]:
    """For each weighted group the share of those without an answer on it."""
    weighting = questionnaire.weighting
    groups = (target.group for target in weighting.targets) if weighting else ()
    columns = [f"group.{group}" for group in groups]
    return {
        column: class_shares(source, column).get(UNKNOWN, 0.0)
        for column in columns
        if column in source.columns
    }


def _scaled(target: Target, source: Source) -> Mapping[str, float]:
    unknown = class_shares(source, f"group.{target.group}").get(UNKNOWN, 0.0)
    known = (1 - unknown) * source.rows
    totals = {code: share * known for code, share in target_shares(target).items()}
    return {**totals, UNKNOWN: unknown * source.rows} if unknown else totals
