"""Rendered pages kept in memory, the oldest thrown out first."""

import threading
from collections.abc import Callable, Hashable

from survey_app.web.shared.spliced import SplicedPage

MOST_PAGES = 2048


class KeptPages:
    """At most `most` pages by key, for many threads; two may render the same page at once.

    Reading takes no lock: it is what every request does, and a dict gives a page or none.
    """

    def __init__(self, most: int = MOST_PAGES) -> None:
        self._most = most
        self._pages: dict[Hashable, SplicedPage] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def page(self, key: Hashable, make: Callable[[], SplicedPage]) -> SplicedPage:
        """Return the page of a key, made when it is not kept."""
        page = self._pages.get(key)
        if page is None:
            page = make()
            with self._lock:
                self._pages[key] = page
                if len(self._pages) > self._most:
                    del self._pages[next(iter(self._pages))]
        return page
