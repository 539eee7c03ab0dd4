"""Load on a server from this machine, by wrk (Debian's package)."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

SCRIPT = Path(__file__).with_name("wrk.lua")
CONNECTIONS = 32


@dataclass(frozen=True)
class Load:
    """What one run brought: requests that were answered, their rate and latencies."""

    requests: int
    seconds: float
    errors: int
    refused: int
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return self.requests / self.seconds


def run_load(address: str, *, path: str, body: str = "", seconds: float = 4) -> Load:
    """GET `path`, or POST `body` with an id of its own in place of @ID@, over 32 connections.

    RuntimeError if any request failed or was refused: such a rate would mean nothing.
    """
    kind = "post" if body else "get"
    found = subprocess.run(
        [
            *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "10s"),
            *("-s", str(SCRIPT), address, "--", kind, path, body or "-", token_hex(4)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in found.stdout.splitlines() if line.startswith("JSON "))
    load = Load(**json.loads(line.removeprefix("JSON ")))
    if load.errors or load.refused:
        raise RuntimeError(f"{load.errors} requests failed, {load.refused} were refused")
    return load


def ensure_wrk() -> None:
    """Install wrk with apt when it is missing, as `make browser` does with chromium."""
    if shutil.which("wrk"):
        return
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True)
