"""What the programme's page says of sessions that run side by side."""

import re
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_session, make_visit, publish, text

NINE = datetime(2017, 4, 3, 7, tzinfo=UTC)


def add(visit_id: int, title: str, starts: int, ends: int) -> None:
    """A session from so many minutes after nine to so many."""
    times = {"starts_at": NINE + timedelta(minutes=starts), "ends_at": NINE + timedelta(minutes=ends)}
    make_session(visit_id, title.lower(), title=text(title), **times)


def test_what_overlaps_says_with_what_and_what_lasts_over_many_says_so(app: Flask, client: FlaskClient) -> None:
    visit = make_visit()
    add(visit.id, "Desk", -60, 480)
    add(visit.id, "Opening", 0, 90)
    add(visit.id, "Tour", 0, 100)
    add(visit.id, "Early", 30, 75)
    add(visit.id, "Late", 45, 60)
    publish(visit.id)
    words = " ".join(re.sub("<[^>]*>", " ", client.get("/en/oslo/programme").text).split())
    rest = "Meeting"
    assert f"08:00 to 17:00 Alongside the sessions that follow {rest} Desk" in words
    assert f"09:00 to 10:30 {rest} Opening to 10:40 {rest} Tour" in words
    assert f"At the same time as “Opening” (to 10:30 ), “Tour” (to 10:40 ) {rest} Early" in words
    assert f"At the same time as “Opening” (to 10:30 ), “Tour” (to 10:40 ) and 1 more {rest} Late" in words
    assert words.count("Desk") == 1
