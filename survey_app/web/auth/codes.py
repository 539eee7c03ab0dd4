"""Codes of an authenticator, each taken once; our QR instead of a data picture."""

import time
from collections.abc import Callable

from flask_security import Totp, UserMixin
from passlib.totp import TOTP, TotpMatch

from survey_app.printing.qr import draw_svg, make_symbol

SKEW_S = 30
"""How far a phone's clock may be off, either way."""


class OnceOnlyTotp(Totp):
    """Remembers the time step of the last code taken, so that none is taken twice."""

    def __init__(
        self, secrets: dict[str, str], issuer: str, *, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__(secrets, issuer)
        self._totp = TOTP.using(issuer=issuer, secrets=secrets, now=now)

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The step of the last code."""
        step: int | None = getattr(user, "totp_step", None)
        return step

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Keep the step on the account; the sign-in commits it, or takes no code at all."""
        setattr(user, "totp_step", tmatch.counter)  # noqa: B010 - an attribute of our account only


def qr_of(address: str, title: str) -> str:
    """The QR of an `otpauth:` address as inline SVG; nothing of it is kept or cached."""
    return draw_svg(make_symbol(address), title)
