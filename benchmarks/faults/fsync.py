"""Kill -9 does not show a missing fsync, for the system still writes what it holds; strace does.

One phone sends sheet after sheet; between taking a request and answering it, the process must have
made the write-ahead log of the box durable. SQLite only: PostgreSQL's own processes do it there.
"""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from random import Random

from benchmarks.faults.sheets import Way, make_sheet
from benchmarks.servers import Server, serve
from benchmarks.worlds import World

CALLS = "fsync,fdatasync,recvfrom,read,sendto,write,writev,sendmsg"
ASKED = re.compile(r'"POST /')
SYNCED = re.compile(r"f(?:data)?sync\(\d+<[^>]*box\.sqlite3-wal>")
RESUMED = re.compile(r"^(\d+) .*<\.\.\. f(?:data)?sync resumed>")
ANSWERED = re.compile(r'"HTTP/1\.1 20[01]')


def has_strace() -> bool:
    """Whether the check can be made on this machine."""
    return shutil.which("strace") is not None


def count_early_answers(
    world: World, sheets: int = 20, target: str = "wsgi:app"
) -> tuple[int, int]:
    """(answers seen, answers given before the sheet was on disk) of `sheets` sent one by one."""
    with tempfile.TemporaryDirectory() as folder, serve(world.environ, target=target) as server:
        way = Way(server.port, world.code, form=False)
        trace = Path(folder) / "trace"
        tracer = _attach(server, trace)
        try:
            chance = Random(sheets)
            for _ in range(sheets):
                reply = way.send(make_sheet(chance))
                if reply.status != 201:
                    raise RuntimeError(f"status {reply.status}")
        finally:
            tracer.terminate()
            tracer.wait(60)
        return judge_trace(trace.read_text(errors="replace").splitlines())


def judge_trace(lines: Iterable[str]) -> tuple[int, int]:
    """(answers, answers without an fsync of the log finished since their request) in a trace."""
    answers = early = 0
    synced = True
    open_syncs: set[str] = set()
    for line in lines:
        if ASKED.search(line):
            synced = False
        elif SYNCED.search(line):
            if "<unfinished" in line:
                open_syncs.add(line.split()[0])
            else:
                synced = synced or line.rstrip().endswith("= 0")
        elif (resumed := RESUMED.match(line)) and resumed[1] in open_syncs:
            open_syncs.remove(resumed[1])
            synced = synced or line.rstrip().endswith("= 0")
        elif ANSWERED.search(line):
            answers += 1
            early += not synced
    return answers, early


def _attach(server: Server, trace: Path) -> "subprocess.Popen[bytes]":
    pids = [argument for pid in server.family() for argument in ("-p", str(pid))]
    command = ["strace", "-f", "-y", "-s", "64", "-e", f"trace={CALLS}", "-o", str(trace), *pids]
    tracer = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        if trace.exists() and trace.stat().st_size:
            return tracer
        if tracer.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("strace saw nothing: it may not be allowed to trace here")
