"""Random tokens that are handed out once and kept as a hash only."""

import hashlib
import secrets

TOKEN_BYTES = 32
TOKEN_LENGTH = 43
"""Characters of a token: 32 random bytes in URL-safe base64."""


def random_token() -> str:
    """A token that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token. A plain SHA-256 is enough: there is nothing to guess from."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
