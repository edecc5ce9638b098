"""Places and the queue, without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.registration import rules
from eventapp.registration.errors import OrganisationIsFull, RegistrationClosed, RegistrationNotOpen, VisitIsFull
from eventapp.registration.rules import Places, Status, Waiting
from tests.factories import NOON
from tests.visits.test_rules import clocked

SECOND = timedelta(seconds=1)


def places(limit: int | None = None, taken: int = 0, limits: dict[int, int | None] | None = None) -> Places:
    return Places(limit, taken, limits or {}, {1: taken})


def test_the_window_opens_at_its_first_instant_and_is_closed_at_its_last() -> None:
    rules.check_window(clocked(registration_opens_at=NOON, registration_closes_at=NOON + SECOND), NOON)
    with pytest.raises(RegistrationNotOpen):
        rules.check_window(clocked(registration_opens_at=NOON), NOON - SECOND)
    with pytest.raises(RegistrationClosed):
        rules.check_window(clocked(registration_closes_at=NOON), NOON)


def test_nobody_joins_a_queue_that_has_stopped() -> None:
    visit = clocked(queue_until=NOON)
    asked = [(NOON - SECOND, True), (NOON - SECOND, False), (NOON, True)]
    assert [rules.queue_is_open(visit, queue=queue, now=now) for now, queue in asked] == [True, False, False]


@pytest.mark.parametrize(
    ("now_places", "status"),
    [
        (places(), Status.CONFIRMED),
        (places(limit=2, taken=1), Status.CONFIRMED),
        (places(limit=2, taken=2), Status.WAITLISTED),
        (places(limit=0), Status.WAITLISTED),
        (places(limits={1: 0}), Status.WAITLISTED),
        (places(taken=3, limits={1: 3}), Status.WAITLISTED),
        (places(taken=3, limits={1: None}), Status.CONFIRMED),
        (places(limit=2, taken=5), Status.WAITLISTED),
    ],
)
def test_who_gets_a_place(now_places: Places, status: Status) -> None:
    assert rules.decide_status(now_places, 1, queue=True) is status


def test_without_a_queue_the_refusal_says_what_is_full() -> None:
    with pytest.raises(VisitIsFull):
        rules.decide_status(places(limit=0), 1, queue=False)
    with pytest.raises(OrganisationIsFull):
        rules.decide_status(places(limits={1: 0}), 1, queue=False)


def test_an_organisation_outside_the_list_counts_on_the_visit_only() -> None:
    assert rules.decide_status(places(limits={1: 0}), None, queue=False) is Status.CONFIRMED


def test_an_organisation_of_whom_nobody_has_a_place_yet_has_all_of_its_own() -> None:
    assert not Places(None, 0, {1: 1}, {}).organisation_is_full(1)
    assert Places(None, 0, {1: 0}, {}).organisation_is_full(1)


def test_one_more_takes_one_place_of_the_visit_and_one_of_the_organisation() -> None:
    before = Places(9, 3, {1: 2, 2: 5}, {1: 1})
    assert before.with_one_more(1) == Places(9, 4, {1: 2, 2: 5}, {1: 2})
    assert before.with_one_more(2) == Places(9, 4, {1: 2, 2: 5}, {1: 1, 2: 1})
    assert before.with_one_more(None) == Places(9, 4, {1: 2, 2: 5}, {1: 1})
    assert before.taken_by == {1: 1}


@pytest.mark.parametrize(("left", "promoted"), [(2, "ab"), (0, ""), (9, "abc"), (-3, "")])
def test_as_many_are_promoted_as_places_are_left(left: int, promoted: str) -> None:
    queue = [Waiting(UUID(int=ord(name)), turn, None) for turn, name in enumerate("abc")]
    found = rules.promotions(queue, Places(5, 5 - left, {}, {}))
    assert found == [UUID(int=ord(name)) for name in promoted]


def test_data_is_kept_from_the_later_of_the_visit_s_end_and_the_registration() -> None:
    term: dict[str, Any] = {"ends_on": date(2017, 4, 6), "timezone": "Europe/Oslo", "keep_days": 10}
    end = datetime(2017, 4, 6, 22, tzinfo=UTC)  # midnight in Oslo
    assert rules.keep_until(registered_at=NOON, **term) == end + timedelta(days=10)
    late = end + timedelta(days=3)
    assert rules.keep_until(registered_at=late, **term) == late + timedelta(days=10)


ORGANISATIONS = st.sampled_from([None, 1, 2, 3])
LIMITS = st.none() | st.integers(0, 4)
QUEUES = st.lists(ORGANISATIONS, max_size=12).map(
    lambda organisations: [Waiting(UUID(int=n), turn, o) for n, (turn, o) in enumerate(enumerate(organisations))]
)


@given(
    queue=QUEUES, limit=LIMITS, limits=st.dictionaries(st.sampled_from([1, 2, 3]), LIMITS),
    taken_by=st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(0, 4)), others=st.integers(0, 3),
)  # fmt: skip
def test_the_queue_is_fair_and_oversells_nothing(
    queue: list[Waiting], limit: int | None, limits: dict[int, int | None], taken_by: dict[int, int], others: int
) -> None:
    before = Places(limit, sum(taken_by.values()) + others, limits, taken_by)
    promoted = rules.promotions(reversed(queue), before)
    after, place_left = before, {}
    for person in queue:
        place_left[person.id] = not after.visit_is_full() and not after.organisation_is_full(person.organisation)
        if person.id in promoted:
            after = after.with_one_more(person.organisation)
    # Nobody is promoted into a place that was not free at their turn; nobody is passed over who could have had one.
    assert {identity for identity, free in place_left.items() if free} == set(promoted)
    for person in queue:
        if person.id not in promoted:
            assert after.visit_is_full() or after.organisation_is_full(person.organisation)
    assert promoted == sorted(promoted)
    assert rules.promotions([person for person in queue if person.id not in promoted], after) == []


@pytest.mark.parametrize(
    ("count", "was", "now", "then"),
    [
        (0, None, Status.CONFIRMED, 0),
        (0, None, Status.WAITLISTED, 0),
        (0, Status.WAITLISTED, Status.CONFIRMED, 0),
        (0, Status.WAITLISTED, Status.CANCELLED, 0),
        (0, Status.CONFIRMED, Status.CANCELLED, 1),
        (1, None, Status.WAITLISTED, 1),
        (1, Status.WAITLISTED, Status.CANCELLED, 1),
        (1, Status.WAITLISTED, Status.CONFIRMED, 2),
        (1, None, Status.CONFIRMED, 2),
        (2, Status.CONFIRMED, Status.CANCELLED, 3),
    ],
)
def test_a_calendar_s_entry_is_counted_when_it_is_taken_out_and_put_back(
    count: int, was: Status | None, now: Status, then: int
) -> None:
    assert rules.calendar_count(count, was, now) == then
