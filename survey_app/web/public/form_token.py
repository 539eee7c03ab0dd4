"""The form token: proof that a form came from our page of this collector, not long ago.

It is bound to no session and to no person: everybody who loads a collector's page in the same ten
minutes gets the same one, so that it cannot serve to tell people apart.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

LIFETIME_S = 24 * 3600
STEP_S = 600


class TokenState(StrEnum):
    """What a token that came back is worth."""

    GOOD = "good"
    EXPIRED = "expired"
    TAMPERED = "tampered"


class FormTokens(TimestampSigner):
    """Issues and checks the tokens of all collectors; `clock` gives an aware datetime in UTC."""

    def __init__(self, secret_key: str, clock: Callable[[], datetime]) -> None:
        super().__init__(secret_key, salt="ydan.form-token")
        self._clock = clock
        self._issued: dict[str, tuple[int, str]] = {}

    def get_timestamp(self) -> int:
        """Return the present in seconds (the base class asks for it)."""
        return int(self._clock().timestamp())

    def issue(self, collector_code: str) -> str:
        """Return the token of this collector for the ten minutes that run."""
        step = self.get_timestamp() // STEP_S
        known = self._issued.get(collector_code)
        if known is not None and known[0] == step:
            return known[1]
        if len(self._issued) > 10_000:
            self._issued.clear()
        token = self.sign(collector_code).decode()
        self._issued[collector_code] = (step, token)
        return token

    def check(self, collector_code: str, token: str) -> TokenState:
        """Tell whether a token is one of this collector and not older than a day."""
        if compare_digest(token.encode("utf-8", "replace"), self.issue(collector_code).encode()):
            return TokenState.GOOD
        try:
            value = self.unsign(token, max_age=LIFETIME_S)
        except SignatureExpired:
            return TokenState.EXPIRED
        except BadSignature:
            return TokenState.TAMPERED
        return TokenState.GOOD if value == collector_code.encode() else TokenState.TAMPERED
