import socket

import pytest

from tests.support.network import NetworkUsedError


def test_another_machine_is_out_of_reach() -> None:
    with socket.socket() as probe, pytest.raises(NetworkUsedError):
        probe.connect(("203.0.113.1", 80))


def test_this_machine_is_within_reach() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
