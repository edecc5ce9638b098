"""Whose turn it is to be made, and what becomes of what cannot be made."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.acts import WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.publishing.compilation import (
    BACKLOG,
    Order,
    note_failure,
    store_output,
    take_order,
)
from eventapp.publishing.jobs import compile_due
from eventapp.publishing.models import Output, OutputState
from eventapp.visits.history import history
from tests.factories import LINKS, NOON, make_session, make_visit, publish

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def visit_id(app: Flask) -> int:
    visit = make_visit()
    make_session(visit.id)
    publish(visit.id)
    return visit.id


def take(*, later: timedelta = timedelta()) -> Order | None:
    with transaction():
        return take_order(now=NOON + later)


def take_one(*, later: timedelta = timedelta()) -> Order:
    order = take(later=later)
    assert order is not None
    return order


def output(order: Order) -> Output:
    return session.get_one(Output, order.output_id)


def fail(order: Order, reason: str = "no paper") -> None:
    with transaction():
        note_failure(order, reason, act=Act(WORKER, LINKS, NOON))


def test_what_a_worker_died_over_is_due_again_after_45_seconds(visit_id: int) -> None:
    taken = [take_one() for _ in range(3)]
    assert take(later=timedelta(seconds=44)) is None
    assert take_one(later=timedelta(seconds=45)).output_id == taken[0].output_id


def test_each_language_is_taken_once(visit_id: int) -> None:
    orders = [take_one() for _ in range(3)]
    assert {order.language for order in orders} == {"lt", "en", "nb"}
    assert take() is None


def test_the_newest_release_goes_first(visit_id: int) -> None:
    publish(visit_id, now=NOON + timedelta(days=1))
    assert [take_one().programme.number for _ in range(6)] == [2, 2, 2, 1, 1, 1]


def test_stored_it_is_ready_and_not_due(visit_id: int) -> None:
    order = take_one()
    with transaction():
        store_output(order, b"%PDF", base_url="http://visits.example.org", now=NOON)
    made = output(order)
    assert (made.state, made.body, made.made_at, made.error) == (OutputState.READY, b"%PDF", NOON, "")
    assert order.output_id not in {take_one().output_id, take_one().output_id}


def test_of_two_makers_the_first_ones_file_stays(visit_id: int) -> None:
    order = take_one()
    for body in (b"first", b"second"):
        with transaction():
            store_output(order, body, base_url="http://visits.example.org", now=NOON)
    assert output(order).body == b"first"


def test_a_failure_is_tried_again_and_given_up_after_three(visit_id: int) -> None:
    order = take_one()
    for number in range(1, 4):
        assert (output(order).tries, output(order).state) == (number - 1, OutputState.DUE)
        fail(order, f"reason {number}")
        if number < 3:
            order = take_one()
    assert (output(order).state, output(order).error) == (OutputState.FAILED, "reason 3")
    (entry,) = [entry for entry in history(visit_id) if entry.action == "failed"]
    assert (str(entry.actor), entry.thing) == ("worker", f"release.1.pdf.{order.language}")
    assert entry.changes == [{"field": "reason", "old": None, "new": "reason 3"}]


def test_a_late_failure_changes_nothing(visit_id: int) -> None:
    order = take_one()
    with transaction():
        store_output(order, b"%PDF", base_url="http://visits.example.org", now=NOON)
    fail(order)
    assert (output(order).state, output(order).error) == (OutputState.READY, "")


def test_however_often_the_worker_is_ended_the_file_stays_due(visit_id: int) -> None:
    taken = [take(later=BACKLOG.lease * number) for number in range(6) for _ in range(3)]
    assert None not in taken
    assert {row.tries for row in session.scalars(select(Output).where(Output.kind == "pdf"))} == {0}


def test_until_it_is_made_its_address_says_when_to_come_again(visit_id: int, client: FlaskClient) -> None:
    address = "/lt/oslo/programme.pdf"
    waiting = client.get(address)
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "20")
    assert "rengiam" in waiting.text
    compile_due()
    made = client.get(address)
    assert (made.status_code, made.mimetype) == (200, "application/pdf")
    assert made.data.startswith(b"%PDF")
    assert client.get(address, headers={"If-None-Match": made.headers["ETag"]}).status_code == 304
    assert client.head(address).headers["Content-Length"] == str(len(made.data))


def test_what_failed_says_so_with_a_longer_wait(visit_id: int, client: FlaskClient) -> None:
    while order := take():
        fail(order)
    answer = client.get("/en/oslo/programme.pdf")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
