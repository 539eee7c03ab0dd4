"""Short codes that people read aloud and type: collectors, receipts."""

import hashlib
import hmac
import secrets
from uuid import UUID

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs that survive handwriting and a bad print: no 0/O, 1/I/L, no U (taken for V)."""

COLLECTOR_LENGTH = 6
RECEIPT_LENGTH = 8


def random_code(length: int = COLLECTOR_LENGTH) -> str:
    """A code nobody can guess from another: 30**6 is 729 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normal_code(typed: str) -> str:
    """A code as stored, from what a person typed: case does not matter, nor do spaces around."""
    return typed.strip().upper()


def receipt_code(secret_key: str, submission_id: UUID) -> str:
    """The receipt of a submission: the same for a repeat, not derivable without the secret.

    Kept nowhere: it follows from the id by HMAC-SHA256, so a receipt in the hands of a citizen
    costs no column that could be joined to anything.
    """
    digest = hmac.digest(secret_key.encode(), b"receipt:" + submission_id.bytes, hashlib.sha256)
    number = int.from_bytes(digest[:8], "big")
    signs = []
    for _ in range(RECEIPT_LENGTH):
        number, position = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[position])
    return "".join(signs)
