"""What of the sample lies in a domain, and the degrees of freedom that follow."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from analysis.sums.coding import Codes, Floats
from analysis.sums.collect import group_count
from analysis.sums.group import Group
from analysis.sums.replicates import domain_ranks
from analysis.sums.sampling import at_stage
from analysis.sums.table import Domain, Table
from analysis.sums.variance_model import VarianceModel


@dataclass(frozen=True, slots=True)
class Presence:
    """What of the sample lies in a domain: rows, weight, degrees of freedom (units less strata).

    `df` counts units with a row that weighs something, `unit_df` all units with a row. Of a
    calibrated sample R keeps all rows, with weight 0 outside: `kept` and `unit_df` count them too.
    """

    rows: int
    weight: float
    df: int
    unit_df: int
    kept: int


class Presences:
    """The presences of the groups of domains; `group` gives one group (from 0) of a table."""

    def __init__(self, model: VarianceModel, group: Callable[[Table, int], Group]) -> None:
        self._model, self._group = model, group
        self._known: dict[tuple[Domain, int], Presence] = {}
        self._ranks: dict[tuple[Domain, str | None], Codes] = {}

    def of(self, domain: Domain, number: int) -> Presence:
        """Return what of the sample lies in one group (from 0) of a domain, missing answers too."""
        if (domain, number) not in self._known:
            found, model = self._find(domain, number), self._model
            if not domain.is_whole and model.projection is not None and model.replicates is None:
                whole = self.of(Domain(), 0)
                found = replace(found, unit_df=whole.unit_df, kept=whole.rows)
            self._known[domain, number] = found
        return self._known[domain, number]

    def answered_df(self, group: Group) -> int:
        """Return units less strata, of those with a row of positive weight in a group of a table.

        Unlike the domain's, rows that miss the table's columns do not count (R `degf` of the
        subset).
        """
        replicates = self._model.replicates
        if replicates is None:
            return self._df(group)
        if replicates.multipliers is not None:
            return replicates.domain_df(self._units(group.unit_weights))
        domain, number = group.table.domain, group.number
        presence = self.of(domain, number)
        if presence.rows == group.n.sum():
            return presence.df
        return self._column_df(domain, number, group.table.values[0].column)

    def _find(self, domain: Domain, number: int) -> Presence:
        group = self._group(Table(domain), number)
        if self._model.replicates is not None:
            return self._find_replicated(domain, number, group)
        rows, weight, df = int(group.n.sum()), float(group.weight.sum()), self._df(group)
        if self._model.is_element:
            seen = int((group.seen_units != 0).sum())
            return Presence(rows, weight, df, rows - seen, rows)
        seen_units = np.ones_like(group.unit_weights) if domain.is_whole else group.seen_units
        return Presence(rows, weight, df, self._units_less_strata(seen_units), rows)

    def _df(self, group: Group) -> int:
        """Count the units that weigh something, less their strata."""
        weights, live = group.unit_weights, int(group.live.sum())
        if self._model.is_element:
            return live - (int((weights != 0).sum()) if len(weights) > 1 else min(live, 1))
        return self._units_less_strata(weights)

    def _units(self, present: Floats) -> Codes:
        """Return the units of the first stage that are not 0: a calibrated one may be below."""
        return np.flatnonzero(at_stage(present[:, None], self._model.stages[0])[:, 0])

    def _units_less_strata(self, present: Floats) -> int:
        units = self._units(present)
        return len(units) - len(np.unique(self._model.stages[0].group_of_unit[units]))

    def _find_replicated(self, domain: Domain, number: int, group: Group) -> Presence:
        replicates = self._model.replicates
        assert replicates is not None  # noqa: S101  # the only caller has asked
        df, rows = replicates.df, int(group.n.sum())
        is_partial = not domain.is_whole or self._model.frame.has_zero_weights
        if replicates.multipliers is not None and is_partial:
            df = replicates.domain_df(self._units(group.unit_weights))
        elif not domain.is_whole:
            df = self._column_df(domain, number)
        return Presence(rows, float(group.weight.sum()), df, df, rows)

    def _column_df(self, domain: Domain, number: int, answered: str | None = None) -> int:
        """Return the degrees of freedom of replicate columns, of rows that `answered` if given."""
        if (domain, answered) not in self._ranks:
            frame, replicates = self._model.frame, self._model.replicates
            assert replicates is not None  # noqa: S101  # callers have asked
            count = group_count(frame, domain)
            found = domain_ranks(frame, replicates, domain, count, answered)
            self._ranks[domain, answered] = found
        return int(self._ranks[domain, answered][number]) - 1
