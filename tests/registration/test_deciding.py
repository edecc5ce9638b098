"""Organisers decide about people, and a person about the place that is offered: who holds one, and who is told what."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.errors import Refusal
from eventapp.registration import deciding, operations
from eventapp.registration.errors import (
    NothingOffered,
    NotWaiting,
    NotWaitingForDecision,
    OrganisationIsFull,
    ReasonMissing,
    ReasonTooLong,
    RegistrationIsRejected,
    RegistrationNotFound,
    VisitIsFull,
)
from eventapp.registration.jobs import pass_offers
from eventapp.registration.models import Registration
from eventapp.registration.queries import places, waiting
from eventapp.registration.rules import ENDED, HOLDS, Moderated, Status
from eventapp.visits.models import Visit
from eventapp.visits.queries import visit_of
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import change, join, leave, letters, row, states

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(hours: float) -> Act:
    return Act(organiser(1), LINKS, NOON + hours * HOUR)


def do(work: Callable[..., object], *arguments: object, hours: float = 1, **named: object) -> None:
    with transaction():
        work(*arguments, act=at(hours), **named)


def status(email: str) -> Status:
    return Status(states()[email])


def subjects(email: str) -> list[str]:
    return [subject.split(":")[0] for to, subject in letters() if to == email]


# ---- who is looked at


@pytest.mark.parametrize(
    ("moderated", "organisation", "got"),
    [
        (Moderated.NOBODY, "", Status.CONFIRMED),
        (Moderated.OTHER, "", Status.PENDING),
        (Moderated.OTHER, "birzai", Status.CONFIRMED),
        (Moderated.EVERYBODY, "birzai", Status.PENDING),
    ],
)
def test_whom_an_organiser_decides_on_is_told_so_and_holds_no_place(
    app: Flask, moderated: Moderated, organisation: str, got: Status
) -> None:
    visit = make_visit(places=1, moderated=moderated)
    make_organisation(visit.id)
    ada = join(visit.id, organisation=organisation)
    assert ada.status == got
    told = {Status.CONFIRMED: "Jūs užsiregistravote", Status.PENDING: "Jūsų registraciją gavome"}
    assert subjects(ada.email)[0].startswith(told[got].split()[0])
    assert places(visit_of(visit.id)).taken == (got is Status.CONFIRMED)


def test_who_is_approved_gets_a_place_and_else_the_turn_of_their_registration(app: Flask) -> None:
    visit = make_visit(places=1, moderated="everybody").id
    first, second, third = (join(visit, f"{name}@example.org", now=NOON) for name in "abc")
    do(deciding.approve, visit, third.id)
    do(deciding.approve, visit, second.id)
    do(deciding.approve, visit, first.id)
    assert list(states().values()) == ["waitlisted", "waitlisted", "confirmed"]
    leave(row("c@example.org"))
    assert list(states().values()) == ["confirmed", "waitlisted", "cancelled"]
    with pytest.raises(NotWaitingForDecision):
        do(deciding.approve, visit, first.id)


def test_nobody_is_approved_into_a_full_visit_without_a_queue(app: Flask) -> None:
    visit = make_visit(places=1, queue=False, moderated="everybody").id
    first, second = (join(visit, f"{name}@example.org") for name in "ab")
    do(deciding.approve, visit, first.id)
    with pytest.raises(VisitIsFull):
        do(deciding.approve, visit, second.id)
    assert status("b@example.org") is Status.PENDING


def test_who_is_not_accepted_reads_why_and_stays_so_when_they_register_again(app: Flask) -> None:
    visit = make_visit(moderated="everybody").id
    ada = join(visit, language="en")
    do(deciding.reject, visit, ada.id, "  The group is complete.  ")
    assert row("zydrune@example.org").reason == "The group is complete."
    join(visit, language="en", now=NOON + 2 * HOUR)
    assert status(ada.email) is Status.REJECTED
    assert subjects(ada.email) == [
        "We have got your registration",
        "Your registration was not accepted",
        "About your registration",
    ]
    with pytest.raises(RegistrationIsRejected):
        change(row("zydrune@example.org"), position="x")
    for work in (deciding.approve, deciding.accept):
        with pytest.raises(Refusal):
            do(work, visit, ada.id)
    leave(row("zydrune@example.org"))
    assert status(ada.email) is Status.REJECTED, "there is nothing to cancel"


def test_a_rejection_by_mistake_is_decided_once_more(app: Flask) -> None:
    visit = make_visit(moderated="everybody").id
    ada = join(visit)
    do(deciding.reject, visit, ada.id, "By mistake")
    written = len(letters())
    for _ in range(2):
        do(deciding.decide_again, visit, ada.id)
    assert (status(ada.email), row("zydrune@example.org").reason, len(letters())) == (Status.PENDING, "", written)
    do(deciding.approve, visit, ada.id)
    assert status(ada.email) is Status.CONFIRMED
    with pytest.raises(NotWaitingForDecision):
        do(deciding.decide_again, visit, ada.id)


@pytest.mark.parametrize(
    ("reason", "refusal"), [("", ReasonMissing), (" \n ", ReasonMissing), ("x" * 601, ReasonTooLong)]
)
def test_a_reason_is_needed_and_has_a_limit(app: Flask, reason: str, refusal: type[Refusal]) -> None:
    visit = make_visit(places=0, moderated="other").id
    ada = join(visit)
    with pytest.raises(refusal):
        do(deciding.reject, visit, ada.id, reason)
    with pytest.raises(refusal):
        do(deciding.give_place, visit, ada.id, reason, beyond=True)
    assert status(ada.email) is Status.PENDING


def test_whoever_is_of_another_visit_is_not_found(app: Flask) -> None:
    visit, other = make_visit(moderated="everybody").id, make_visit(slug="other").id
    ada = join(visit)
    for identity in (ada.id, uuid4()):
        with pytest.raises(RegistrationNotFound):
            do(deciding.approve, other, identity)


# ---- a place by an organiser's hand


def test_a_place_is_given_out_of_turn_where_the_queue_stands(app: Flask) -> None:
    visit = make_visit(places=1, queue_until=NOON + 2 * HOUR).id
    join(visit, "a@example.org")
    second, third = (join(visit, f"{name}@example.org") for name in "bc")
    leave(row("a@example.org"), now=NOON + 3 * HOUR)
    do(deciding.give_place, visit, third.id, "She speaks Norwegian", beyond=False, hours=4)
    assert list(states().values()) == ["cancelled", "waitlisted", "confirmed"]
    with pytest.raises(VisitIsFull):
        do(deciding.give_place, visit, second.id, "He too", beyond=False, hours=4)
    with pytest.raises(NotWaiting):
        do(deciding.give_place, visit, third.id, "Again", beyond=True, hours=4)


def test_beyond_the_limit_only_if_that_is_said_and_then_the_queue_stands(app: Flask) -> None:
    visit = make_visit(places=2)
    make_organisation(visit.id, places=1)
    join(visit.id, "a@example.org", organisation="birzai")
    mate = join(visit.id, "b@example.org", organisation="birzai")
    with pytest.raises(OrganisationIsFull):
        do(deciding.give_place, visit.id, mate.id, "The mayor", beyond=False)
    do(deciding.give_place, visit.id, mate.id, "The mayor", beyond=True)
    join(visit.id, "c@example.org")
    do(deciding.give_place, visit.id, row("c@example.org").id, "The minister", beyond=True)
    join(visit.id, "d@example.org")
    leave(row("a@example.org"))
    assert list(states().values()) == ["cancelled", "confirmed", "confirmed", "waitlisted"]
    leave(row("b@example.org"))
    assert status("d@example.org") is Status.CONFIRMED


def test_all_who_wait_are_called_off_with_the_organisers_words(app: Flask) -> None:
    visit = make_visit(places=1).id
    for name in "abc":
        join(visit, f"{name}@example.org", language="en")
    with transaction():
        assert deciding.call_off(visit, "See you in Vilnius.", act=at(1)) == 2
    assert list(states().values()) == ["confirmed", "cancelled", "cancelled"]
    assert subjects("b@example.org")[-1] == "The waiting list is closed"
    with transaction():
        assert deciding.call_off(visit, "", act=at(1)) == 0


# ---- a place that is offered


@pytest.fixture
def offered(app: Flask) -> int:
    """Ada had the only place and left; it waits a day for b's yes, and c waits behind them."""
    visit = make_visit(places=1, accept_hours=24).id
    for name in "abc":
        join(visit, f"{name}@example.org", language="en")
    leave(row("a@example.org"))
    assert list(states().values()) == ["cancelled", "offered", "waitlisted"]
    assert row("b@example.org").offered_until == NOON + DAY
    return visit


def test_a_place_that_is_offered_is_held_until_its_answer(offered: int) -> None:
    assert "A place waits for your yes" in subjects("b@example.org")
    join(offered, "d@example.org", now=NOON + HOUR)
    assert status("d@example.org") is Status.WAITLISTED
    for _ in range(2):
        do(deciding.accept, offered, row("b@example.org").id)
    assert status("b@example.org") is Status.CONFIRMED
    assert row("b@example.org").offered_until is None
    assert subjects("b@example.org")[-1] == "You are registered"


def test_an_organiser_says_yes_for_somebody(offered: int) -> None:
    do(deciding.approve, offered, row("b@example.org").id)
    assert status("b@example.org") is Status.CONFIRMED


def test_who_declines_makes_way_and_may_come_back(offered: int) -> None:
    for _ in range(2):
        do(deciding.decline, offered, row("b@example.org").id)
    assert list(states().values()) == ["cancelled", "cancelled", "offered"]
    assert subjects("b@example.org")[-1] == "You have declined the place"
    join(offered, "b@example.org", language="en", now=NOON + 2 * HOUR)
    assert status("b@example.org") is Status.WAITLISTED


def test_an_offer_that_passes_goes_on_by_itself_and_cannot_be_accepted_late(
    offered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = row("b@example.org").id
    with pytest.raises(NothingOffered):
        do(deciding.accept, offered, late, hours=24)
    with transaction():
        assert deciding.pass_offers(offered, act=at(23.99)) == 0
    pass_offers()  # by the machine's clock, long after
    assert list(states().values())[:2] == ["cancelled", "cancelled"]
    assert subjects("b@example.org")[-1] == "The place has gone on"
    assert status("c@example.org") is Status.OFFERED
    with pytest.raises(NothingOffered):
        do(deciding.accept, offered, late)


def test_an_offer_that_has_passed_holds_nothing_even_if_no_worker_looks(offered: int) -> None:
    join(offered, "d@example.org", language="en", now=NOON + 24 * HOUR)
    found = states()
    assert found["b@example.org"] == "cancelled"
    assert (found["c@example.org"], found["d@example.org"]) == ("offered", "waitlisted")


def test_nothing_is_accepted_or_declined_that_was_not_offered(app: Flask) -> None:
    visit = make_visit(places=0).id
    ada = join(visit)
    for work in (deciding.accept, deciding.decline):
        with pytest.raises(NothingOffered):
            do(work, visit, ada.id)


# ---- laws


class Visiting(RuleBasedStateMachine):
    """People come, leave, answer and are decided about, in any order, while limits change."""

    visit = 0
    number = 0

    @initialize(
        places=st.none() | st.integers(0, 3),
        moderated=st.sampled_from(list(Moderated)),
        hours=st.none() | st.integers(1, 3),
    )
    def begin(self, places: int | None, moderated: Moderated, hours: int | None) -> None:
        Visiting.number += 1
        self.clock, self.known = 0.0, 0
        self.beyond: Counter[int | None] = Counter()
        made = make_visit(
            slug=f"laws-{Visiting.number}", places=places, moderated=moderated, accept_hours=hours, queue_until=None
        )
        self.visit = made.id
        make_organisation(made.id, places=1)

    def act(self) -> Act:
        self.clock += 0.5
        return at(self.clock)

    def some(self, draw: int) -> Registration | None:
        rows = session.query(Registration).filter_by(visit_id=self.visit).order_by(Registration.created_at).all()
        return rows[draw % len(rows)] if rows else None

    @rule(organisation=st.sampled_from(["", "birzai"]))
    def come(self, organisation: str) -> None:
        self.known += 1
        act = self.act()
        join(self.visit, f"{self.known}.{Visiting.number}@example.org", organisation=organisation, now=act.now)

    @rule(which=st.integers(0, 20), what=st.sampled_from(["cancel", "accept", "decline", "approve", "reject", "again"]))
    def decide(self, which: int, what: str) -> None:
        found = self.some(which)
        if found is None:
            return
        identity, act = found.id, self.act()
        works: dict[str, Callable[[], object]] = {
            "cancel": lambda: operations.cancel_registration(self.visit, identity, act=act),
            "accept": lambda: deciding.accept(self.visit, identity, act=act),
            "decline": lambda: deciding.decline(self.visit, identity, act=act),
            "approve": lambda: deciding.approve(self.visit, identity, act=act),
            "reject": lambda: deciding.reject(self.visit, identity, "so", act=act),
            "again": lambda: deciding.decide_again(self.visit, identity, act=act),
        }
        try:
            with transaction():
                works[what]()
        except Refusal:
            session.rollback()

    @rule(places=st.none() | st.integers(0, 3))
    def limit(self, places: int | None) -> None:
        held = self.held()
        with transaction():
            session.get_one(Visit, self.visit).places = places
        with transaction():
            operations.fill_places(self.visit, act=self.act())
        assert held <= self.held(), "lowering a limit cancels nobody"
        self.beyond[None] = self.too_many()[None]

    @rule(which=st.integers(0, 20), beyond=st.booleans())
    def give(self, which: int, beyond: bool) -> None:
        found = self.some(which)
        if found is None:
            return
        identity, held = found.id, self.held()
        try:
            with transaction():
                deciding.give_place(self.visit, identity, "so", beyond=beyond, act=self.act())
        except Refusal:
            session.rollback()
            return
        assert self.held() - held == {identity}, "a hand gives to one alone"
        assert held < self.held(), "and takes from nobody"
        if beyond:
            self.beyond = self.too_many()

    @rule()
    def pass_on(self) -> None:
        self.clock += 2
        with transaction():
            deciding.pass_offers(self.visit, act=self.act())

    def held(self) -> set[UUID]:
        session.expire_all()
        rows = session.query(Registration).filter_by(visit_id=self.visit)
        return {row.id for row in rows if row.status in HOLDS}

    def too_many(self) -> Counter[int | None]:
        """How many more hold a place than there are: of the visit (None), of each organisation."""
        session.expire_all()
        taken = places(visit_of(self.visit))
        found: Counter[int | None] = Counter()
        if taken.limit is not None:
            found[None] = max(0, taken.taken - taken.limit)
        for organisation, limit in taken.limits.items():
            if limit is not None:
                found[organisation] = max(0, taken.taken_by.get(organisation, 0) - limit)
        return found

    @invariant()
    def nobody_is_oversold_and_nobody_waits_for_what_is_free(self) -> None:
        if not self.visit:
            return
        session.expire_all()
        taken = places(visit_of(self.visit))
        now = self.too_many()
        assert now <= self.beyond, "only a hand, or a lower limit, leads beyond a limit; then it only shrinks"
        self.beyond = now
        for person in waiting(self.visit):
            assert taken.visit_is_full() or taken.organisation_is_full(person.organisation)
        rows = session.query(Registration).filter_by(visit_id=self.visit).all()
        assert len(rows) == self.known, "people are conserved"
        assert all((each.offered_until is not None) == (each.status == Status.OFFERED) for each in rows)
        assert all(each.status not in HOLDS for each in rows if each.status in ENDED)

    def teardown(self) -> None:
        session.remove()


def test_in_any_order_places_are_neither_oversold_nor_left_empty(app: Flask) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Visiting,
        settings=settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=checks),
    )
