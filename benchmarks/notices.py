"""Group 6: the notices of all 3,321 communes as one PDF: seconds, peak memory, size."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, spread
from benchmarks.servers import PROJECT
from survey_app.printing.many import print_many
from survey_app.printing.notice import Notice

COMMUNES = 3_321


def measure_notices(round_count: int, seconds: float) -> Iterator[Figure]:
    """Typeset and join them `round_count` times; `seconds` plays no part here."""
    del seconds
    found = [_measured() for _ in range(round_count)]
    yield Figure("3,321 notices as one PDF: time", spread([run["s"] for run in found], " s", 1))
    peaks = [run["peak_mb"] for run in found]
    yield Figure("… greatest memory of a process (two typeset)", spread(peaks, " MB", 0))
    yield Figure("… size of the file", spread([run["file_mb"] for run in found], " MB", 1))


def _measured() -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.notices"]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    run: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return run


def make_notices(count: int) -> list[Notice]:
    """So many notices with texts of real lengths."""
    return [
        Notice(
            address=f"HTTPS://YKIEN.LAICHAU.GOV.VN/S/K7{number:04d}",
            code=f"K7{number:04d}",
            title="Khảo sát ý kiến người dân về phục vụ hành chính và xây dựng nông thôn mới 2026",
            place=f"phường Tân Phong {number}, tỉnh Lai Châu",
            label="Bảng tin nhà văn hóa",
            conductor="Ban Tuyên giáo và Dân vận Tỉnh ủy Lai Châu",
            contact="0213 3876 123",
        )
        for number in range(count)
    ]


def main() -> None:
    """One run in a process of its own, whose children's memory is then known."""
    with TemporaryDirectory(prefix="ydan-bench-") as folder:
        start = time.monotonic()
        path = print_many(make_notices(COMMUNES), Path(folder), lambda _: None)
        took, size = time.monotonic() - start, path.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"s": took, "peak_mb": peak, "file_mb": size / 1e6}))


if __name__ == "__main__":
    main()
