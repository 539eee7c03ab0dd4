"""Kill the server again and again under clients, then compare what they hold with the store."""

import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import select

from benchmarks.faults.client import Client, Ledger
from benchmarks.faults.sheets import Way
from benchmarks.servers import free_port, start_server
from benchmarks.worlds import World
from survey_app.store.models import Response

CLIENTS = 8
UP_S = (0.2, 1.2)  # how long the server lives between two kills


@dataclass(frozen=True)
class Report:
    """The verdict: all of `lost`, `doubled`, `altered`, `unknown` and `wrong` must be nothing."""

    restarts: int
    sent: int
    stored: int
    dropped_replies: int
    double_taps: int
    broken_connections: int
    lost: int
    doubled: int
    altered: int
    unknown: int
    wrong: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether every acknowledged sheet is there once, as it was sent, and nothing else."""
        return not (self.lost or self.doubled or self.altered or self.unknown or self.wrong)


def run_kill_loop(
    world: World, *, restarts: int, seed: int, clients: int = CLIENTS, target: str = "wsgi:app"
) -> Report:
    """`restarts` times kill -9 under `clients` phones; the last server answers what is left."""
    chance, stop, port = Random(seed), threading.Event(), free_port()
    server = start_server(world.environ, target=target, port=port)
    phones = [
        Client(Way(port, world.code, form=number % 2 == 0), seed + number, stop)
        for number in range(1, clients + 1)
    ]
    try:
        for phone in phones:
            phone.prepare()
            phone.start()
        for _ in range(restarts):
            time.sleep(chance.uniform(*UP_S))
            server.kill()
            server = start_server(world.environ, target=target, port=port)
        stop.set()
        for phone in phones:
            phone.join(120)
    finally:
        stop.set()
        server.stop()
    return _judge(world, restarts, [phone.ledger for phone in phones])


def _judge(world: World, restarts: int, ledgers: Sequence[Ledger]) -> Report:
    sheets = {id_: sheet for ledger in ledgers for id_, sheet in ledger.sheets.items()}
    receipts = {id_: code for ledger in ledgers for id_, code in ledger.receipts.items()}
    stored = _stored(world)
    marks = Counter(str(answers["mark"]) for answers in stored.values())
    return Report(
        restarts=restarts,
        sent=len(sheets),
        stored=len(stored),
        dropped_replies=sum(ledger.dropped for ledger in ledgers),
        double_taps=sum(ledger.doubled for ledger in ledgers),
        broken_connections=sum(ledger.broken for ledger in ledgers),
        lost=len(receipts.keys() - stored.keys()),
        doubled=sum(count - 1 for count in marks.values()),
        altered=sum(
            answers != sheets[id_].answers for id_, answers in stored.items() if id_ in sheets
        ),
        unknown=len(stored.keys() - sheets.keys()),
        wrong=tuple(sorted({wrong for ledger in ledgers for wrong in ledger.wrong})),
    )


def _stored(world: World) -> dict[str, dict[str, object]]:
    """The answers in the store by the hex digits of their id."""
    context = world.context()
    with context.database.box_session() as session:
        query = select(Response.id, Response.answers)
        found = {row.id.hex: json.loads(row.answers) for row in session.execute(query)}
    context.close()
    return found
