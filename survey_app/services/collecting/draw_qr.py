"""The QR of a collector, as a picture or for a terminal."""

from functools import lru_cache

from survey_app.printing.qr import collector_address, draw_png, draw_svg, draw_text, make_symbol
from survey_app.services.context import Context

KEPT = 256


def qr_address(context: Context, code: str) -> str:
    """The upper-case address that a collector's QR carries, below `YDAN_PUBLIC_URL`."""
    return collector_address(context.settings.public_url, code)


def qr_svg(context: Context, code: str) -> str:
    """The QR of a collector as SVG."""
    return _svg(qr_address(context, code))


def qr_png(context: Context, code: str) -> bytes:
    """The QR of a collector as PNG."""
    return _png(qr_address(context, code))


def qr_text(context: Context, code: str) -> str:
    """The QR of a collector in characters, for a terminal."""
    return draw_text(make_symbol(qr_address(context, code)))


@lru_cache(maxsize=KEPT)
def _svg(address: str) -> str:
    return draw_svg(make_symbol(address), address)


@lru_cache(maxsize=KEPT)
def _png(address: str) -> bytes:
    return draw_png(make_symbol(address))
