"""Counting attempts: windows that end, keys that are forgotten, no thread of its own."""

import threading

import time_machine

from eventapp.core.counters import SWEEP_SECONDS, Counters
from tests.factories import NOON


def test_a_window_begins_with_the_first_attempt_and_ends_after_its_seconds() -> None:
    counters = Counters()
    with time_machine.travel(NOON, tick=False) as clock:
        assert [counters.incr("a", 60), counters.incr("a", 60), counters.incr("b", 60)] == [1, 2, 1]
        clock.shift(59)
        assert counters.incr("a", 60) == 3
        clock.shift(1)
        assert counters.incr("a", 60) == 1


def test_what_is_over_is_forgotten_with_the_next_sweep() -> None:
    counters = Counters()
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(100):
            counters.incr(f"person {number}", 60)
        clock.shift(61)
        counters.incr("another", 60)
        assert len(counters.expirations) == 101
        counters._swept_at -= SWEEP_SECONDS  # a minute passes
        counters.incr("another", 60)
        assert list(counters.expirations) == ["another"]
        assert list(counters.storage) == ["another"]


def test_counting_starts_no_threads() -> None:
    counters = Counters()
    counters.timer.join()
    before = threading.active_count()
    for number in range(100):
        counters.incr(f"person {number}", 60)
    assert threading.active_count() == before
    assert not counters.timer.is_alive()


def test_attempts_of_many_threads_are_all_counted() -> None:
    counters = Counters()

    def attempt() -> None:
        for _ in range(500):
            counters.incr("one", 3600)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters.get("one") == 2000
