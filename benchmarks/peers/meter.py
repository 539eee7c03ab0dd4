"""What a process has cost so far, and the line a driver prints: standard library only.

The drivers of the peers run under another Python, so nothing else may be imported here.
"""

import json
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Check = list[float]


def cpu_s() -> float:
    """Processor seconds of this process, user and system, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """The greatest memory of this program.

    `ru_maxrss` would keep that of the process that started it when that was greater.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Meter:
    """Measures loading, then tasks one after the other until all are done or time is up."""

    def __init__(self) -> None:
        self._start = cpu_s()
        self._loaded = self._start

    def loaded(self) -> None:
        """Say that the data are ready: what follows is the work."""
        self._loaded = cpu_s()

    def work(self, tasks: Sequence[Callable[[], Check]], stop_s: float, tables: int = 1) -> None:
        """Do the tasks and print the line; each stands for so many `tables`."""
        begin, checks = time.monotonic(), []
        for task in tasks:
            checks.append(task())
            if time.monotonic() - begin > stop_s:
                break
        print(
            json.dumps(
                {
                    "load_s": self._loaded - self._start,
                    "work_s": cpu_s() - self._loaded,
                    "done": len(checks) * tables,
                    "of": len(tasks) * tables,
                    "peak_mb": peak_mb(),
                    "check": checks[0],
                }
            )
        )
