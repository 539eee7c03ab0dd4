"""How many sheets are hoped for: in all, by group, by unit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analysis.estimate.estimate import TOO_FEW
from questionnaires.model import Questionnaire
from questionnaires.model.items import ChoiceQuestion
from survey_app.services.analysing.survey_weighting import target_shares

LEAST_FOR_FIGURES: Final = TOO_FEW
"""Below so many sheets a unit or a group gets no figures of its own (DESIGN §5)."""
USUAL_BOUNDS: Final = (0.3, 3.0)
"""Factors beyond these make a few people speak for many, where the questionnaire sets no trim."""
Quotas = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Targets:
    """What a survey aims at.

    `expected` sheets in all, None where nobody said; `shares` of the population and `quotas` by
    group and code; `unit_groups` are the groups whose codes are units; `bounds` on the factors.
    """

    expected: int | None
    shares: Mapping[str, Mapping[str, float]]
    quotas: Quotas
    unit_groups: tuple[str, ...]
    unit_codes: tuple[str, ...]
    bounds: tuple[float, float]

    @property
    def groups(self) -> frozenset[str]:
        """The groups that the board lists: those with a target or a quota."""
        return frozenset({*self.shares, *self.quotas})

    def of_level(self, group: str, code: str) -> int | None:
        """How many sheets of a level are hoped for: its quota, or its share of what is expected."""
        quota = self.quotas.get(group, {}).get(code)
        if quota is not None:
            return quota
        share = self.shares.get(group, {}).get(code)
        return None if share is None or self.expected is None else round_up(share * self.expected)

    def of_unit(self, code: str) -> tuple[int, str]:
        """How many sheets of a commune are hoped for, and why: `quota`, `population`, `figures`.

        Where nothing is said of it, as many as it takes for figures of its own.
        """
        for group in self.unit_groups:
            wanted = self.of_level(group, code)
            if wanted is not None:
                is_quota = code in self.quotas.get(group, {})
                return wanted, "quota" if is_quota else "population"
        return LEAST_FOR_FIGURES, "figures"


def read_targets(
    questionnaire: Questionnaire, quotas: Quotas | None, close_after: int | None
) -> Targets:
    """The targets of a survey; `quotas` are the officer's own, None for the questionnaire's."""
    weighting = questionnaire.weighting
    own = {quota.group: quota.cells for quota in questionnaire.quotas}
    chosen = own if quotas is None else quotas
    unit_items = [item for item in questionnaire.items if _lists_units(item)]
    groups = tuple(str(tag) for item in unit_items if (tag := getattr(item, "tag", None)))
    codes = (choice.code for item in unit_items for choice in questionnaire.choices_of(item))
    return Targets(
        expected=_expected(chosen, close_after),
        shares={t.group: target_shares(t) for t in (weighting.targets if weighting else ())},
        quotas=chosen,
        unit_groups=groups,
        unit_codes=tuple(dict.fromkeys(codes)),
        bounds=(weighting.trim if weighting else None) or USUAL_BOUNDS,
    )


def sheets_needed(count: int, people: int, share: float, upper: float, least: int) -> int:
    """How many further sheets of a level make its weight stable.

    The fewest that give it `least` sheets and a factor, share × all / its sheets, of at most
    `upper`. Where the level's share alone is above `upper` only `least` can be met.
    Example: a fifth of the population, 10 of 200 sheets: `sheets_needed(10, 200, 0.2, 3, 10)` is 4.
    """
    needed = max(least - count, 0)
    if upper > share:
        needed = max(needed, round_up((share * people - upper * count) / (upper - share)))
    return needed


def round_up(value: float) -> int:
    """The next whole number, a hair of rounding error aside; never negative."""
    return max(math.ceil(value - 1e-9), 0)


def _expected(quotas: Quotas, close_after: int | None) -> int | None:
    """The number the survey stops at, else what its quotas add up to."""
    if close_after is not None:
        return close_after
    sums = [sum(cells.values()) for cells in quotas.values()]
    return min(sums) if sums else None


def _lists_units(item: object) -> bool:
    return isinstance(item, ChoiceQuestion) and bool(item.choices_from)
