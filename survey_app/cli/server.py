"""The server of `make run` and `make serve`: granian, with its numbers said.

One worker process where SQLite keeps the answers: its one writer thread commits in groups, and a
second process would only compete for the lock (p99 ×10). On PostgreSQL two processes use two
cores. Each has `YDAN_THREADS` blocking threads: they mostly wait for the disk, and as many answers
as wait together share one fsync.

Granian's backpressure counts open connections, the idle ones of phones that have their page too:
a small number would shut out a village whose phones keep their connections open. So it is large,
idle connections are closed after 15 s, and what the threads cannot take at once waits its turn.
"""

import resource

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from survey_app.config import Settings

TARGET = "wsgi:app"
SQLITE_WORKERS = 1
POSTGRESQL_WORKERS = 2
MOST_CONNECTIONS = 8_192
LISTEN_QUEUE = 4_096
OTHER_FILES = 512
IDLE_TIMEOUT_MS = 15_000
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
        backpressure=allow_connections(),
        backlog=LISTEN_QUEUE,
        http1_settings=HTTP1Settings(header_read_timeout=IDLE_TIMEOUT_MS),
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_AFTER_S,
    )


def allow_connections() -> int:
    """Raise this process's limit of open files as far as it goes; the connections that fit in."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(files - OTHER_FILES, files // 2)
