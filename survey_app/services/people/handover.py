"""A one-time link as a QR: an administrator shows it, the other's telephone reads it."""

from survey_app.printing.qr import draw_svg, make_symbol


def draw_link(address: str, title: str) -> str:
    """The QR of a link as SVG; drawn afresh each time, for a secret is kept in no cache."""
    return draw_svg(make_symbol(address), title)
