"""Which tests of a briefing stand when all of them are looked at together."""

from collections.abc import Sequence

from analysis.briefing.facts import BriefingFacts, ItemFacts, TestFacts


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's adjusted p values, in the order given (Holm 1979, Scand. J. Statist. 6).

    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    count = len(p_values)
    adjusted = [0.0] * count
    highest = 0.0
    for rank, index in enumerate(sorted(range(count), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (count - rank) * p_values[index]))
        adjusted[index] = highest
    return tuple(adjusted)


TestKey = tuple[str, str, str]  # item, group column, variable


def list_tests(facts: BriefingFacts) -> list[tuple[TestKey, TestFacts]]:
    """All tests of the briefing that have a p value, in a fixed order."""
    return [
        ((item.id, group.column, test.variable), test)
        for item in facts.items
        for group in item.groups
        for test in group.tests
        if test.p is not None
    ]


def adjust_tests(facts: BriefingFacts) -> dict[TestKey, float]:
    """Adjusted p value of every test, Holm over the whole briefing."""
    tests = list_tests(facts)
    adjusted = holm([test.p or 0.0 for _, test in tests])
    return dict(zip((key for key, _ in tests), adjusted, strict=True))


def is_tested(item: ItemFacts) -> bool:
    """Whether any group of an item was tested."""
    return any(test.p is not None for group in item.groups for test in group.tests)
