"""How many answers of each code of a group a survey takes."""

from collections.abc import Mapping

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
