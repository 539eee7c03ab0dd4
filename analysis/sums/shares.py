"""Work split so that what is held at a time fits the memory set aside."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

BUDGET = 128 * 2**20
Item = TypeVar("Item")


def in_shares(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Yield the items in order, as many at a time as fit `BUDGET` bytes, at least one.

    No items are one empty share.
    """
    share: list[Item] = []
    held = 0
    for item in items:
        need = size(item)
        if share and held + need > BUDGET:
            yield share
            share, held = [], 0
        share.append(item)
        held += need
    yield share
