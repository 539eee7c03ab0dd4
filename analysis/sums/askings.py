"""What a pass asks of a grouping source: columns to group by for each table, numbers to sum.

A table is asked for by its own columns beside those of the design and the weighting: grouping by
the columns of all tables at once would bring nearly every row. Number columns of which a table
takes only the values are summed by the source; all other columns are keys.
"""

from collections.abc import Mapping

from analysis.lines import Asking, GroupingSource
from analysis.sums.frame import Frame
from analysis.sums.table import Table, Value


def askings(
    frame: Frame,
    source: GroupingSource,
    columns: Mapping[Table, frozenset[str]],
    weighing: frozenset[str],
) -> dict[Asking, list[Table]]:
    """Return what to ask for, and the tables that are summed from the lines of each.

    `columns` are those that each table reads, `weighing` those that the weight depends on.
    """
    if frame.design.weight in frame.kept:
        every = frozenset[str]().union(*columns.values())
        return {frame.asking(weighing | every, every): list(columns)}
    summed = {table: _summed(table, columns[table], weighing) for table in columns}
    centres = source.centres(sorted({name for names in summed.values() for name in names}))
    asked: dict[Asking, list[Table]] = {}
    for table, names in columns.items():
        values = tuple((name, centres[name]) for name in summed[table])
        keys = names.difference(summed[table])
        asked.setdefault(frame.asking(weighing | keys, keys, values=values), []).append(table)
    return _merged(asked)


def _summed(table: Table, columns: frozenset[str], weighing: frozenset[str]) -> tuple[str, ...]:
    """Return the columns of the values when the source can sum them, else none."""
    names = tuple(value.column for value in table.values)
    plain = all(type(value) is Value and value.scores is None for value in table.values)
    if table.any_of or not plain or weighing.intersection(names):
        return ()
    used = table.category_columns | table.where_columns(columns)
    return () if used.intersection(names) else names


def _merged(asked: Mapping[Asking, list[Table]]) -> dict[Asking, list[Table]]:
    """Serve a table from the finer lines of another, where there are some."""
    kept: dict[Asking, list[Table]] = {}
    for asking in sorted(asked, key=lambda one: -len(one.keys)):
        finer = [one for one in kept if _is_finer(one, asking)]
        kept.setdefault(finer[0] if finer else asking, []).extend(asked[asking])
    return kept


def _is_finer(one: Asking, asking: Asking) -> bool:
    same = (one.weight, one.kinds, one.values) == (asking.weight, asking.kinds, asking.values)
    return same and set(one.keys) >= set(asking.keys)
