from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from survey_app.web.shared.fresh_ids import DRAWN_AT_ONCE, fresh_id


def many_ids(_: int) -> list[UUID]:
    return [fresh_id() for _ in range(3 * DRAWN_AT_ONCE)]


def test_ids_are_random_version_4() -> None:
    made = fresh_id()
    assert made.version == 4
    assert made.variant == "specified in RFC 4122"


def test_no_id_is_given_twice_by_many_threads() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = [found for ids in threads.map(many_ids, range(8)) for found in ids]
    assert len(set(made)) == len(made)
