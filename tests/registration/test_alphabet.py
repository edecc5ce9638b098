"""The worker finds the places of people in the alphabets."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp.core.alphabets import sort_keys, version
from eventapp.core.db import session, transaction
from eventapp.registration import alphabet
from eventapp.registration.jobs import put_in_place
from eventapp.registration.models import NOWHERE, SORTED_BY, Registration
from tests.factories import make_visit
from tests.registration.people import change, join, leave, row


def test_whoever_registers_has_no_place_until_the_worker_finds_it(app: Flask) -> None:
    visit = make_visit().id
    fresh = join(visit)
    assert (fresh.sort_lt, fresh.sort_en, fresh.sort_nb, fresh.sort_version) == (NOWHERE, NOWHERE, NOWHERE, "")
    put_in_place()
    placed = row("zydrune@example.org")
    assert {language: getattr(placed, column) for language, column in SORTED_BY.items()} == sort_keys(
        "Ąžuolaitė", "Žydrūnė"
    )
    assert placed.sort_version == version()


def test_a_new_name_is_taken_out_of_order_and_other_changes_are_not(app: Flask) -> None:
    person = join(make_visit().id)
    put_in_place()
    change(person, phone="+37061234599", position="Vedėja")
    assert row("zydrune@example.org").sort_lt != NOWHERE
    change(person, given_name="Ona")
    assert row("zydrune@example.org").sort_lt == NOWHERE


def test_whoever_comes_back_by_another_name_gets_another_place(app: Flask) -> None:
    visit = make_visit().id
    leave(join(visit))
    put_in_place()
    join(visit, family_name="Šimkutė")
    put_in_place()
    assert row("zydrune@example.org").sort_en == sort_keys("Šimkutė", "Žydrūnė")["en"]


def test_many_are_done_some_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alphabet, "AT_ONCE", 2)
    visit = make_visit().id
    for number in range(5):
        join(visit, f"{number}@example.org")
    put_in_place()
    session.remove()
    assert session.scalar(select(func.count()).where(Registration.sort_version == version())) == 5


def test_whoever_was_renamed_while_the_place_was_found_is_not_put_there(app: Flask) -> None:
    """The worker reads and writes without the visit's lock."""
    person = join(make_visit().id)
    made = alphabet._place(person.id, "Ąžuolaitė", "Žydrūnė")
    with transaction():
        session.execute(update(Registration).values(family_name="Naujoji"))
    with transaction():
        session.connection().execute(alphabet._PUT, [made])
    assert row("zydrune@example.org").sort_lt == NOWHERE
