"""Under which unit what a person wrote may be shown: never one where too few answered."""

from collections.abc import Mapping

from survey_app.services.analysing.small_counts import hide_small

OWN = ""
"""The people of a unit itself, beside those of the units below it; no code is empty."""


def shown_units(
    people: Mapping[str | None, int], parents: Mapping[str, str | None], minimum: int
) -> dict[str, str | None]:
    """The unit to show for each unit of a collector, by the people who answered there.

    A unit with fewer than `minimum` people goes up to the one above it, and another goes with it
    where it alone would stand there: else its words could be told by the name of the wider unit.
    What is too few even for the topmost unit stands under none (None).
    Example: communes a (3), b (20) and c (90) of p, minimum 10: a and b are shown as p, c as c.
    """
    standing = dict(people)
    shown: dict[str, str | None] = {code: code for code in people if code is not None}
    depths = {code: _depth(code, parents) for code in (*shown, *parents)}
    for depth in range(max(depths.values(), default=-1), -1, -1):
        level = [code for code in standing if code is not None and depths.get(code) == depth]
        for parent in sorted({parents.get(code) for code in level}, key=str):
            _go_up([c for c in level if parents.get(c) == parent], parent, standing, shown, minimum)
    _fill_up(standing, shown, minimum)
    return shown


def _fill_up(standing: dict[str | None, int], shown: dict[str, str | None], minimum: int) -> None:
    """Put the smallest units beside those under none until there are enough of them."""
    while 0 < standing.get(None, 0) < minimum and len(standing) > 1:
        code = min((c for c in standing if c is not None), key=lambda c: (standing[c], c))
        standing[None] += standing.pop(code)
        shown.update({unit: None for unit, label in shown.items() if label == code})


def _go_up(
    codes: list[str],
    parent: str | None,
    standing: dict[str | None, int],
    shown: dict[str, str | None],
    minimum: int,
) -> None:
    counts = {code: standing[code] for code in codes} | {OWN: standing.get(parent, 0)}
    hidden = hide_small(counts, minimum)
    for code in codes:
        if hidden[code] is None:
            standing[parent] = standing.get(parent, 0) + standing.pop(code)
            shown.update({unit: parent for unit, label in shown.items() if label == code})


def _depth(code: str, parents: Mapping[str, str | None]) -> int:
    depth, above = 0, parents.get(code)
    while above is not None:
        depth, above = depth + 1, parents.get(above)
    return depth
