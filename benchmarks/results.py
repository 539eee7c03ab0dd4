"""Group 7: the results of 100,000 answers of 50 items, as a member of the staff waits for them."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, at_most, spread
from benchmarks.large_survey import add_responses, large_questionnaire
from benchmarks.servers import serve
from benchmarks.staff_session import Answered, ask_page, officer_cookie
from benchmarks.worlds import World, make_world

RESPONSES, LATER = 100_000, 1_000
CACHED_S = 0.2
PAGE_BYTES = 150_000
MOST_WAIT_S = 300.0
BREAKDOWNS = ("gioi", "tuoi", "viec", "dan_toc", "hoc", "vung")


def measure_results(round_count: int, seconds: float) -> Iterator[Figure]:
    """First byte cached, after a step, with a new breakdown; page weights."""
    del seconds
    with TemporaryDirectory(prefix="ydan-bench-") as folder:
        world = make_world(Path(folder), large_questionnaire())
        add_responses(world, RESPONSES, 1)
        cookie = officer_cookie(world)
        with serve(world.environ) as server:
            yield from _measure(world, server.port, cookie, round_count)
            yield from _weights(world, server.port, cookie)


def _measure(world: World, port: int, cookie: str, round_count: int) -> Iterator[Figure]:
    overview = f"/staff/surveys/{world.survey_id}/results"
    yield Figure("First figures of 100,000 answers", f"{_wait(port, overview, cookie)[1]:.2f} s")
    cached = [ask_page(port, overview, cookie).first_byte_s for _ in range(5 * round_count)]
    yield at_most("Overview, cached: first byte", cached, CACHED_S, " s", 3)
    broken = [
        ask_page(port, f"{overview}/q{number + 1}?by={name}", cookie).first_byte_s
        for number in range(round_count)
        for name in BREAKDOWNS
    ]
    yield at_most("A breakdown nobody asked for yet: first byte", broken, CACHED_S, " s", 3)
    first, until = [], []
    for number in range(round_count):
        add_responses(world, LATER, 10 + number)
        byte, moved = _wait(port, overview, cookie, since=RESPONSES + number * LATER)
        first.append(byte)
        until.append(moved)
    yield at_most("After a step of 1,000: first byte (the state before)", first, 1.5, " s", 3)
    yield Figure("After a step of 1,000: until the new figures", spread(until, " s"))


def _wait(port: int, path: str, cookie: str, since: int = 0) -> tuple[float, float]:
    """(seconds to the first byte, seconds until a page shows more people than `since`)."""
    start = time.monotonic()
    first = ask_page(port, path, cookie)
    page = first
    while not _is_new(page, since):
        if time.monotonic() - start > MOST_WAIT_S:
            raise RuntimeError("the figures did not come")
        time.sleep(0.2)
        page = ask_page(port, path, cookie)
    return first.first_byte_s, time.monotonic() - start


def _is_new(page: Answered, since: int) -> bool:
    if page.status != 200:
        raise RuntimeError(f"status {page.status}")
    people = f"{since + (LATER if since else RESPONSES):,}".replace(",", ".")
    return f"Bảng số liệu tính trên {people} phiếu" in page.text


def _weights(world: World, port: int, cookie: str) -> Iterator[Figure]:
    base = f"/staff/surveys/{world.survey_id}/results"
    pages = {
        "Overview of 50 items": base,
        "One item": f"{base}/q1",
        "One item by 30 regions": f"{base}/q1?by=vung",
    }
    for name, path in pages.items():
        page = ask_page(port, path, cookie)
        yield at_most(f"{name}: page, compressed", [page.size], PAGE_BYTES, " B", 0)
    for file_format in ("csv", "xlsx"):
        start = time.monotonic()
        made = ask_page(port, f"{base}/as-file/{file_format}", cookie)
        took = time.monotonic() - start
        yield Figure(f"All tables as {file_format}", f"{took:.2f} s, {made.size:,} B")
