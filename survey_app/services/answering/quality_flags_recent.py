"""What this process has just accepted, in numbers: enough to see a copy or a burst, no more.

Nothing here is written anywhere. Contents are known by Python's hash alone, whose key is drawn
anew with every process; times are half minutes and quarter hours. Several processes count apart,
so that each sees a share of what comes: flags are then fewer, never wrong.
"""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final

BURST_SLOT_S: Final = 30
BURST_SHEETS: Final = 60
"""As many sheets of one collector in two slots, one each second, are a burst. A family that shares
a phone sends one in some minutes, a full meeting room some ten in a minute."""
COPY_SLOT_S: Final = 900
MOST_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What came before a sheet: the same answers, many sheets."""

    is_copy: bool = False
    is_burst: bool = False


class RecentSheets:
    """Counters of a process, bounded in time (half an hour) and in size (`most` of each kind).

    May be asked from many threads. With `most` 0 it counts nothing: made-up sheets come in bursts.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, int, int]] = {}
        self._copy_slot = 0
        self._copies: set[int] = set()
        self._older_copies: set[int] = set()

    def look(self, collector: str, content_hash: str, now: datetime) -> Seen:
        """What was accepted before a sheet of this collector and content; `now` is aware."""
        seconds = int(now.timestamp())
        key = hash(content_hash)
        with self._lock:
            self._turn(seconds // COPY_SLOT_S)
            is_copy = key in self._copies or key in self._older_copies
            current, previous = self._at(collector, seconds // BURST_SLOT_S)
        return Seen(is_copy, current + previous >= BURST_SHEETS)

    def add(self, collector: str, content_hash: str, now: datetime) -> None:
        """Count a sheet that was stored; `now` is aware."""
        if self._most == 0:
            return
        seconds = int(now.timestamp())
        slot = seconds // BURST_SLOT_S
        with self._lock:
            self._turn(seconds // COPY_SLOT_S)
            if len(self._copies) >= self._most:
                self._older_copies, self._copies = self._copies, set()
            self._copies.add(hash(content_hash))
            current, previous = self._at(collector, slot)
            if collector not in self._counts and len(self._counts) >= self._most:
                self._forget(slot)
            self._counts[collector] = (slot, current + 1, previous)

    def _turn(self, slot: int) -> None:
        """Let go of what is older than one slot; of everything when the clock jumped."""
        if slot == self._copy_slot:
            return
        self._older_copies = self._copies if slot == self._copy_slot + 1 else set()
        self._copies = set()
        self._copy_slot = slot

    def _at(self, collector: str, slot: int) -> tuple[int, int]:
        """The sheets of this slot and of the one before."""
        known, current, previous = self._counts.get(collector, (slot, 0, 0))
        if known == slot:
            return current, previous
        return 0, current if known == slot - 1 else 0

    def _forget(self, slot: int) -> None:
        kept = {code: found for code, found in self._counts.items() if slot - 1 <= found[0] <= slot}
        self._counts = kept if len(kept) < self._most else {}
