"""The address that goes into every QR: what it is, and whether a phone can reach it."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

import click

from survey_app.wording import say

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def is_loopback(address: str) -> bool:
    """Whether a public address leads back to the machine it is opened on."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def lan_address() -> str | None:
    """This machine's address in its network, None without one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: asks for the route only
        except OSError:
            return None
        host = str(probe.getsockname()[0])
    return None if ip_address(host).is_loopback or ip_address(host).is_unspecified else host


def warn_of_loopback(public_url: str) -> None:
    """Say loudly on stderr that a QR made now opens on this machine only, and what to set."""
    if is_loopback(public_url):
        click.secho(
            say(
                "WARNING: the QR leads to %(url)s, which no phone can open. Set YDAN_PUBLIC_URL to "
                "the address that people reach (https://…), then print again.",
                url=public_url,
            ),
            err=True,
            bold=True,
        )
