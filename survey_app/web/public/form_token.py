"""The form token: proof that a form came from our page of this collector, not long ago.

It is bound to no session and to no person, and stored nowhere: everybody who loads a collector's
page in the same ten seconds gets the same one. All pages of one walk carry the token of the first,
so that its age says how long the sheet took: what a sheet in less time than it takes to read shows.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest

from itsdangerous import BadSignature, SignatureExpired, Signer, TimestampSigner
from itsdangerous.encoding import base64_encode, int_to_bytes

LIFETIME_S = 24 * 3600
KEPT_S = LIFETIME_S // 2
STEP_S = 10
RENEWED_AGE_S = 3600


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
        """Return the token of this collector for the ten seconds that run."""
        step = self.get_timestamp() // STEP_S
        known = self._issued.get(collector_code)
        if known is not None and known[0] == step:
            return known[1]
        if len(self._issued) > 10_000:
            self._issued.clear()
        token = self._sign_at(collector_code, step * STEP_S)
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

    def keep(self, collector_code: str, token: str) -> str:
        """Return the token for the next page of a form that came with `token`.

        It has the same age; made anew, for what came in is never put into a page. One that is bad
        or will soon expire is renewed as if it were an hour old: whoever comes back to an old page
        has not hurried.
        """
        age = self.age_s(collector_code, token)
        if age is None or age >= KEPT_S:
            age = RENEWED_AGE_S
        return self._sign_at(collector_code, self.get_timestamp() - age)

    def age_s(self, collector_code: str, token: str) -> int | None:
        """Return how many seconds ago, at most, a form with this token was given out.

        Up to ten seconds more than it was, never less. None for a token that is not good.
        """
        try:
            value, made = self.unsign(token, max_age=LIFETIME_S, return_timestamp=True)
        except BadSignature:
            return None
        if value != collector_code.encode():
            return None
        return self.get_timestamp() - int(made.timestamp())

    def _sign_at(self, collector_code: str, seconds: int) -> str:
        stamp = base64_encode(int_to_bytes(seconds))
        return Signer.sign(self, collector_code.encode() + self.sep + stamp).decode()
