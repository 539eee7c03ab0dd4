"""The cost of a piece of work as a count: the same on every machine, however busy it is."""

import sys
from collections.abc import Callable
from types import FrameType


def count_calls(work: Callable[[], object]) -> int:
    """How many functions, Python's own included, a piece of work calls."""
    calls = 0

    def see(frame: FrameType, event: str, argument: object) -> None:
        del frame, argument
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
