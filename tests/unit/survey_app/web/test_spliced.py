"""Pages compressed once with a piece put in between: every piece gives the very same page."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.web.shared.spliced import STORED_LIMIT, make_spliced

PIECES = [b"", b"x", b"\x00\xff" * 20, b"a" * STORED_LIMIT, b"b" * (3 * STORED_LIMIT + 7)]


@pytest.mark.parametrize("piece", PIECES, ids=len)
@pytest.mark.parametrize("is_kept", [True, False])
def test_gzip_unpacks_to_the_plain_page(piece: bytes, is_kept: bool) -> None:
    page = make_spliced(b"<p>head</p>" * 50, b"</html>", is_kept=is_kept)
    assert gzip.decompress(page.gzip(piece)) == page.plain(piece)


@given(head=st.binary(max_size=300), piece=st.binary(max_size=300), tail=st.binary(max_size=300))
def test_any_bytes_survive(head: bytes, piece: bytes, tail: bytes) -> None:
    page = make_spliced(head, tail, is_kept=True)
    assert gzip.decompress(page.gzip(piece)) == head + piece + tail


def test_one_page_serves_many_pieces() -> None:
    page = make_spliced(b"head", b"tail", is_kept=True)
    assert [gzip.decompress(page.gzip(p)) for p in (b"1", b"22")] == [b"head1tail", b"head22tail"]


def test_secrets_are_not_compressed_with_the_page() -> None:
    page = make_spliced(b"token=abcdef" * 20, b"", is_kept=True)
    assert len(page.gzip(b"token=abcdef")) == len(page.gzip(b"token=ghijkl"))
    assert b"token=abcdef" in page.gzip(b"token=abcdef")
