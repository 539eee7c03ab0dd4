"""Tests speak to this machine only."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address

import pytest


class NetworkUsedError(Exception):
    """A test tried to reach another machine."""


def is_local(address: object) -> bool:
    """Whether a socket address is on this machine: a path, or a loopback address."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return ip_address(host.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return host in ("localhost", "")


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection to another machine, for the whole session."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: object) -> None:
        _refuse_others(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        _refuse_others(self, address)
        return connect_ex(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    yield
    patch.undo()


def _refuse_others(self: socket.socket, address: object) -> None:
    is_packet = self.type & socket.SOCK_DGRAM  # a UDP "connect" sends nothing
    if not is_local(address) and not is_packet:
        raise NetworkUsedError(f"a test tried to reach {address}")
