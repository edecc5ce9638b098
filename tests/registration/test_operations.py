"""Each way through each operation, on a real database."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.registration import operations
from eventapp.registration.errors import (
    EmailTaken,
    OrganisationIsFull,
    RegistrationClosed,
    RegistrationIsCancelled,
    RegistrationNotFound,
    RegistrationNotOpen,
    UnknownOrganisation,
    VisitIsFull,
)
from eventapp.registration.queries import kept_until, places, visits_with_expired
from eventapp.registration.rules import Status
from eventapp.visits.history import COMMAND
from eventapp.visits.models import Organisation, Role, Visit
from eventapp.visits.queries import get_visit
from tests.factories import NOON, make_organisation, make_visit
from tests.registration.people import LINKS, change, join, leave, letters, row, states


def set_places(visit_id: int, number: int | None) -> None:
    with transaction():
        session.get_one(Visit, visit_id).places = number
        operations.fill_places(visit_id, by=COMMAND, links=LINKS, now=NOON)


def test_a_newcomer_gets_a_place_and_a_letter_with_the_visit_and_the_link(app: Flask) -> None:
    visit = make_visit()
    registration = join(visit.id)
    mail = session.scalars(select(Mail)).one()
    assert registration.status == Status.CONFIRMED
    assert mail.to_address == "zydrune@example.org"
    assert mail.attachments == [{"kind": "visit.ics", "visit": visit.id}]
    link = LINKS.registration(registration.id, registration.generation)
    for body in (text_of(mail), html_of(mail)):
        assert link in body
        assert "2017\u00a0m. balandžio 3–6\u00a0d." in body
        assert "Oslo (lt)" in body


def test_beyond_the_places_people_wait_and_get_no_calendar_entry(app: Flask) -> None:
    visit = make_visit(places=1)
    join(visit.id, "a@example.org")
    join(visit.id, "b@example.org")
    assert states() == {"a@example.org": "confirmed", "b@example.org": "waitlisted"}
    assert session.scalars(select(Mail.attachments).where(Mail.to_address == "b@example.org")).one() == []


def test_a_closed_visit_takes_nobody_and_writes_no_letter(app: Flask) -> None:
    visit = make_visit(registration_closes_at=NOON)
    with pytest.raises(RegistrationClosed):
        join(visit.id)
    assert (states(), letters()) == ({}, [])


def test_a_visit_that_is_not_open_yet_takes_nobody(app: Flask) -> None:
    visit = make_visit(registration_opens_at=NOON + timedelta(seconds=1))
    with pytest.raises(RegistrationNotOpen):
        join(visit.id)


def test_full_without_a_queue_is_refused_and_nothing_is_written(app: Flask) -> None:
    visit = make_visit(places=0, queue=False)
    with pytest.raises(VisitIsFull):
        join(visit.id)
    assert (states(), letters()) == ({}, [])


def test_a_full_organisation_without_a_queue_is_refused(app: Flask) -> None:
    visit = make_visit(queue=False)
    make_organisation(visit.id, "birzai", places=0)
    with pytest.raises(OrganisationIsFull):
        join(visit.id, organisation="birzai")


def test_a_host_sends_nobody(app: Flask) -> None:
    visit = make_visit()
    make_organisation(visit.id, "host", role=Role.HOST)
    with pytest.raises(UnknownOrganisation):
        join(visit.id, organisation="host")


def test_where_nothing_is_limited_nobody_is_counted_and_one_limit_counts_all(app: Flask) -> None:
    visit_id = make_visit().id
    make_organisation(visit_id)
    join(visit_id, organisation="birzai")
    assert places(get_visit("oslo")).taken == 0
    make_organisation(visit_id, "small", places=0)
    session.remove()
    counted = places(get_visit("oslo"))
    assert (counted.taken, counted.free(), list(counted.taken_by.values())) == (1, None, [1])


def test_the_same_address_again_changes_nothing_and_sends_the_link(app: Flask) -> None:
    visit = make_visit()
    first = join(visit.id)
    again = join(visit.id, "ZYDRUNE@example.org", given_name="Kita")
    assert (again.id, again.given_name) == (first.id, "Žydrūnė")
    assert len(letters()) == 2
    assert LINKS.registration(first.id, 1) in text_of(session.scalars(select(Mail)).all()[1])


def test_closing_is_judged_before_duplicates(app: Flask) -> None:
    visit = make_visit(registration_closes_at=NOON)
    join(visit.id, now=NOON - timedelta(days=1))
    with pytest.raises(RegistrationClosed):
        join(visit.id)


def test_a_cancelled_person_comes_back_at_the_end_of_the_queue(app: Flask) -> None:
    visit = make_visit(places=1)
    first = join(visit.id, "a@example.org")
    join(visit.id, "b@example.org")
    leave(first)
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed"}
    join(visit.id, "c@example.org")
    back = join(visit.id, "a@example.org")
    assert (back.id, back.generation, back.status) == (first.id, first.generation, Status.WAITLISTED)
    leave(row("b@example.org"))
    assert states()["c@example.org"] == "confirmed"
    assert states()["a@example.org"] == "waitlisted"


def test_cancelling_twice_from_stale_pages_promotes_one_person(app: Flask) -> None:
    visit = make_visit(places=1)
    first = join(visit.id, "a@example.org")
    join(visit.id, "b@example.org")
    join(visit.id, "c@example.org")
    leave(first)
    leave(first)
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed", "c@example.org": "waitlisted"}


def test_whoever_is_promoted_gets_a_letter(app: Flask) -> None:
    visit = make_visit(places=1)
    first = join(visit.id, "a@example.org")
    join(visit.id, "b@example.org")
    before = len(letters())
    leave(first)
    assert {to for to, _ in letters()} == {"a@example.org", "b@example.org"}
    assert len(letters()) == before + 2


def test_raising_the_limit_promotes_in_turn_and_lowering_it_cancels_nobody(app: Flask) -> None:
    visit = make_visit(places=0)
    for name in "abc":
        join(visit.id, f"{name}@example.org")
    set_places(visit.id, 2)
    assert list(states().values()) == ["confirmed", "confirmed", "waitlisted"]
    set_places(visit.id, 0)
    assert list(states().values()) == ["confirmed", "confirmed", "waitlisted"]


def test_the_limit_of_an_organisation_that_became_a_host_still_counts(app: Flask) -> None:
    visit = make_visit()
    host = make_organisation(visit.id, "host", places=1).id
    join(visit.id, organisation="host")
    join(visit.id, "b@example.org", organisation="host")
    with transaction():
        session.get_one(Organisation, host).role = Role.HOST
        operations.fill_places(visit.id, by=COMMAND, links=LINKS, now=NOON)
    assert list(states().values()) == ["confirmed", "waitlisted"]
    with pytest.raises(UnknownOrganisation):
        join(visit.id, "c@example.org", organisation="host")


def test_a_change_to_a_full_organisation_is_refused_and_the_old_place_kept(app: Flask) -> None:
    visit = make_visit()
    make_organisation(visit.id, "full", places=0)
    registration = join(visit.id)
    with pytest.raises(OrganisationIsFull):
        change(registration, organisation="full")
    assert (row("zydrune@example.org").organisation_id, states()) == (None, {"zydrune@example.org": "confirmed"})


def test_leaving_an_organisation_frees_its_place_for_the_next(app: Flask) -> None:
    visit = make_visit()
    make_organisation(visit.id, "birzai", places=1)
    first = join(visit.id, "a@example.org", organisation="birzai")
    join(visit.id, "b@example.org", organisation="birzai")
    change(first, organisation="")
    assert states() == {"a@example.org": "confirmed", "b@example.org": "confirmed"}


def test_somebody_who_waits_and_moves_to_a_free_organisation_gets_a_place(app: Flask) -> None:
    visit = make_visit()
    make_organisation(visit.id, "full", places=0)
    registration = join(visit.id, organisation="full")
    change(registration, organisation="")
    assert states() == {"zydrune@example.org": "confirmed"}


def test_a_cancelled_registration_cannot_be_changed(app: Flask) -> None:
    registration = join(make_visit().id)
    leave(registration)
    with pytest.raises(RegistrationIsCancelled):
        change(registration)


def test_a_new_address_takes_effect_by_the_link_sent_there(app: Flask) -> None:
    visit = make_visit()
    registration = join(visit.id)
    change(registration, email="new@example.org")
    assert row("zydrune@example.org").pending_email == "new@example.org"
    assert letters()[-1][0] == "new@example.org"
    with transaction():
        operations.confirm_email(visit.id, registration.id, "new@example.org", now=NOON)
    assert (row("new@example.org").id, row("new@example.org").pending_email) == (registration.id, None)


def test_an_address_that_was_not_asked_for_cannot_be_confirmed(app: Flask) -> None:
    visit = make_visit()
    registration = join(visit.id)
    with pytest.raises(RegistrationNotFound), transaction():
        operations.confirm_email(visit.id, registration.id, "other@example.org", now=NOON)


def test_an_address_that_somebody_else_has_by_now_is_refused(app: Flask) -> None:
    visit = make_visit()
    registration = join(visit.id, "a@example.org")
    change(registration, email="b@example.org")
    join(visit.id, "b@example.org")
    with pytest.raises(EmailTaken), transaction():
        operations.confirm_email(visit.id, registration.id, "b@example.org", now=NOON)


def test_when_the_term_is_over_the_person_and_their_letters_are_gone(app: Flask) -> None:
    visit = make_visit(keep_days=10, places=1)
    registration = join(visit.id)
    join(visit.id, "late@example.org", now=NOON + timedelta(days=90))
    end = operations.kept_until(visit, registration.created_at)
    with transaction():
        assert operations.erase_expired(visit.id, links=LINKS, now=end - timedelta(seconds=1)) == 0
    with transaction():
        assert operations.erase_expired(visit.id, links=LINKS, now=end) == 1
    assert states() == {"late@example.org": "confirmed"}
    words = " ".join(
        f"{mail.to_name} {mail.subject} {text_of(mail)} {html_of(mail)}" for mail in session.scalars(select(Mail))
    )
    assert "zydrune@example.org" not in {to for to, _ in letters()}
    assert str(registration.id) not in words
    assert registration.status == Status.CONFIRMED


def test_whoever_registers_again_is_kept_for_a_whole_term_anew(app: Flask) -> None:
    visit = make_visit(keep_days=10)
    leave(join(visit.id))
    end = kept_until(visit, NOON)
    join(visit.id, now=end - timedelta(seconds=1))
    assert visits_with_expired(now=end) == []
    with transaction():
        assert operations.erase_expired(visit.id, links=LINKS, now=end) == 0
    end += timedelta(days=10)
    assert visits_with_expired(now=end) == [visit.id]
    with transaction():
        assert operations.erase_expired(visit.id, links=LINKS, now=end) == 1
