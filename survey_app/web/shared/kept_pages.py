"""Rendered pages kept in memory, the longest unused thrown out first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from survey_app.web.shared.spliced import SplicedPage

MOST_PAGES = 512


class KeptPages:
    """At most `most` pages by key; safe for many threads (two may render the same page at once)."""

    def __init__(self, most: int = MOST_PAGES) -> None:
        self._most = most
        self._pages: OrderedDict[Hashable, SplicedPage] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def page(self, key: Hashable, make: Callable[[], SplicedPage]) -> SplicedPage:
        """Return the page of a key, made when it is not kept."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
                return page
        page = make()
        with self._lock:
            self._pages[key] = page
            if len(self._pages) > self._most:
                self._pages.popitem(last=False)
        return page
