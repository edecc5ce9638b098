"""A cancelled registration that an organiser puts back: a place if one is free, else the turn that it had."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.acts import WORKER, Act, organiser
from eventapp.core.db import session, transaction
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from eventapp.registration import operations
from eventapp.registration.errors import OrganisationIsFull, RegistrationNotFound, VisitIsFull
from eventapp.registration.models import Registration
from eventapp.registration.queries import place_in_queue
from eventapp.registration.rows import erase
from eventapp.visits.history import history
from eventapp.visits.models import Organisation, Role
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import change, join, leave, letters, row, states

HOUR = timedelta(hours=1)


def put_back(registration: Registration, *, now: object = NOON + HOUR) -> Registration:
    visit_id, identity, email = registration.visit_id, registration.id, registration.email
    with transaction():
        operations.put_back_registration(visit_id, identity, act=Act(organiser(1), LINKS, now))  # type: ignore[arg-type]
    return row(email)


def test_who_had_a_place_gets_it_again_with_the_same_link_and_what_they_had_said(app: Flask) -> None:
    first = join(make_visit(places=1).id, diet_note="no nuts")
    leave(first)
    back = put_back(first)
    kept = ("id", "generation", "turn", "consent_at", "consent_id", "created_at", "diet_note", "organisation_id")
    assert [getattr(back, name) for name in kept] == [getattr(first, name) for name in kept]
    assert (back.status, back.calendar_count) == ("confirmed", 2)
    told = next((entry.action, entry.changes) for entry in history(first.visit_id))
    assert told == ("put back", [{"field": "status", "old": "cancelled", "new": "confirmed"}])
    to, subject = letters()[-1]
    assert (to, subject) == ("zydrune@example.org", "Jūsų registracija vėl galioja: Visit to Oslo (lt)")
    mail = session.scalars(select(Mail).where(Mail.subject == subject)).one()
    assert mail.attachments, "the visit goes into the calendar again"


def test_where_nothing_is_free_it_waits_at_its_old_turn_with_its_number(app: Flask) -> None:
    visit = make_visit(places=1).id
    for number, name in enumerate("abcd"):
        join(visit, f"{name}@example.org", now=NOON + number * HOUR)
    waited = row("b@example.org")
    leave(waited)
    leave(row("c@example.org"))
    back = put_back(row("c@example.org"), now=NOON + 5 * HOUR)
    assert (back.status, place_in_queue(back)) == ("waitlisted", 1)
    back = put_back(waited, now=NOON + 6 * HOUR)
    assert (back.status, place_in_queue(back), back.consent_at) == ("waitlisted", 1, NOON + HOUR)
    assert [place_in_queue(row(f"{name}@example.org")) for name in "cd"] == [2, 3]
    mail = session.scalars(select(Mail).order_by(Mail.created_at.desc()).limit(1)).one()
    assert mail.subject == "Vėl esate laukiančiųjų sąraše: Visit to Oslo (lt)"
    assert "Kai tik ateis jūsų eilė, vieta bus jūsų" in " ".join(text_of(mail).split())
    assert not mail.attachments
    leave(row("a@example.org"))
    assert states()["b@example.org"] == "confirmed"


def test_a_place_that_somebody_else_has_now_is_not_taken_from_them(app: Flask) -> None:
    visit = make_visit(places=1).id
    first = join(visit, "a@example.org")
    join(visit, "b@example.org")
    leave(first)
    assert put_back(first).status == "waitlisted"
    assert states() == {"a@example.org": "waitlisted", "b@example.org": "confirmed"}
    leave(row("b@example.org"))
    assert states() == {"a@example.org": "confirmed", "b@example.org": "cancelled"}


@pytest.mark.parametrize("stopped", [False, True])
def test_where_nobody_can_wait_it_is_refused_and_stays_cancelled(app: Flask, stopped: bool) -> None:
    """Without a queue, or when it moves no more."""
    visit = make_visit(places=1, queue=stopped, queue_until=NOON + 2 * HOUR, starts_on=date(2017, 4, 3)).id
    first = join(visit, "a@example.org")
    leave(first)
    join(visit, "b@example.org")
    before = letters()
    with pytest.raises(VisitIsFull):
        put_back(first, now=NOON + 3 * HOUR)
    assert (states()["a@example.org"], letters()) == ("cancelled", before)
    leave(row("b@example.org"))
    assert put_back(first, now=NOON + 3 * HOUR).status == "confirmed"


def test_the_limit_of_an_organisation_counts_though_it_became_a_host(app: Flask) -> None:
    visit = make_visit(queue=False).id
    host = make_organisation(visit, "host", places=1).id
    first = join(visit, "a@example.org", organisation="host", other_organisation="")
    leave(first)
    join(visit, "b@example.org", organisation="host", other_organisation="")
    with transaction():
        session.get_one(Organisation, host).role = Role.HOST
    with pytest.raises(OrganisationIsFull):
        put_back(first)


def test_a_second_time_nothing_happens(app: Flask) -> None:
    first = join(make_visit().id)
    leave(first)
    put_back(first)
    before = letters()
    assert (put_back(first).status, letters()) == ("confirmed", before)


def test_whoever_is_erased_cannot_be_put_back(app: Flask) -> None:
    first = join(make_visit().id)
    visit_id, identity = first.visit_id, first.id
    leave(first)
    with transaction():
        erase(session.get_one(Registration, identity), act=Act(WORKER, LINKS, NOON))
    with pytest.raises(RegistrationNotFound), transaction():
        operations.put_back_registration(visit_id, identity, act=Act(organiser(1), LINKS, NOON))
    assert "Ąžuolaitė" not in str([(entry.was, entry.changes) for entry in history(visit_id)])


def test_a_new_address_that_was_not_proved_is_not_asked_for_again(app: Flask) -> None:
    first = join(make_visit().id)
    change(first, email="new@example.org")
    leave(first)
    assert put_back(first).pending_email is None
