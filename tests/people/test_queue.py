"""The waiting list at the desk: its order, numbers, since when and why each waits; on the page and in the files."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.visits.models import Visit
from tests.at_desk import statements
from tests.factories import NOON, make_organisation, make_visit
from tests.people.desk import LIST, get, names, one
from tests.registration.people import join, leave

WAITING = "?status=waitlisted"


@pytest.fixture
def full(desk: FlaskClient) -> int:
    """One place of the organisation and two of the visit are taken; three wait, not by name."""
    visit = make_visit(places=2).id
    make_organisation(visit, places=1)
    join(visit, "a@example.org", organisation="birzai", other_organisation="")
    join(visit, "b@example.org")
    for number, (name, code) in enumerate((("Žukas", "birzai"), ("Adomas", ""), ("Čepas", ""))):
        other = "" if code else "Varėnos biblioteka"
        join(visit, f"{name}@x.org".encode("ascii", "ignore").decode(), family_name=name, organisation=code,
             other_organisation=other, now=NOON + timedelta(hours=number))  # fmt: skip
    return visit


def files(desk: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk.get(f"{LIST}.csv{path}").text.removeprefix("\ufeff"))))


def test_who_waits_stands_in_the_queue_s_order_with_number_instant_and_reason(full: int, desk: FlaskClient) -> None:
    page = get(desk, WAITING)
    assert names(page) == ["Žukas", "Adomas", "Čepas"]
    for words in ("Place in the queue", "Waits since", "Waits because", '<td role="cell" class="tight">3</td>'):
        assert words in page
    assert page.count("all places of the visit are taken") == 3
    assert page.count("all places of the organisation are taken") == 1
    assert "Place in the queue" not in get(desk)


def test_the_files_say_the_same(full: int, desk: FlaskClient) -> None:
    get(desk)
    rows = files(desk, WAITING)
    assert [(row["Place in the queue"], row["Family name"], row["Waits because"]) for row in rows] == [
        ("1", "Žukas", "all places of the visit are taken; all places of the organisation are taken"),
        ("2", "Adomas", "all places of the visit are taken"),
        ("3", "Čepas", "all places of the visit are taken"),
    ]
    assert [row["Waits since"][-5:] for row in rows] == ["13:00", "14:00", "15:00"]
    assert [row["Place in the queue"] for row in files(desk, f"{WAITING}&organisation=other")] == ["2", "3"]
    assert "Place in the queue" not in files(desk, "")[0]


def test_only_the_organisation_is_full(full: int, desk: FlaskClient) -> None:
    with transaction():
        session.execute(update(Visit).values(places=9))
    assert "all places of the visit" not in get(desk, WAITING)
    assert "all places of the organisation are taken" in get(desk, WAITING)


def test_a_queue_that_stands_still_is_a_reason(full: int, desk: FlaskClient) -> None:
    with transaction():
        session.execute(update(Visit).values(after_the_end=False, queue_until=NOON - timedelta(days=900)))
    assert get(desk, WAITING).count("the waiting list no longer moves") == 3


def test_the_person_s_page_says_it_too(full: int, desk: FlaskClient) -> None:
    person = join(full, "late@example.org", family_name="Vėlyvas")
    assert "all places of the visit are taken" in get(desk, one(person))
    leave(person)
    assert "Waits since" not in get(desk, one(person))


def test_three_who_wait_cost_as_many_statements_as_one(full: int, desk: FlaskClient) -> None:
    few = statements(desk, f"{LIST}{WAITING}&organisation=birzai")
    assert statements(desk, f"{LIST}{WAITING}&organisation=other") == few
