"""How many answers of each code of a group a survey takes, and what group and code are called."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.model import Questionnaire

Quotas = Mapping[str, Mapping[str, int]]


def effective_quotas(questionnaire: Questionnaire, own: Quotas | None) -> dict[str, dict[str, int]]:
    """The caps that hold: those of the questionnaire, with what an officer changed put over."""
    return {
        quota.group: {**quota.cells, **(own or {}).get(quota.group, {})}
        for quota in questionnaire.quotas
    }


def own_quotas(questionnaire: Questionnaire, wanted: Quotas) -> dict[str, dict[str, int]] | None:
    """What differs from the questionnaire, of its own groups and codes; None where nothing does."""
    own = {
        quota.group: {
            code: wanted[quota.group][code]
            for code, most in quota.cells.items()
            if wanted.get(quota.group, {}).get(code, most) != most
        }
        for quota in questionnaire.quotas
    }
    return {group: cells for group, cells in own.items() if cells} or None


@dataclass(frozen=True, slots=True)
class GroupNames:
    """A group's label and the texts of its codes (a code of no item is called as it is)."""

    label: str
    codes: Mapping[str, str]


def group_names(questionnaire: Questionnaire) -> dict[str, GroupNames]:
    """What people read for each group and its codes."""
    texts: dict[str, dict[str, str]] = {group.id: {} for group in questionnaire.groups}
    for item in questionnaire.items:
        tag = getattr(item, "tag", None)
        if tag in texts:
            texts[tag] |= {choice.code: choice.text for choice in questionnaire.choices_of(item)}
    return {group.id: GroupNames(group.label, texts[group.id]) for group in questionnaire.groups}
