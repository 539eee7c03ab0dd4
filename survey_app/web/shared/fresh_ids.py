"""Random ids for forms, drawn from the system by the hundred.

`uuid4` asks the system for each id and lets go of the interpreter while it waits: with many threads
every page then queues for the interpreter twice, which cost a fifth of the pages a second.
"""

import os
from collections import deque
from uuid import UUID

ID_BYTES = 16
DRAWN_AT_ONCE = 256

_drawn: deque[bytes] = deque()
os.register_at_fork(after_in_child=_drawn.clear)


def fresh_id() -> UUID:
    """Return a random id (UUID version 4) that was never given before; safe from many threads."""
    while True:
        try:
            return UUID(bytes=_drawn.pop(), version=4)
        except IndexError:
            block = os.urandom(ID_BYTES * DRAWN_AT_ONCE)
            _drawn.extend(block[at : at + ID_BYTES] for at in range(0, len(block), ID_BYTES))
