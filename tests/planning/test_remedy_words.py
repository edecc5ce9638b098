"""Remedies as buttons: their words in three languages, and what they send."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventapp.planning.remedy_words import MOST, Offers
from eventapp.programme.conflicts import ConflictKind, Planned, Schedule, Span, find_conflicts
from eventapp.programme.remedies import Remedy
from eventapp.programme.scheduled import Scheduled

AT = datetime(2017, 4, 4, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
A = Planned("a", Span(AT, AT + HOUR), venue="hall", room="aula")
B = replace(A, code="b")
SCHEDULE = Schedule((A, B), (date(2017, 4, 3), date(2017, 4, 6)), "Europe/Oslo", capacities={("hall", "attic"): 9})
SCHEDULED = Scheduled(
    SCHEDULE,
    {},
    {
        ("session", "a"): {"en": "Opening", "lt": "Atidarymas"},
        ("venue", "hall"): {"en": "Town hall"},
        ("venue", "library"): {"lt": "Biblioteka", "nb": "Biblioteket"},
        ("room", "hall/attic"): {"lt": "Palėpė", "nb": "Loftet"},
        ("room", "library/big"): {"en": "Big"},
    },
)
LATER = replace(A, span=Span(AT + HOUR, AT + 2 * HOUR))
NIGHT = replace(A, span=Span(AT + timedelta(days=1), AT + timedelta(days=1) + HOUR))
LONGER = replace(A, span=Span(AT, AT + 1.25 * HOUR))
ATTIC, BIG = replace(A, room="attic"), replace(A, venue="library", room="big")
TICKET = ("session", "a@2017-04-04T12:30:00+00:00@hall/aula")
SURE = ("sure", "1")


def words(remedy: Remedy, language: str = "en") -> str:
    return Offers(language, ("lt", "en", "nb"), SCHEDULED).offer(remedy).words.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("after", "said", "sent"),
    [
        (
            LATER,
            {
                "en": "Start at 15:30, until 16:30",
                "lt": "Pradėti 15.30, baigti 16.30",
                "nb": "Begynn kl. 15.30, slutt kl. 16.30",
            },
            (("day", "2017-04-04"), ("start", "15:30"), ("end", "+60")),
        ),
        (
            LONGER,
            {"en": "End at 15:45", "lt": "Baigti 15.45", "nb": "Slutt kl. 15.45"},
            (("day", "2017-04-04"), ("start", "14:30"), ("end", "+75")),
        ),
        (
            NIGHT,
            {
                "en": "On Wednesday 5 April, 14:30–15:30",
                "lt": "Kita diena: Trečiadienis, balandžio 5 d., 14.30–15.30",
                "nb": "Onsdag 5. april kl. 14.30–15.30",
            },
            (("day", "2017-04-05"), ("start", "14:30"), ("end", "+60")),
        ),
        (
            ATTIC,
            {
                "en": "To Palėpė, free all day",
                "lt": "Kita vieta: Palėpė, laisva visą dieną",
                "nb": "Til Loftet, ledig hele dagen",
            },
            (("place", "hall/attic"),),
        ),
        (
            BIG,
            {
                "en": "To Biblioteka, Big, free all day",
                "lt": "Kita vieta: Biblioteka, Big, laisva visą dieną",
                "nb": "Til Biblioteket, Big, ledig hele dagen",
            },
            (("place", "library/big"),),
        ),
    ],
)
def test_a_button_says_all_that_it_does(
    after: Planned, said: dict[str, str], sent: tuple[tuple[str, str], ...]
) -> None:
    remedy = Remedy(A, after)
    assert {language: words(remedy, language) for language in said} == said
    offer = Offers("en", ("lt",), SCHEDULED).offer(remedy)
    assert (offer.code, offer.title, offer.sent) == ("a", "Opening", (TICKET, SURE, *sent))


@pytest.mark.parametrize(
    ("free", "said"),
    [
        ((AT - HOUR, None), "free from 13:30"),
        ((None, AT + 2 * HOUR), "free until 16:30"),
        ((AT - HOUR, AT + 2 * HOUR), "free 13:30–16:30"),
    ],
)
def test_how_long_a_room_is_free(free: tuple[datetime | None, datetime | None], said: str) -> None:
    assert words(Remedy(A, ATTIC, free)) == f"To Palėpė, {said}"


def test_what_is_sent_is_the_difference_from_where_the_session_lies() -> None:
    moved = Scheduled(replace(SCHEDULE, sessions=(LATER, B)), {}, SCHEDULED.names)
    offer = Offers("en", ("lt",), moved, lies=SCHEDULED).offer(Remedy(LATER, replace(LATER, room="attic")))
    assert offer.sent == (
        TICKET,
        SURE,
        ("day", "2017-04-04"),
        ("start", "15:30"),
        ("end", "+60"),
        ("place", "hall/attic"),
    )


def test_only_some_may_be_moved_and_only_so_many_are_looked_for() -> None:
    [conflict] = [each for each in find_conflicts(SCHEDULE) if each.kind is ConflictKind.ROOM_TWICE]
    offers = Offers("en", ("lt",), SCHEDULED, only=frozenset("b"))
    found = offers.of(conflict)
    assert found
    assert {each.code for each in found} == {"b"}
    assert [offers.of(conflict) is None for _ in range(MOST)] == [False] * (MOST - 1) + [True]
