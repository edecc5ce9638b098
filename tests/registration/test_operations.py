"""Each way through each operation, on a real database."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from eventapp.core.acts import COMMAND, PARTICIPANT, Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.errors import ChangedMeanwhile, NothingToSave
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.registration import operations
from eventapp.registration.errors import (
    OrganisationIsFull,
    RegistrationClosed,
    RegistrationIsCancelled,
    RegistrationNotOpen,
    UnknownOrganisation,
    VisitIsFull,
)
from eventapp.registration.models import Registration
from eventapp.registration.queries import editable_fields, places
from eventapp.registration.rules import Status
from eventapp.visits.history import history
from eventapp.visits.models import Organisation, Role, Visit
from eventapp.visits.queries import get_visit, organisations, visit_of
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import change, entry, join, leave, letters, row, states


def set_places(visit_id: int, number: int | None) -> None:
    with transaction():
        session.get_one(Visit, visit_id).places = number
        operations.fill_places(visit_id, act=Act(COMMAND, LINKS, NOON))


def test_a_newcomer_gets_a_place_and_a_letter_with_the_visit_and_the_link(app: Flask) -> None:
    visit = make_visit()
    registration = join(visit.id)
    mail = session.scalars(select(Mail)).one()
    assert registration.status == Status.CONFIRMED
    assert mail.to_address == "zydrune@example.org"
    assert mail.attachments == [{"kind": "visit.ics", "visit": visit.id, "count": 0, "cancelled": False}]
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
    assert (counted.taken, counted.visit_is_full(), list(counted.taken_by.values())) == (1, False, [1])


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
        operations.fill_places(visit.id, act=Act(COMMAND, LINKS, NOON))
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
    make_organisation(visit.id, "free", position=2)
    change(first, organisation="free")
    assert states() == {"a@example.org": "confirmed", "b@example.org": "confirmed"}


def test_somebody_who_waits_and_moves_to_a_free_organisation_gets_a_place(app: Flask) -> None:
    visit = make_visit()
    make_organisation(visit.id, "full", places=0)
    make_organisation(visit.id, "free", position=2)
    registration = join(visit.id, organisation="full")
    change(registration, organisation="free")
    assert states() == {"zydrune@example.org": "confirmed"}


@pytest.mark.parametrize("typed", [{"phone": "+37060000000"}, {"given_name": "Ona"}, {"organisation": "full"}])
def test_whoever_holds_a_place_in_a_full_organisation_can_change_anything_else(
    app: Flask, typed: dict[str, str]
) -> None:
    visit = make_visit()
    make_organisation(visit.id, "full", places=1)
    registration = join(visit.id, organisation="full")
    change(registration, **{"organisation": "full", "position": "Vedėja", **typed})
    changed = row("zydrune@example.org")
    assert (changed.organisation_id, changed.status, changed.position) == (
        registration.organisation_id,
        Status.CONFIRMED,
        "Vedėja",
    )
    assert {name: getattr(changed, name) for name in typed if name != "organisation"} == {
        name: value for name, value in typed.items() if name != "organisation"
    }


def test_somebody_who_waits_may_move_to_a_full_organisation_and_waits_there(app: Flask) -> None:
    visit = make_visit()
    full = make_organisation(visit.id, "full", places=0).id
    make_organisation(visit.id, "full-too", places=0)
    registration = join(visit.id, organisation="full-too")
    change(registration, organisation="full")
    moved = row("zydrune@example.org")
    assert (moved.organisation_id, moved.status, moved.turn) == (full, Status.WAITLISTED, registration.turn)


def test_the_row_decides_as_it_is_and_not_as_it_was_read(app: Flask) -> None:
    visit_id = make_visit(places=1).id
    first = join(visit_id, "a@example.org").id
    join(visit_id, "b@example.org")
    join(visit_id, "c@example.org")
    leave(row("a@example.org"))
    with transaction():
        stale = session.get_one(Registration, first)
        set_committed_value(stale, "status", Status.CONFIRMED)  # as somebody read it a moment ago
        operations.cancel_registration(visit_id, first, act=Act(PARTICIPANT, LINKS, NOON))
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed", "c@example.org": "waitlisted"}
    assert len(letters()) == 5


def test_what_somebody_else_has_changed_meanwhile_stays_and_only_what_both_did_is_refused(app: Flask) -> None:
    visit_id = make_visit().id
    registration = join(visit_id)
    seen = editable_fields(registration, [])
    change(registration, position="Direktorė")
    save(registration, seen, phone="")
    assert (row("zydrune@example.org").position, row("zydrune@example.org").phone) == ("Direktorė", "")
    with pytest.raises(ChangedMeanwhile) as refused:
        save(registration, seen, position="Vedėja")
    assert refused.value.fields == ("position",)
    assert row("zydrune@example.org").position == "Direktorė"
    save(registration, editable_fields(row("zydrune@example.org"), []), position="Vedėja", phone="")
    assert row("zydrune@example.org").position == "Vedėja"


def test_what_is_there_already_is_not_saved_again(app: Flask) -> None:
    visit_id = make_visit().id
    registration = join(visit_id)
    change(registration, position="Direktorė")
    version, told = visit_of(visit_id).version, len(history(visit_id))
    for seen in (editable_fields(registration, []), {}):
        with pytest.raises(NothingToSave):
            save(registration, seen, position="Direktorė")
    assert (visit_of(visit_id).version, len(history(visit_id))) == (version, told)


def test_an_organisation_of_one_is_never_saved_with_the_name_of_another_s(app: Flask) -> None:
    visit_id = make_visit().id
    make_organisation(visit_id)
    registration = join(visit_id)
    seen = editable_fields(registration, [])
    change(registration, organisation="birzai", other_organisation="")
    with pytest.raises(ChangedMeanwhile) as refused:
        save(registration, seen, other_organisation="Varėnos viešoji biblioteka")
    assert refused.value.fields == ("other_organisation", "organisation")


def test_an_organisation_that_became_a_host_stays_where_nobody_touches_it(app: Flask) -> None:
    visit_id = make_visit().id
    organisation = make_organisation(visit_id)
    registration = join(visit_id, organisation="birzai", other_organisation="")
    with transaction():
        session.get_one(Organisation, organisation.id).role = Role.HOST
    save(registration, editable_fields(registration, organisations(visit_id)), other_organisation="", phone="")
    assert row("zydrune@example.org").organisation_id == organisation.id


def test_a_new_address_that_two_change_is_asked_about(app: Flask) -> None:
    visit_id = make_visit().id
    registration = join(visit_id)
    change(registration, email="first@example.org")
    seen = editable_fields(row("zydrune@example.org"), [])
    change(registration, email="second@example.org")
    with pytest.raises(ChangedMeanwhile) as refused:
        save(registration, seen, email="third@example.org")
    assert refused.value.fields == ("email",)
    assert row("zydrune@example.org").pending_email == "second@example.org"


def save(registration: Registration, seen: Mapping[str, Any], **typed: str) -> None:
    """As an organiser who saw that of it."""
    visit_id, identity = registration.visit_id, registration.id
    said = entry(**{"email": registration.email, **typed})
    with transaction():
        operations.change_registration(visit_id, identity, said, act=Act(organiser(1), LINKS, NOON), shown=seen)


def test_a_cancelled_registration_cannot_be_changed(app: Flask) -> None:
    registration = join(make_visit().id)
    leave(registration)
    with pytest.raises(RegistrationIsCancelled):
        change(registration)
