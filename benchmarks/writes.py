"""Group 2 and 3: durable answers against a writer that stores nothing, pages against bare Flask.

The two sides of a ratio are measured in turn, round by round, because a disk can change its speed
twentyfold within minutes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import urlopen

from benchmarks.designs import flat_questionnaire
from benchmarks.figures import Figure, at_least, at_most, spread
from benchmarks.load import Load, run_load
from benchmarks.servers import Server, serve
from benchmarks.worlds import World, make_world, postgresql_server

ANSWERS = 20
WARM_S = 1.0
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Pair:
    """The rounds of one store: with it, and without."""

    durable: list[Load] = field(default_factory=list)
    noop: list[Load] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def ratios(self) -> list[float]:
        """Durable rate by no-op rate, for each round."""
        return [one.rate / other.rate for one, other in zip(self.durable, self.noop, strict=True)]


def measure_writes(round_count: int, seconds: float) -> Iterator[Figure]:
    """Durable POSTs on both stores, then the pages and the processor time of a response."""
    with TemporaryDirectory(prefix="ydan-bench-") as name:
        folder = Path(name)
        world = make_world(folder / "sqlite", flat_questionnaire(ANSWERS))
        yield from _write_figures("SQLite", _compare(world, round_count, seconds))
        yield from _read_figures(world, round_count, seconds)
        with postgresql_server(folder / "server") as server:
            world = make_world(folder / "postgresql", flat_questionnaire(ANSWERS), server)
            yield from _write_figures("PostgreSQL", _compare(world, round_count, seconds))


def _compare(world: World, round_count: int, seconds: float) -> Pair:
    """Rounds of no-op and durable, one server at a time: both want the connections of the store."""
    pair = Pair()
    for _ in range(round_count):
        with serve(world.environ, target="benchmarks.noop_app:app") as server:
            _post(server, world, WARM_S)
            pair.noop.append(_post(server, world, seconds))
        with serve(world.environ) as server:
            _post(server, world, WARM_S)
            before = server.cpu_s()
            load = _post(server, world, seconds)
            pair.durable.append(load)
            pair.cpu_ms.append((server.cpu_s() - before) / load.requests * 1000)
    return pair


def _write_figures(store: str, pair: Pair) -> Iterator[Figure]:
    yield Figure(f"{store}: durable POST, answers/s", spread([x.rate for x in pair.durable], "", 0))
    yield Figure(f"{store}: no-op store, answers/s", spread([x.rate for x in pair.noop], "", 0))
    yield at_least(f"{store}: durable / no-op", pair.ratios(), 0.6)
    yield at_most(
        f"{store}: p99 of a durable POST", [x.p99_ms for x in pair.durable], 100, " ms", 0
    )
    yield Figure(f"{store}: server CPU of a durable POST", spread(pair.cpu_ms, " ms"))


def _read_figures(world: World, round_count: int, seconds: float) -> Iterator[Figure]:
    """Pages against hello, and the processor time of a view and a durable answer together."""
    path = f"/s/{world.code}"
    page, hello, cpu_ms = [], [], []
    hello_server = serve(world.environ, target="benchmarks.hello_app:app")
    with serve(world.environ) as server, hello_server as bare:
        _post(server, world, WARM_S)
        for _ in range(round_count):
            hello.append(run_load(bare.address, path="/", seconds=seconds).rate)
            before = server.cpu_s()
            view = run_load(server.address, path=path, seconds=seconds)
            middle = server.cpu_s()
            post = _post(server, world, seconds)
            view_ms = (middle - before) / view.requests * 1000
            cpu_ms.append(view_ms + (server.cpu_s() - middle) / post.requests * 1000)
            page.append(view.rate)
    yield Figure("GET page, pages/s", spread(page, "", 0))
    yield Figure("GET bare Flask hello, pages/s", spread(hello, "", 0))
    ratios = [one / other for one, other in zip(page, hello, strict=True)]
    yield at_least("GET page / hello", ratios, 0.7)
    yield at_most("Server CPU of view + durable answer (SQLite)", cpu_ms, 2, " ms")


def _post(server: Server, world: World, seconds: float) -> Load:
    path = f"/s/{world.code}"
    with urlopen(f"{server.address}{path}") as reply:
        token = TOKEN.search(reply.read().decode())
    if token is None:
        raise RuntimeError("the page holds no form token")
    fields = {"csrf_token": token[1], "consent": "yes", "action": "send"}
    answers = {f"q{number}": str(number % 5 + 1) for number in range(1, ANSWERS + 1)}
    body = f"submission_id=@ID@&{urlencode({**fields, **answers})}"
    return run_load(server.address, path=path, body=body, seconds=seconds)
