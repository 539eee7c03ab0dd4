"""The counters of a process: bounded in time and size, right under a turned clock."""

from datetime import UTC, datetime, timedelta
from threading import Thread

from survey_app.services.answering.quality_flags_recent import BURST_SHEETS, RecentSheets, Seen

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CODE, HASH = "ABC234", "a" * 64


def add(recent: RecentSheets, times: int, now: datetime = NOW, code: str = CODE) -> None:
    for _ in range(times):
        recent.add(code, HASH, now)


def test_nothing_was_seen_at_first() -> None:
    assert RecentSheets().look(CODE, HASH, NOW) == Seen()


def test_a_copy_is_known_for_a_quarter_to_half_an_hour() -> None:
    recent = RecentSheets()
    add(recent, 1)
    assert recent.look(CODE, HASH, NOW).is_copy
    assert not recent.look(CODE, "b" * 64, NOW).is_copy
    assert recent.look(CODE, HASH, NOW + timedelta(minutes=29)).is_copy
    assert not recent.look(CODE, HASH, NOW + timedelta(minutes=31)).is_copy


def test_a_burst_is_a_sheet_a_second_for_a_minute() -> None:
    recent = RecentSheets()
    add(recent, BURST_SHEETS - 1)
    assert not recent.look(CODE, HASH, NOW).is_burst
    add(recent, 1, NOW + timedelta(seconds=30))
    assert recent.look(CODE, HASH, NOW + timedelta(seconds=30)).is_burst
    assert not recent.look("XYZ234", HASH, NOW).is_burst, "another collector"
    assert not recent.look(CODE, HASH, NOW + timedelta(seconds=60)).is_burst


def test_a_clock_that_jumps_makes_no_flag() -> None:
    for jump in (timedelta(days=3), timedelta(days=-3), timedelta(hours=-1)):
        recent = RecentSheets()
        add(recent, BURST_SHEETS)
        assert recent.look(CODE, HASH, NOW + jump) == Seen()


def test_memory_stays_bounded() -> None:
    recent = RecentSheets(most=50)
    for number in range(1_000):
        recent.add(f"C{number:05}", f"{number}", NOW)
    kept = len(recent._copies) + len(recent._older_copies), len(recent._counts)
    assert kept[0] <= 100
    assert kept[1] <= 50


def test_old_collectors_go_before_those_that_are_busy() -> None:
    recent = RecentSheets(most=3)
    add(recent, 1, NOW - timedelta(hours=1), "OLD234")
    add(recent, BURST_SHEETS, NOW, "BUSY34")
    add(recent, 1, NOW, "NEW234")
    add(recent, 1, NOW, "NEW235")
    assert recent.look("BUSY34", HASH, NOW).is_burst


def test_without_room_nothing_is_counted() -> None:
    recent = RecentSheets(0)
    add(recent, BURST_SHEETS)
    assert recent.look(CODE, HASH, NOW) == Seen()


def test_many_threads_lose_no_count() -> None:
    recent = RecentSheets()
    threads = [Thread(target=add, args=(recent, 500)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert recent._counts[CODE][1] == 4_000


def test_no_content_and_no_moment_is_kept() -> None:
    recent = RecentSheets()
    add(recent, 1)
    assert HASH not in repr(vars(recent))
    assert str(int(NOW.timestamp())) not in repr(vars(recent))
