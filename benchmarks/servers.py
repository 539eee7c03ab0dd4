"""Granian as `make run` starts it, on a free port of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PROJECT = Path(__file__).parents[1]
READY_S = 120.0
PORTS = range(15_000, 32_000)  # none that Linux gives by itself, which another may take meanwhile
CHANCE = SystemRandom()
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server; `process` is the one that was started, its worker is a child of it."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        """The base of its addresses."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_s(self) -> float:
        """Processor seconds used so far by it and its workers (Linux)."""
        return sum(_cpu_s(pid) for pid in self.family())

    def family(self) -> list[int]:
        """The numbers of its processes (Linux)."""
        return _family(self.process.pid)

    def kill(self) -> None:
        """kill -9 for it and its workers, all at once."""
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and make it end if it does not."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


def free_port() -> int:
    """A port that nothing listens on, and that no connection is given while a server restarts."""
    while True:
        port = CHANCE.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def start_server(environ: Mapping[str, str], *, target: str = "wsgi:app", port: int = 0) -> Server:
    """Start a server in a process group of its own; RuntimeError if it does not answer."""
    port = port or free_port()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("YDAN_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.start", target],
        cwd=PROJECT,
        env={**inherited, "PYTHONPATH": str(PROJECT), **environ, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    server = Server(process, port)
    try:
        _wait_until_ready(server)
    except BaseException:
        server.kill()
        raise
    return server


@contextmanager
def serve(environ: Mapping[str, str], *, target: str = "wsgi:app") -> Iterator[Server]:
    """A server for the length of a block."""
    server = start_server(environ, target=target)
    try:
        yield server
    finally:
        server.stop()


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            with urlopen(f"{server.address}/healthz", timeout=2):
                return
        except HTTPError as error:
            error.close()
            return  # it answers
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
