"""The cache: made once, checked once a second, never stale by more than that."""

import threading
from collections.abc import Iterator

import pytest

from eventapp.core.errors import NotFound
from eventapp.core.outage import DatabaseAway, Outage
from eventapp.core.page_cache import PASSING, PAUSE_SECONDS, PageCache

AWAY = -1


class Library:
    """A database of one number, that counts how often it is asked."""

    def __init__(self) -> None:
        self.edition, self.looks, self.made = 1, 0, 0
        self.seconds = 0.0

    def clock(self) -> float:
        return self.seconds

    def look(self, key: str) -> int:
        self.looks += 1
        if self.edition == 0:
            raise NotFound
        if self.edition == AWAY:
            raise DatabaseAway(Outage.UNREACHABLE)
        return self.edition

    def make(self) -> str:
        self.made += 1
        return f"page of edition {self.edition}"


def read(cache: PageCache[int], library: Library) -> str:
    return cache.item("oslo", cache.edition("oslo"), "page", library.make)


def test_within_a_second_nothing_is_asked_and_nothing_made_again() -> None:
    library = Library()
    cache = PageCache(library.look, library.clock)
    assert [read(cache, library) for _ in range(5)] == ["page of edition 1"] * 5
    assert (library.looks, library.made) == (1, 1)


def test_a_second_later_a_newer_edition_is_seen_and_an_unchanged_one_kept() -> None:
    library = Library()
    cache = PageCache(library.look, library.clock)
    read(cache, library)
    library.seconds += 1
    read(cache, library)
    assert (library.looks, library.made) == (2, 1)
    library.edition = 2
    library.seconds += 1
    assert read(cache, library) == "page of edition 2"


def test_a_refusal_is_passed_on_and_forgotten() -> None:
    library = Library()
    cache = PageCache(library.look)
    library.edition = 0
    with pytest.raises(NotFound):
        cache.edition("oslo")
    library.edition = 3
    assert read(cache, library) == "page of edition 3"


def test_what_cannot_be_made_is_tried_again() -> None:
    cache = PageCache(lambda _key: 1)
    answers: Iterator[NotFound | str] = iter([NotFound(), "ready"])

    def make() -> str:
        answer = next(answers)
        if isinstance(answer, NotFound):
            raise answer
        return answer

    with pytest.raises(NotFound):
        cache.item("oslo", cache.edition("oslo"), "pdf", make)
    assert cache.item("oslo", cache.edition("oslo"), "pdf", make) == "ready"


def test_a_page_of_an_edition_that_has_passed_is_made_but_not_kept() -> None:
    library = Library()
    cache = PageCache(library.look)
    cache.edition("oslo")
    assert cache.item("oslo", 0, "page", lambda: "old") == "old"
    assert read(cache, library) == "page of edition 1"


def test_threads_wait_for_the_one_that_makes_it() -> None:
    library = Library()
    cache = PageCache(library.look)
    start = threading.Barrier(8)

    def reader() -> None:
        start.wait()
        read(cache, library)

    threads = [threading.Thread(target=reader) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert library.made == 1


def test_what_is_known_is_handed_out_while_the_database_is_away_and_it_is_asked_seldom() -> None:
    library = Library()
    cache = PageCache(library.look, library.clock)
    read(cache, library)
    library.edition = AWAY
    library.seconds += 1
    assert [read(cache, library) for _ in range(3)] == ["page of edition 1"] * 3
    assert library.looks == 2
    library.seconds += PAUSE_SECONDS
    assert read(cache, library) == "page of edition 1"
    assert library.looks == 3
    library.edition = 2
    library.seconds += PAUSE_SECONDS
    assert read(cache, library) == "page of edition 2"


def test_not_for_longer_than_some_minutes() -> None:
    library = Library()
    cache = PageCache(library.look, library.clock)
    read(cache, library)
    library.edition = AWAY
    library.seconds = 15 * 60 - 1
    assert read(cache, library) == "page of edition 1"
    library.seconds = 15 * 60 + PAUSE_SECONDS
    with pytest.raises(DatabaseAway):
        cache.edition("oslo")
    library.edition = 2
    assert read(cache, library) == "page of edition 2"


def test_what_was_never_known_is_refused_while_the_database_is_away() -> None:
    library = Library()
    cache = PageCache(library.look, library.clock)
    library.edition = AWAY
    with pytest.raises(DatabaseAway):
        cache.edition("oslo")


def test_a_mistake_in_the_program_is_no_outage() -> None:
    library = Library()
    cache = PageCache(library.look, library.clock)
    read(cache, library)
    cache._look = int
    library.seconds += 1
    with pytest.raises(ValueError, match="oslo"):
        cache.edition("oslo")


def test_while_one_looks_the_others_have_what_is_known() -> None:
    """A database that does not answer holds one thread, not all of them."""
    library = Library()
    begun, may_end = threading.Event(), threading.Event()

    def look(key: str) -> int:
        if library.looks:
            begun.set()
            assert may_end.wait(30)
        return library.look(key)

    cache = PageCache(look, library.clock)
    read(cache, library)
    library.seconds += 1
    library.edition = 2
    slow = threading.Thread(target=cache.edition, args=("oslo",))
    slow.start()
    assert begun.wait(30)
    assert cache.edition("oslo") == 1
    may_end.set()
    slow.join()
    assert cache.edition("oslo") == 2


def test_of_what_passes_the_ones_used_last_are_kept() -> None:
    library = Library()
    cache = PageCache(library.look, library.clock)

    def ask(*numbers: int) -> int:
        for number in numbers:
            assert cache.passing("oslo", library.edition, number, library.make) == f"page of edition {library.edition}"
        return library.made

    assert ask(*range(PASSING), *range(PASSING)) == PASSING
    assert ask(0, PASSING) == PASSING + 1  # 1 is the one that has not been asked for longest
    assert ask(0, *range(2, PASSING + 1)) == PASSING + 1
    assert ask(1) == PASSING + 2
    library.edition = 2
    assert ask(0, 0) == PASSING + 3


def test_what_passes_is_made_while_others_read() -> None:
    library = Library()
    cache = PageCache(library.look, library.clock)
    begun, may_end = threading.Event(), threading.Event()

    def make() -> str:
        begun.set()
        assert may_end.wait(30)
        return "slow"

    slow = threading.Thread(target=cache.passing, args=("oslo", 1, "slow", make))
    slow.start()
    assert begun.wait(30)
    assert read(cache, library) == "page of edition 1"
    assert cache.passing("oslo", 1, "quick", library.make) == "page of edition 1"
    may_end.set()
    slow.join()
