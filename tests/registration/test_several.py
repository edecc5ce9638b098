"""Several registrations in one step: cancelled before anybody moves up, put back by their turns, written to once."""

from datetime import timedelta
from uuid import UUID, uuid4

from flask import Flask

from eventapp.core.acts import Act, organiser
from eventapp.core.db import transaction
from eventapp.core.outcomes import Outcome
from eventapp.registration.several import (
    REASONS,
    LeftOut,
    cancel_registrations,
    put_back_registrations,
    send_links,
)
from eventapp.visits.history import history
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import join, leave, letters, row, states

HOUR = timedelta(hours=1)
ACT = Act(organiser(1), LINKS, NOON + 9 * HOUR)


def people(visit: int, names: str) -> dict[str, UUID]:
    return {name: join(visit, f"{name}@example.org", now=NOON + at * HOUR).id for at, name in enumerate(names)}


def states_of(names: str) -> list[str]:
    found = states()
    return [found[f"{name}@example.org"] for name in names]


def left_out(why: LeftOut, *ids: UUID) -> Outcome[LeftOut]:
    return Outcome((), {why: tuple(map(str, ids))})


def test_nobody_who_is_cancelled_is_promoted_on_the_way(app: Flask) -> None:
    visit = make_visit(places=1).id
    ids = people(visit, "abcd")
    written = len(letters())
    with transaction():
        outcome = cancel_registrations(visit, [ids["a"], ids["b"], ids["c"]], act=ACT)
    assert outcome == Outcome(tuple(str(ids[name]) for name in "abc"), {})
    assert states_of("abcd") == ["cancelled", "cancelled", "cancelled", "confirmed"]
    told = [to for to, _ in letters()[written:]]
    assert sorted(told) == [f"{name}@example.org" for name in "abcd"]
    assert [entry.action for entry in history(visit)][:4] == ["promoted", *["cancelled"] * 3]


def test_who_is_cancelled_or_gone_is_left_out_and_told_nothing(app: Flask) -> None:
    visit, other = make_visit(places=9).id, make_visit(slug="other").id
    ids, stranger = people(visit, "ab"), join(other, "z@example.org").id
    leave(row("a@example.org"))
    written, nobody = len(letters()), uuid4()
    with transaction():
        outcome = cancel_registrations(visit, [ids["a"], nobody, stranger, ids["b"]], act=ACT)
    gone = (str(nobody), str(stranger))
    assert outcome == Outcome((str(ids["b"]),), {LeftOut.CANCELLED: (str(ids["a"]),), LeftOut.GONE: gone})
    assert [to for to, _ in letters()[written:]] == ["b@example.org"]
    assert states_of("z") == ["confirmed"]


def test_places_go_to_those_put_back_by_their_turns_whatever_order_they_are_ticked_in(app: Flask) -> None:
    visit = make_visit(places=1).id
    ids = people(visit, "abc")
    for name in "cba":
        leave(row(f"{name}@example.org"))
    with transaction():
        outcome = put_back_registrations(visit, [ids["c"], ids["b"], ids["a"]], act=ACT)
    assert outcome.counts == {"changed": 3}
    assert states_of("abc") == ["confirmed", "waitlisted", "waitlisted"]


def test_without_a_queue_those_for_whom_no_place_is_free_stay_away(app: Flask) -> None:
    visit = make_visit(places=2, queue=False).id
    ids = people(visit, "ab")
    for name in "ab":
        leave(row(f"{name}@example.org"))
    join(visit, "c@example.org")
    with transaction():
        outcome = put_back_registrations(visit, [ids["b"], ids["a"]], act=ACT)
    assert outcome == Outcome((str(ids["a"]),), {LeftOut.FULL: (str(ids["b"]),)})
    with transaction():
        assert put_back_registrations(visit, [ids["a"]], act=ACT) == left_out(LeftOut.VALID, ids["a"])
    with transaction():
        again = put_back_registrations(visit, [ids["b"]], kept=[ids["b"]], act=ACT)
    assert again == left_out(LeftOut.ENOUGH_LETTERS, ids["b"])
    assert states_of("abc") == ["confirmed", "cancelled", "confirmed"]


def test_links_go_to_those_who_come_and_were_not_written_to_enough(app: Flask) -> None:
    visit = make_visit().id
    ids = people(visit, "abc")
    leave(row("a@example.org"))
    written = len(letters())
    with transaction():
        outcome = send_links(visit, list(ids.values()), kept=[ids["b"]], act=ACT)
    why = {LeftOut.CANCELLED: (str(ids["a"]),), LeftOut.ENOUGH_LETTERS: (str(ids["b"]),)}
    assert outcome == Outcome((str(ids["c"]),), why)
    assert [to for to, _ in letters()[written:]] == ["c@example.org"]


def test_each_reason_has_words() -> None:
    assert set(REASONS) == set(LeftOut)


def test_a_second_time_nothing_happens(app: Flask) -> None:
    visit = make_visit().id
    ids = people(visit, "ab")
    for number in (2, 0):
        with transaction():
            assert len(cancel_registrations(visit, ids.values(), act=ACT).done) == number
    assert len([entry for entry in history(visit) if entry.action == "cancelled"]) == 2
