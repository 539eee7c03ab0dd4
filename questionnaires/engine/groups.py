"""The respondent groups that answers place a person in."""

from collections.abc import Mapping

from questionnaires.engine.blueprint import blueprint_of
from questionnaires.engine.path import walk
from questionnaires.expression import Value
from questionnaires.model import Questionnaire, ScaleItem, SingleItem


def group_tags(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> dict[str, str]:
    """Give the code of each declared group that a tagged item on the path answers.

    Codes marked `missing` are given too: whoever counts decides about the base.
    """
    declared = {group.id for group in questionnaire.groups}
    path = walk(blueprint_of(questionnaire), answers)
    tags: dict[str, str] = {}
    for step in path.steps:
        tag = step.item.tag if isinstance(step.item, SingleItem | ScaleItem) else None
        code = path.values.get(step.id)
        if tag in declared and isinstance(code, str):
            tags.setdefault(tag, code)
    return tags


def quota_cells(questionnaire: Questionnaire, tags: Mapping[str, str]) -> tuple[str, ...]:
    """List the quota cells these tags fall into, as `group=code`, in the questionnaire's order."""
    return tuple(
        f"{quota.group}={tags[quota.group]}"
        for quota in questionnaire.quotas
        if tags.get(quota.group) in quota.cells
    )
