"""Pages kept in memory: each made once, never more than the bound."""

from concurrent.futures import ThreadPoolExecutor

from survey_app.web.shared.kept_pages import KeptPages
from survey_app.web.shared.spliced import SplicedPage, make_spliced


def page(number: int) -> SplicedPage:
    return make_spliced(str(number).encode(), b"", is_kept=False)


def test_a_page_is_made_once() -> None:
    made: list[int] = []

    def make() -> SplicedPage:
        made.append(1)
        return page(1)

    kept = KeptPages()
    assert kept.page("a", make) is kept.page("a", make)
    assert len(made) == 1


def test_the_oldest_goes_when_there_are_too_many() -> None:
    kept = KeptPages(most=3)
    for number in range(10):
        kept.page(number, lambda number=number: page(number))  # type: ignore[misc]  # bound now
    assert len(kept) == 3
    again = kept.page(9, lambda: page(-1))
    assert again.plain(b"") == b"9"
    assert kept.page(0, lambda: page(-1)).plain(b"") == b"-1"


def test_many_threads_get_their_own_pages() -> None:
    kept = KeptPages(most=5)

    def ask(number: int) -> bytes:
        return kept.page(number % 9, lambda: page(number % 9)).plain(b"")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(900)))
    assert answers == [str(number % 9).encode() for number in range(900)]
    assert len(kept) <= 5
