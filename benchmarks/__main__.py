"""`python -m benchmarks [pages] [writes] [notices] [peers] …`: measure, print a table."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from benchmarks.board import measure_board
from benchmarks.faults.measure import measure_faults
from benchmarks.figures import Figure
from benchmarks.files import measure_files
from benchmarks.large import measure_large
from benchmarks.load import ensure_wrk
from benchmarks.notices import measure_notices
from benchmarks.pages import measure_pages
from benchmarks.peers.measure import measure_huge, measure_peers
from benchmarks.results import measure_results
from benchmarks.spark import measure_spark
from benchmarks.writes import measure_writes

Group = Callable[[int, float], Iterator[Figure]]
GROUPS: Mapping[str, tuple[str, Group]] = {
    "pages": ("1. Pages of the shipped questionnaires", measure_pages),
    "writes": ("2–3. Durable answers and pages, 32 connections", measure_writes),
    "large": ("4. 100,000 answers of 50 items", measure_large),
    "board": ("6. The fieldwork board, flags at acceptance", measure_board),
    "results": ("7. Results of 100,000 answers of 50 items", measure_results),
    "files": ("8. 240 crosstabs straight from a file", measure_files),
    "notices": ("6. The notices of all communes as one PDF", measure_notices),
    "peers": ("9. Tables and raking beside svy and R's survey", measure_peers),
    "peers10m": ("9. Crosstabs of ten million rows", measure_huge),
    "spark": ("10. Tables by Spark and by numpy", measure_spark),
    "faults": ("5. Twenty times kill -9 under eight phones", measure_faults),
}
ON_REQUEST = ("faults", "peers10m", "spark")
USUAL = tuple(name for name in GROUPS if name not in ON_REQUEST)


def main() -> int:
    """Run the groups that are asked for (all but those on request by default)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4, help="of load in each run")
    options = parser.parse_args()
    ensure_wrk()
    for name in options.groups or USUAL:
        title, measure = GROUPS[name]
        start = time.monotonic()
        print(f"\n{title}")
        for figure in measure(options.rounds, options.seconds):
            print(f"  {figure.line()}", flush=True)
        print(f"  ({time.monotonic() - start:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
