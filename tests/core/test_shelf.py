"""The shelf: made once, checked once a second, never stale by more than that."""

import threading

import pytest

from eventapp.core.errors import NotFound
from eventapp.core.shelf import Shelf


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
        return self.edition

    def make(self) -> str:
        self.made += 1
        return f"page of edition {self.edition}"


def read(shelf: Shelf[int], library: Library) -> str:
    return shelf.item("oslo", shelf.edition("oslo"), "page", library.make)


def test_within_a_second_nothing_is_asked_and_nothing_made_again() -> None:
    library = Library()
    shelf = Shelf(library.look, library.clock)
    assert [read(shelf, library) for _ in range(5)] == ["page of edition 1"] * 5
    assert (library.looks, library.made) == (1, 1)


def test_a_second_later_a_newer_edition_is_seen_and_an_unchanged_one_kept() -> None:
    library = Library()
    shelf = Shelf(library.look, library.clock)
    read(shelf, library)
    library.seconds += 1
    read(shelf, library)
    assert (library.looks, library.made) == (2, 1)
    library.edition = 2
    library.seconds += 1
    assert read(shelf, library) == "page of edition 2"


def test_a_refusal_is_passed_on_and_forgotten() -> None:
    library = Library()
    shelf = Shelf(library.look)
    library.edition = 0
    with pytest.raises(NotFound):
        shelf.edition("oslo")
    library.edition = 3
    assert read(shelf, library) == "page of edition 3"


def test_what_cannot_be_made_is_tried_again() -> None:
    shelf = Shelf(lambda _key: 1)
    answers = iter([NotFound(), "ready"])

    def make() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(NotFound):
        shelf.item("oslo", shelf.edition("oslo"), "pdf", make)
    assert shelf.item("oslo", shelf.edition("oslo"), "pdf", make) == "ready"


def test_a_page_of_an_edition_that_has_passed_is_made_but_not_kept() -> None:
    library = Library()
    shelf = Shelf(library.look)
    shelf.edition("oslo")
    assert shelf.item("oslo", 0, "page", lambda: "old") == "old"
    assert read(shelf, library) == "page of edition 1"


def test_threads_wait_for_the_one_that_makes_it() -> None:
    library = Library()
    shelf = Shelf(library.look)
    start = threading.Barrier(8)

    def reader() -> None:
        start.wait()
        read(shelf, library)

    threads = [threading.Thread(target=reader) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert library.made == 1
