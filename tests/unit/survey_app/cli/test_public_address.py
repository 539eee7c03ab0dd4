import pytest

from survey_app.cli.public_address import is_loopback


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("http://0.0.0.0:8000", True),
        ("http://192.168.1.20:8000", False),
        ("https://ydan.example", False),
        ("http://[fe80::1]", False),
    ],
)
def test_is_loopback_knows_what_no_phone_can_open(address: str, expected: bool) -> None:
    assert is_loopback(address) is expected
