from typing import cast

from survey_app.services.answering.collector_page import CollectorPage
from survey_app.services.answering.page_cache import PageCache


class Loads:
    """Counts how often a page was read from the store."""

    def __init__(self) -> None:
        self.count = 0
        self.now = 0.0

    def __call__(self) -> CollectorPage:
        self.count += 1
        return cast("CollectorPage", object())


def test_a_page_is_read_once_a_second() -> None:
    loads = Loads()
    cache = PageCache(now=lambda: loads.now)
    for moment in (0.0, 0.5, 0.999):
        loads.now = moment
        cache.page("A", loads)
    assert loads.count == 1
    loads.now = 1.0
    cache.page("A", loads)
    assert loads.count == 2


def test_an_unknown_code_is_remembered_and_a_change_forgets_all() -> None:
    asked = []
    cache = PageCache(now=lambda: 0.0)
    for _ in range(3):
        assert cache.page("NONE", lambda: asked.append(1)) is None  # type: ignore[func-returns-value]  # none is the point
    assert len(asked) == 1
    cache.clear()
    cache.page("NONE", lambda: asked.append(1))  # type: ignore[arg-type, func-returns-value]  # as above
    assert len(asked) == 2
