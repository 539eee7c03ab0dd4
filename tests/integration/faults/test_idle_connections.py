"""Phones keep the connection open after they have their page; others must still get in."""

import socket
from pathlib import Path

from benchmarks.faults.sheets import fault_questionnaire
from benchmarks.servers import serve
from benchmarks.worlds import make_world

PHONES = 300  # more than threads, and than the 128 connections that once were the most


def get(connection: socket.socket) -> bytes:
    connection.sendall(b"GET /s/AAAAAA HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    return connection.recv(15)


def test_idle_phones_do_not_shut_others_out(tmp_path: Path) -> None:
    world = make_world(tmp_path, fault_questionnaire(), None)
    with serve(world.environ) as server:
        idle = []
        try:
            for _ in range(PHONES):
                idle.append(socket.create_connection(("127.0.0.1", server.port), timeout=60))
                assert get(idle[-1]) == b"HTTP/1.1 404 No"
        finally:
            for connection in idle:
                connection.close()
