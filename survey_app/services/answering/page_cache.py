"""What a collector's page needs, kept in memory for a second so that a GET costs no query."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Final

from survey_app.services.answering.collector_page import CollectorPage

KEPT_S: Final = 1.0
MOST_CODES: Final = 20_000


class PageCache:
    """Collector pages by code, each for `kept_s` seconds; unknown codes are remembered as well.

    Bounded: codes that somebody invents push everything out rather than fill the memory.
    """

    def __init__(self, kept_s: float = KEPT_S, now: Callable[[], float] = monotonic) -> None:
        self._kept_s = kept_s
        self._now = now
        self._lock = threading.Lock()
        self._pages: dict[str, tuple[float, CollectorPage | None]] = {}

    def page(self, code: str, load: Callable[[], CollectorPage | None]) -> CollectorPage | None:
        """The page of a code, from memory while it is fresh, else from `load`."""
        now = self._now()
        kept = self._pages.get(code)
        if kept is not None and now < kept[0]:
            return kept[1]
        page = load()
        with self._lock:
            if len(self._pages) >= MOST_CODES:
                self._pages.clear()
            self._pages[code] = (now + self._kept_s, page)
        return page

    def clear(self) -> None:
        """Forget every page: after a change made in this process."""
        with self._lock:
            self._pages.clear()
