"""Start one step of one package in a process of its own and read what it took."""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.csv as pc
import pyarrow.parquet as pq

from benchmarks.peers.data import GROUPS, QUESTIONS, margins
from benchmarks.servers import PROJECT

STOP_S = 120.0
LATEST_S = 420.0
SVY = "svy==0.35.0"
HOME = PROJECT / ".venv-peers"


class PeerError(Exception):
    """A peer that cannot be measured; the text says why."""


@dataclass(frozen=True)
class Cost:
    """What a step took: processor seconds of loading and of the work, greatest memory."""

    load_s: float
    work_s: float
    done: int
    of: int
    peak_mb: float
    check: tuple[float, float]

    @property
    def whole_s(self) -> float:
        """The work of all tables, extrapolated when it was stopped."""
        return self.work_s * self.of / self.done

    @property
    def is_extrapolated(self) -> bool:
        """Whether the step was stopped before its end."""
        return self.done < self.of


@dataclass(frozen=True)
class Data:
    """One made-up file in the forms that the packages read."""

    rows: int
    folder: Path

    @property
    def parquet(self) -> Path:
        """The file itself."""
        return self.folder / f"{self.rows}.parquet"

    def as_csv(self) -> Path:
        """The file as CSV for R, made when first asked for."""
        path = self.folder / f"{self.rows}.csv"
        if not path.exists():
            pc.write_csv(pq.read_table(self.parquet), path)
        return path


@contextmanager
def made_data(sizes: Sequence[int]) -> Iterator[list[Data]]:
    """Write files of so many rows into a folder that is removed afterwards."""
    with TemporaryDirectory(prefix="ydan-peers-") as folder:
        found = [Data(rows, Path(folder)) for rows in sizes]
        for data in found:
            module = "benchmarks.peers.data"
            _call([sys.executable, "-m", module, str(data.rows), str(data.parquet)])
        yield found


def run_ours(step: str, data: Data, place: str) -> Cost:
    """Measure a step of ours on the file, or on its columns in memory."""
    module = "benchmarks.peers.ours"
    return _cost([sys.executable, "-m", module, step, str(data.parquet), str(data.rows), place])


def run_svy(step: str, data: Data) -> Cost:
    """Measure a step of svy; its environment must be there (`install_svy`)."""
    job = {
        "step": step,
        "file": str(data.parquet),
        "tables": tables(step),
        "margins": margins(float(data.rows)),
        "stop_s": STOP_S,
    }
    module = "benchmarks.peers.svy_driver"
    return _cost([str(HOME / "bin" / "python"), "-m", module, json.dumps(job)])


def run_r(step: str, data: Data) -> Cost:
    """Measure a step of R's survey package."""
    asked, goals = data.folder / f"{step}.txt", data.folder / f"margins-{data.rows}.csv"
    asked.write_text("".join(" ".join(table) + "\n" for table in tables(step)))
    with goals.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("group", "label", "total"))
        for group, targets in margins(float(data.rows)).items():
            lines.writerows((group, label, repr(total)) for label, total in targets.items())
    script = PROJECT / "benchmarks" / "peers" / "survey.R"
    files = [str(path) for path in (data.as_csv(), asked, goals)]
    return _cost(["Rscript", str(script), step, *files, str(STOP_S)])


def tables(step: str) -> list[tuple[str, ...]]:
    """Return the columns of every table of a step."""
    questions = [f"q{number}" for number in range(1, QUESTIONS + 1)]
    if step == "one_way":
        return [(question,) for question in questions]
    return [(question, group) for question in questions for group in GROUPS]


def install_svy() -> str:
    """Install svy into `.venv-peers` unless it is there; return its name and version."""
    python = HOME / "bin" / "python"
    name, version = SVY.split("==")
    asked = f"from importlib.metadata import version; assert version({name!r}) == {version!r}"
    if not python.exists():
        _call([sys.executable, "-m", "venv", str(HOME)])
    if subprocess.run([python, "-c", asked], capture_output=True, check=False).returncode:
        _call([str(python), "-m", "pip", "install", "--quiet", SVY])
    return f"{name} {version}"


def find_r() -> str:
    """Return the versions of R and its survey package; raises PeerError when they are not here."""
    if shutil.which("Rscript") is None:
        raise PeerError("R is not here")
    asked = 'cat(format(getRversion()), format(packageVersion("survey")))'
    try:
        r, survey = _call(["Rscript", "-e", asked]).split()[-2:]
    except PeerError:
        raise PeerError("R is here, its package survey is not") from None
    return f"R {r}, survey {survey}"


def _cost(command: Sequence[str]) -> Cost:
    found = json.loads(_call(command).splitlines()[-1])
    return Cost(**{**found, "check": tuple(found["check"])})


def _call(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(
            command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=LATEST_S
        )
    except subprocess.TimeoutExpired:
        raise PeerError(f"stopped after {LATEST_S:.0f} s") from None
    if done.returncode:
        raise PeerError(done.stderr.strip()[-500:] or f"exit status {done.returncode}")
    return done.stdout
