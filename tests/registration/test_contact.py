"""Each way through what is done about a person's e-mail address, on a real database."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.acts import PARTICIPANT, WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail, MailState
from eventapp.registration import contact
from eventapp.registration.errors import (
    AddressIsConfirmed,
    AnotherAddressMeanwhile,
    ChangeWasDropped,
    NewAddressTaken,
    NothingToConfirm,
    ProofHasExpired,
    ProofIsSuperseded,
    RegistrationNotFound,
)
from eventapp.registration.jobs import drop_unproved
from eventapp.registration.models import Registration
from eventapp.registration.queries import visits_with_unproved
from eventapp.visits.history import history
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import change, confirm, join, leave, letters, proof_of, row

OLD, NEW = "zydrune@example.org", "new@example.org"
PROOF_LIFE = timedelta(days=7)  # as the letter says


def asked() -> Registration:
    """Somebody who has given a new address."""
    change(join(make_visit().id), email=NEW)
    return row(OLD)


def drop(registration: Registration) -> None:
    with transaction():
        contact.drop_new(registration.visit_id, registration.id, act=Act(PARTICIPANT, LINKS, NOON))


def test_a_new_address_takes_effect_by_the_link_sent_there(app: Flask) -> None:
    person = asked()
    assert (person.pending_email, person.pending_until) == (NEW, NOON + PROOF_LIFE)
    assert {to for to, _ in letters()} == {OLD, NEW}
    confirm(person)
    moved = row(NEW)
    assert (moved.id, moved.email, moved.pending_email, moved.pending_until) == (person.id, NEW, None, None)
    assert moved.generation == person.generation + 1
    assert sorted(to for to, _ in letters() if to) == [NEW, NEW, OLD]
    told = history(person.visit_id)[0]
    assert (told.action, told.actor, told.changes) == ("changed", PARTICIPANT, [{"field": "email"}])


def test_a_proof_counts_once(app: Flask) -> None:
    person = asked()
    proof = proof_of(person)
    confirm(person, proof)
    before = letters()
    with pytest.raises(AddressIsConfirmed):
        confirm(row(NEW), proof)
    assert letters() == before


def test_a_proof_of_another_address_is_superseded(app: Flask) -> None:
    person = asked()
    proof = proof_of(person)
    change(person, email="newer@example.org")
    with pytest.raises(ProofIsSuperseded):
        confirm(person, proof)


def test_a_proof_of_an_earlier_generation_is_superseded_though_its_address_is_asked_for_again(app: Flask) -> None:
    person = asked()
    proof = proof_of(person)
    change(person, email="between@example.org")
    confirm(row(OLD))
    change(row("between@example.org"), email=NEW)
    with pytest.raises(ProofIsSuperseded):
        confirm(row("between@example.org"), proof)
    confirm(row("between@example.org"))
    assert row(NEW).generation == 3


def test_a_dropped_change_cannot_be_confirmed(app: Flask) -> None:
    person = asked()
    proof = proof_of(person)
    drop(person)
    with pytest.raises(ChangeWasDropped):
        confirm(person, proof)
    assert (row(OLD).pending_email, row(OLD).pending_until) == (None, None)
    assert history(person.visit_id)[0].action == "address kept"
    drop(person)
    assert len(history(person.visit_id)) == 3


def test_an_expired_proof_cannot_be_confirmed(app: Flask) -> None:
    person = asked()
    with pytest.raises(ProofHasExpired):
        confirm(person, now=NOON + PROOF_LIFE)
    confirm(person, now=NOON + PROOF_LIFE - timedelta(seconds=1))


def test_what_nobody_proves_in_time_is_forgotten(app: Flask) -> None:
    person = asked()
    proof = proof_of(person)
    assert visits_with_unproved(now=NOON + PROOF_LIFE - timedelta(seconds=1)) == []
    with transaction():
        contact.drop_unproved(person.visit_id, act=Act(WORKER, LINKS, NOON))
    assert row(OLD).pending_email == NEW
    drop_unproved()  # by the clock of today
    assert row(OLD).pending_email is None
    assert (history(person.visit_id)[0].actor, history(person.visit_id)[0].action) == (WORKER, "address kept")
    assert NEW not in {to for to, _ in letters()}
    with pytest.raises(ProofHasExpired):
        confirm(person, proof, now=NOON + PROOF_LIFE)


def test_cancelling_drops_what_waits(app: Flask) -> None:
    person = asked()
    proof = proof_of(person)
    leave(person)
    with pytest.raises(ChangeWasDropped):
        confirm(person, proof)
    assert [mail.state for mail in session.scalars(select(Mail)) if not mail.to_address] == [MailState.ERASED]


def test_an_address_that_somebody_else_has_by_now_is_refused(app: Flask) -> None:
    person = asked()
    join(person.visit_id, NEW)
    with pytest.raises(NewAddressTaken):
        confirm(person)


def test_the_own_address_in_another_case_is_a_new_one_that_is_proved(app: Flask) -> None:
    person = join(make_visit().id)
    change(person, email=OLD.upper())
    assert (row(OLD).email, row(OLD).pending_email) == (OLD, OLD.upper())
    confirm(row(OLD))
    assert (row(OLD).email, row(OLD).pending_email, row(OLD).generation) == (OLD.upper(), None, 2)


def test_an_old_proof_is_worth_nothing_after_cancelling_and_registering_anew(app: Flask) -> None:
    person = asked()
    proof = proof_of(person)
    leave(person)
    again = join(person.visit_id, OLD)
    assert (again.id, again.pending_email, again.pending_until) == (person.id, None, None)
    with pytest.raises(ChangeWasDropped):
        confirm(again, proof)
    assert (row(OLD).email, row(OLD).generation) == (OLD, 1)


def test_of_two_new_addresses_only_the_later_counts_and_only_its_letter_is_left(app: Flask) -> None:
    person = asked()
    proof = proof_of(person)
    change(person, email="newer@example.org")
    assert {to for to, _ in letters() if to} == {OLD, "newer@example.org"}
    with pytest.raises(ProofIsSuperseded):
        confirm(row(OLD), proof)
    confirm(row(OLD))
    assert row("newer@example.org").id == person.id


def test_a_proof_of_another_visit_s_registration_is_not_found(app: Flask) -> None:
    person = asked()
    genuine = LINKS.read_email_proof(proof_of(person))
    assert genuine
    other = make_visit(slug="bergen").id
    with pytest.raises(RegistrationNotFound), transaction():
        contact.confirm_email(other, genuine, act=Act(PARTICIPANT, LINKS, NOON))


def test_saving_while_an_address_waits_writes_no_second_letter(app: Flask) -> None:
    person = asked()
    before = letters()
    change(person, email=NEW, position="Vedėja")
    assert (row(OLD).pending_email, row(OLD).position, letters()) == (NEW, "Vedėja", before)


def test_asking_again_is_for_the_address_that_waits(app: Flask) -> None:
    person = asked()
    for email in ("other@example.org", OLD, ""):
        with pytest.raises(NothingToConfirm), transaction():
            contact.ask_again(person.visit_id, person.id, email, act=Act(PARTICIPANT, LINKS, NOON))
    later = NOON + timedelta(days=1)
    with transaction():
        contact.ask_again(person.visit_id, person.id, NEW, act=Act(PARTICIPANT, LINKS, later))
    assert row(OLD).pending_until == later + PROOF_LIFE
    assert sorted(to for to, _ in letters() if to) == [NEW, OLD]
    assert history(person.visit_id)[0].action == "confirmation sent"


def test_the_link_goes_where_it_was_seen_to_go_or_nowhere(app: Flask) -> None:
    person = asked()
    for email in (NEW, "", "other@example.org"):
        with pytest.raises(AnotherAddressMeanwhile), transaction():
            contact.send_link(person.visit_id, person.id, email, act=Act(PARTICIPANT, LINKS, NOON))
    with transaction():
        contact.send_link(person.visit_id, person.id, OLD, act=Act(PARTICIPANT, LINKS, NOON + timedelta(hours=1)))
    assert letters()[-1][0] == OLD
    assert history(person.visit_id)[0].action == "link sent"


def test_the_letter_is_taken_back_only_if_it_was_not_sent(app: Flask) -> None:
    person = asked()
    with transaction():
        session.scalars(select(Mail).where(Mail.to_address == NEW)).one().state = MailState.SENT
    drop(person)
    assert NEW in {to for to, _ in letters()}
