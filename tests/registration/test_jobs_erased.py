"""Whoever is erased is in no row of any table, letters and history included."""

from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import db, session
from eventapp.registration.jobs import erase
from tests.registration.people import change, join
from tests.walk import Browser, walk_desk


def test_who_is_erased_is_in_no_row_of_any_table(visit: int, desk: FlaskClient, app: Flask) -> None:
    """Whoever has written there: the person or an organiser."""
    person = {"given_name": "Qerased", "family_name": "Qfamily", "phone": "+37061299999", "position": "Qposition"}
    person |= {"needs": "Qneeds", "diet_note": "Qdiet", "other_organisation": "Qother"}
    row = join(visit, "qerased@example.org", **person)
    change(row, email="qnew@example.org", **person)
    join(visit, "next@example.org")
    for form in walk_desk(app, Browser(desk)).forms:
        if form.method == "post" and "Qerased" in form.value("given_name"):
            Browser(desk).send(form, form.filled({"position": "Qposition at last"}))
    assert len(mentions(person)) >= 2, "the registration and the letters"
    with time_machine.travel(row.created_at + timedelta(days=3000), tick=False):
        erase()
    assert mentions(person) == {}


def mentions(person: dict[str, str]) -> dict[str, list[str]]:
    """{table: rows} of those that speak of this person."""
    words = [word.casefold() for word in (*person.values(), "qerased@", "qnew@")]
    session.remove()
    rows = {table.name: [str(row) for row in session.execute(select(table))] for table in db.metadata.sorted_tables}
    session.remove()
    found = {
        name: [row for row in each if any(word in row.casefold() for word in words)] for name, each in rows.items()
    }
    return {name: each for name, each in found.items() if each}
