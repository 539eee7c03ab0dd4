"""Group "peers": ours, svy and R's survey on the same files in the same run."""

from collections.abc import Callable, Iterator, Mapping
from statistics import median

from benchmarks.figures import Figure, at_most, spread
from benchmarks.peers.drivers import (
    Cost,
    Data,
    PeerError,
    find_r,
    install_svy,
    made_data,
    run_ours,
    run_r,
    run_svy,
)

BESIDE, ALONE, LATER, HUGE = (10_000, 100_000), 1_000_000, 1_001_000, 10_000_000
STEPS = {
    "rake": ("raking of 4 margins", "memory"),
    "one_way": ("40 one-way tables", "memory"),
    "crosstabs": ("240 crosstabs", "file"),
}
CPU_GOALS = {
    ("rake", ALONE): 0.15,
    ("one_way", ALONE): 0.3,
    ("crosstabs", 100_000): 2.0,
    ("crosstabs", ALONE): 5.0,
    ("crosstabs", HUGE): 40.0,
}
MEMORY_MB, MARGIN, SAME, AGAIN_S, TIMES = 350.0, 1e-10, 1e-6, 0.5, 20.0
CLOSE = 1e-12
CHEAP_S = 5.0
Runner = Callable[[str, Data], Cost]


def measure_peers(round_count: int, seconds: float) -> Iterator[Figure]:
    """Tables and raking of 10k and 100k rows beside the peers, of 1M alone; `seconds` is idle."""
    del seconds
    peers: dict[str, Runner] = {}
    yield from _find_peers(peers)
    with made_data([*BESIDE, ALONE, LATER]) as (*beside, alone, later):
        for data in beside:
            for step in STEPS:
                yield from _beside(step, data, peers, round_count)
        for step in STEPS:
            yield from _ours(step, alone, _rounds_of_ours(step, alone, round_count))
        yield _numbers(alone, round_count)
        yield from _again(later, round_count)


def measure_huge(round_count: int, seconds: float) -> Iterator[Figure]:
    """The crosstabs of ten million rows, on request; once, as it takes long."""
    del round_count, seconds
    with made_data([HUGE]) as (data,):
        yield from _ours("crosstabs", data, _rounds_of_ours("crosstabs", data, 1))


def _find_peers(peers: dict[str, Runner]) -> Iterator[Figure]:
    found: Mapping[str, tuple[Callable[[], str], Runner]] = {
        "svy": (install_svy, run_svy),
        "R survey": (find_r, run_r),
    }
    for name, (look, run) in found.items():
        try:
            yield Figure(f"peer {name}", look())
            peers[name] = run
        except PeerError as error:
            yield Figure(f"peer {name}", str(error))


def _rounds_of_ours(step: str, data: Data, round_count: int) -> list[Cost]:
    return [run_ours(step, data, STEPS[step][1]) for _ in range(round_count)]


def _beside(
    step: str, data: Data, peers: Mapping[str, Runner], round_count: int
) -> Iterator[Figure]:
    ours = _rounds_of_ours(step, data, round_count)
    yield from _ours(step, data, ours)
    for name, run in peers.items():
        try:
            theirs = _rounds_of_peer(run, step, data, round_count)
        except PeerError as error:
            yield Figure(_title(step, data, name), str(error))
            continue
        yield _peer(_title(step, data, name), step, theirs, ours)
        yield _agreement(_title(step, data, name), step, theirs[0], ours[0])


def _rounds_of_peer(run: Runner, step: str, data: Data, round_count: int) -> list[Cost]:
    """Return several rounds when the first was cheap, else that one."""
    first = run(step, data)
    more = round_count - 1 if first.load_s + first.work_s < CHEAP_S else 0
    return [first, *(run(step, data) for _ in range(more))]


def _title(step: str, data: Data, name: str) -> str:
    return f"{data.rows:,}: {STEPS[step][0]}, {name}"


def taken(step: str, cost: Cost) -> float:
    """Return the processor seconds that count: with reading the file for crosstabs, else after."""
    return cost.whole_s + (cost.load_s if STEPS[step][1] == "file" else 0.0)


def _ours(step: str, data: Data, costs: list[Cost]) -> Iterator[Figure]:
    title, goal = _title(step, data, "ours"), CPU_GOALS.get((step, data.rows))
    seconds = [taken(step, cost) for cost in costs]
    if goal is None:
        yield Figure(f"{title}: CPU", spread(seconds, " s", 3))
    else:
        yield at_most(f"{title}: CPU", seconds, goal, " s", 3)
    memory = [cost.peak_mb for cost in costs]
    if step == "crosstabs" and data.rows >= ALONE:
        yield at_most(f"{title}: peak memory", memory, MEMORY_MB, " MB", 0)
    else:
        yield Figure(f"{title}: peak memory", spread(memory, " MB", 0))
    if step == "rake":
        worst = max(cost.check[1] for cost in costs)
        yield Figure(f"{title}: worst margin", f"{worst:.0e}", f"≤ {MARGIN:g}", worst <= MARGIN)


def _numbers(data: Data, round_count: int) -> Figure:
    """The one-way tables when the answers are numbers instead of texts."""
    seconds = [run_ours("one_way", data, "numbers").whole_s for _ in range(round_count)]
    title = f"{_title('one_way', data, 'ours')}, answers as numbers: CPU"
    return at_most(title, seconds, CPU_GOALS["one_way", data.rows], " s", 3)


def _peer(title: str, step: str, theirs: list[Cost], ours: list[Cost]) -> Figure:
    seconds = median(taken(step, cost) for cost in theirs)
    ratio = seconds / median(taken(step, cost) for cost in ours)
    first = theirs[0]
    mark = f" (x {first.done}/{first.of})" if first.is_extrapolated else ""
    memory = median(cost.peak_mb for cost in theirs)
    value = f"{seconds:.3g} s{mark}, {memory:,.0f} MB = {ratio:,.1f} × ours"
    if step == "crosstabs" and "svy" in title and title.startswith("100,000"):
        return Figure(title, value, f"≥ {TIMES:g} ×", ratio >= TIMES)
    return Figure(title, value)


def _agreement(title: str, step: str, theirs: Cost, ours: Cost) -> Figure:
    """Compare the first share and its error; after raking the effective n."""
    places = (0,) if step == "rake" else (0, 1)
    apart = max(abs(theirs.check[place] / ours.check[place] - 1) for place in places)
    return Figure(f"{title}: differs by", f"{apart:.0e}", f"≤ {SAME:g}", apart <= SAME)


def _again(data: Data, round_count: int) -> Iterator[Figure]:
    """1,000 answers on top of a million: 40 tables and the crosstabs of one group.

    With the sums of the million kept, and by counting all rows.
    """
    title = f"{data.rows:,}: 40 tables and 40 crosstabs by g6 again"
    places = {
        "kept": "sums kept in memory",
        "kept-file": "sums kept in a file",
        "memory": "all rows counted, columns in memory",
        "file": "all rows counted, from the file",
    }
    costs = {
        place: [run_ours("again", data, place) for _ in range(round_count)] for place in places
    }
    for place, words in places.items():
        seconds = [cost.whole_s for cost in costs[place]]
        if place.startswith("kept"):
            yield at_most(f"{title}, {words}", seconds, AGAIN_S, " s", 3)
        else:
            yield Figure(f"{title}, {words}", spread(seconds, " s", 3))
    pairs = zip(costs["kept"][0].check, costs["memory"][0].check, strict=True)
    apart = max(abs(one / other - 1) for one, other in pairs)
    yield Figure(f"{title}: kept differs by", f"{apart:.0e}", f"≤ {CLOSE:g}", apart <= CLOSE)
