"""The server of `make run` and `make serve`: granian, with its numbers said.

One worker process where SQLite keeps the answers: its one writer thread commits in groups, and a
second process would only compete for the lock (p99 ×10). On PostgreSQL two processes use two
cores. Each has `YDAN_THREADS` (32) blocking threads: they mostly wait for the disk, and as many
answers as wait together share one fsync. At most four requests a thread are taken in; whoever
comes beyond that waits in the listen queue of 1,024.
"""

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from survey_app.config import Settings

TARGET = "wsgi:app"
SQLITE_WORKERS = 1
POSTGRESQL_WORKERS = 2
REQUESTS_PER_THREAD = 4
LISTEN_QUEUE = 1_024
HEADER_TIMEOUT_MS = 20_000
STOP_AFTER_S = 15


def make_server(settings: Settings) -> MPServer:
    """The server of these settings, not started."""
    is_file = settings.box_url.startswith("sqlite")
    return MPServer(
        TARGET,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=SQLITE_WORKERS if is_file else POSTGRESQL_WORKERS,
        blocking_threads=settings.threads,
        backpressure=settings.threads * REQUESTS_PER_THREAD,
        backlog=LISTEN_QUEUE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_AFTER_S,
    )
