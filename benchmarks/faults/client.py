"""A phone in a bad network: it loses replies, taps twice, sends again until it has a receipt."""

import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from random import Random

from benchmarks.faults.sheets import Reply, Sheet, Way, changed, make_sheet, read_reply

DROPPED, DOUBLED, REPEATED, CHANGED = 0.15, 0.15, 0.20, 0.10
RETRY_S = 0.03
GIVE_UP_S = 60.0
BROKEN = (OSError, HTTPException)


@dataclass
class Ledger:
    """What a client was told. `receipts` holds every acknowledged sheet by its id."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    dropped: int = 0
    doubled: int = 0
    broken: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, sheet: Sheet, reply: Reply, expected: tuple[int, ...] = (200, 201)) -> bool:
        """Write down a reply; True if it acknowledges the sheet. 503 means: later."""
        if reply.status == 503:
            return False
        if reply.status not in expected:
            self.wrong.append(f"status {reply.status}, expected {expected}")
            return False
        if 409 in expected:
            return True
        known = self.receipts.setdefault(sheet.id.hex, reply.receipt)
        if not reply.receipt or known != reply.receipt:
            self.wrong.append("another receipt for the same sheet")
        return True


class Client(threading.Thread):
    """Sends one sheet after the other until `stop`; leaves no sheet without a receipt."""

    def __init__(self, way: Way, seed: int, stop: threading.Event) -> None:
        super().__init__(name=f"client-{seed}", daemon=True)
        self.ledger = Ledger()
        self._way = way
        self._chance = Random(seed)
        self._stop_event = stop

    def prepare(self) -> None:
        """Load the page, while there is a server to load it from."""
        if self._way.form:
            self._way.fetch_token()

    def run(self) -> None:
        """Work until the end is called for."""
        while not self._stop_event.is_set():
            sheet = make_sheet(self._chance)
            self.ledger.sheets[sheet.id.hex] = sheet
            if not self._deliver(sheet):
                self.ledger.wrong.append("no receipt for a sheet within a minute")
                return
            self._bother(sheet)

    def _deliver(self, sheet: Sheet) -> bool:
        """Send until there is a receipt, as the phone's queue does."""
        deadline = time.monotonic() + GIVE_UP_S
        while time.monotonic() < deadline:
            roll = self._chance.random()
            try:
                if roll < DROPPED:
                    self._drop(sheet)
                elif roll < DROPPED + DOUBLED:
                    if self._tap_twice(sheet):
                        return True
                elif self.ledger.note(sheet, self._way.send(sheet)):
                    return True
            except BROKEN:
                self.ledger.broken += 1
            time.sleep(RETRY_S)
        return False

    def _drop(self, sheet: Sheet) -> None:
        """Send and hang up before the reply: whether it was stored is unknown."""
        with self._way.sent(sheet):
            time.sleep(self._chance.random() * 0.02)
        self.ledger.dropped += 1

    def _tap_twice(self, sheet: Sheet) -> bool:
        """Two requests at the same time."""
        acknowledged = False
        with self._way.sent(sheet) as first, self._way.sent(sheet) as second:
            self.ledger.doubled += 1
            for connection in (first, second):
                try:
                    acknowledged |= self.ledger.note(sheet, read_reply(connection))
                except BROKEN:
                    self.ledger.broken += 1
        return acknowledged

    def _bother(self, sheet: Sheet) -> None:
        """Afterwards, now and then: the same again, or other answers under the same id."""
        roll = self._chance.random()
        try:
            if roll < REPEATED:
                self.ledger.note(sheet, self._way.send(sheet))
            elif roll < REPEATED + CHANGED:
                self.ledger.note(sheet, self._way.send(changed(sheet)), (409,))
        except BROKEN:
            self.ledger.broken += 1
