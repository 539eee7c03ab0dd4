"""A release as somebody of a few units may see it: the totals, and of the units only their own."""

from msgspec.structs import replace

from survey_app.services.results.tables import ShownResults, ShownTable


def within_units(results: ShownResults, units: frozenset[str] | None) -> ShownResults:
    """The results without any number of another unit; `units` None leaves them as they are.

    That holds for every column whose levels are units, also for groups that respondents name
    themselves, and for questions whose answers are units. Tests over all units go with them.
    """
    if units is None:
        return results
    narrow = {column.name for column in results.columns if column.of_units}
    places = {variable.code for i in results.items if i.of_units for variable in i.variables}
    tables = (_narrow(table, units, narrow, places) for table in results.tables)
    return replace(
        results,
        tables=tuple(table for table in tables if table.cells),
        columns=tuple(
            replace(column, levels=tuple(level for level in column.levels if level.code in units))
            if column.of_units
            else column
            for column in results.columns
        ),
        items=tuple(
            replace(item, answers=tuple(a for a in item.answers if a.code in units))
            if item.of_units
            else item
            for item in results.items
        ),
    )


def _narrow(
    table: ShownTable, units: frozenset[str], columns: set[str], places: set[str]
) -> ShownTable:
    bound = [index for index, column in enumerate(table.by) if column in columns]
    is_place = table.variable in places
    if not bound and not is_place:
        return table
    return replace(
        table,
        answers=tuple(a for a in table.answers if not is_place or a in units),
        cells=tuple(
            cell
            for cell in table.cells
            if all(cell.levels[index] in units for index in bound)
            and (not is_place or cell.answer in units)
        ),
        p=None,
    )
