"""Counts of people beside each other whose sum is known: small ones are hidden, and one more."""

from collections.abc import Mapping


def hide_small(counts: Mapping[str, int], minimum: int) -> dict[str, int | None]:
    """The counts with those from 1 to `minimum` − 1 as None.

    The total is printed elsewhere, so where what is hidden sums to less than `minimum`, or is a
    single count, the next smallest goes as well. Example: `hide_small({"a": 3, "b": 20, "c": 90},
    10)` gives `{"a": None, "b": None, "c": 90}`.
    """
    hidden = {name for name, count in counts.items() if 0 < count < minimum}
    rest = sorted(
        (count, name) for name, count in counts.items() if count > 0 and name not in hidden
    )
    while hidden and rest and _is_known(hidden, counts, minimum):
        hidden.add(rest.pop(0)[1])
    return {name: None if name in hidden else count for name, count in counts.items()}


def _is_known(hidden: set[str], counts: Mapping[str, int], minimum: int) -> bool:
    return len(hidden) == 1 or sum(counts[name] for name in hidden) < minimum
