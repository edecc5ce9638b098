"""Feeds and files as HTTP sees them."""

import gzip
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.publishing.models import Output, OutputState
from tests.factories import NOON, make_session, make_visit, publish

FEED = "/lt/oslo/programme.ics"
PDF = "/lt/oslo/programme.pdf"


@pytest.fixture
def visit(app: Flask) -> int:
    """A visit with one session, not released yet."""
    visit = make_visit()
    make_session(visit.id)
    return visit.id


@pytest.mark.parametrize("path", [FEED, PDF, "/lt/oslo/sessions/opening.ics"])
def test_before_the_release_each_file_is_404_in_words_and_kept_by_nobody(
    visit: int, client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert "Opening" not in answer.text


@pytest.mark.parametrize("path", ["/lt/bergen/programme.ics", "/de/oslo/programme.ics", "/lt/oslo/sessions/none.ics"])
def test_what_is_not_there_is_404(visit: int, client: FlaskClient, path: str) -> None:
    publish(visit)
    assert client.get(path).status_code == 404


def test_the_feed_is_a_calendar_in_the_reader_s_language(visit: int, client: FlaskClient) -> None:
    publish(visit)
    answer = client.get(FEED)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Content-Disposition"] == 'inline; filename="oslo-lt.ics"'
    assert "Set-Cookie" not in answer.headers
    assert Calendar.from_ical(answer.data).events[0].get("summary").startswith("Opening (lt)")
    assert client.get(FEED + "?download=1").headers["Content-Disposition"] == 'attachment; filename="oslo-lt.ics"'


def test_a_phone_that_has_the_feed_gets_304(visit: int, client: FlaskClient) -> None:
    publish(visit)
    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    since = client.get(FEED, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304


OLD, LATER = "Wed, 01 Feb 2017 12:00:00 GMT", "Sat, 01 Apr 2017 12:00:00 GMT"
CONDITIONS = [
    ({"If-None-Match": '"other"'}, 200),
    ({"If-None-Match": '"other", {etag}'}, 304),
    ({"If-None-Match": "W/{etag}"}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-Modified-Since": LATER}, 304),
    ({"If-Modified-Since": OLD}, 200),
    ({"If-Modified-Since": "yesterday"}, 200),
    ({"If-None-Match": '"other"', "If-Modified-Since": LATER}, 200),
    ({"If-None-Match": "{etag}", "If-Modified-Since": OLD}, 304),
    ({"If-Match": "{etag}"}, 200),
    ({"If-Match": '"other"'}, 412),
]


@pytest.mark.parametrize("path", [FEED, "/lt/oslo/sessions/opening.ics"])
def test_what_a_reader_has_is_not_sent_again(visit: int, client: FlaskClient, path: str) -> None:
    """The ETag wins over the date; a date that nobody can read is none (RFC 9110, 13.2.2)."""
    publish(visit)
    first = client.get(path)
    assert first.headers["Last-Modified"] == "Wed, 01 Mar 2017 12:00:00 GMT"
    for asked, status in CONDITIONS:
        headers = {name: value.format(etag=first.headers["ETag"]) for name, value in asked.items()}
        for answer in (client.get(path, headers=headers), client.head(path, headers=headers)):
            assert answer.status_code == status, asked
            kept = ("ETag", "Cache-Control", "Vary")
            assert [answer.headers[name] for name in kept] == [first.headers[name] for name in kept]
            assert "Set-Cookie" not in answer.headers
    head = client.head(path)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(first.data)))


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip;q=0.0, br"])
def test_a_reader_who_does_not_ask_for_gzip_gets_the_plain_bytes(
    visit: int, client: FlaskClient, accepted: str
) -> None:
    publish(visit)
    answer = client.get(FEED, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")


def test_compressed_bytes_are_the_same_calendar_with_an_etag_of_their_own(visit: int, client: FlaskClient) -> None:
    publish(visit)
    plain = client.get(FEED)
    asked = {"Accept-Encoding": "br, gzip;q=0.5"}
    zipped = client.get(FEED, headers=asked)
    assert (zipped.headers["Content-Encoding"], gzip.decompress(zipped.data)) == ("gzip", plain.data)
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert client.get(FEED, headers={**asked, "If-None-Match": zipped.headers["ETag"]}).status_code == 304
    assert client.get(FEED, headers={**asked, "If-None-Match": plain.headers["ETag"]}).status_code == 200


def test_the_language_is_that_of_the_address_and_a_reader_is_sent_nowhere_else(visit: int, client: FlaskClient) -> None:
    publish(visit)
    asked = {"Accept": "text/html", "Accept-Language": "nb", "Cookie": "session=stale"}
    answer = client.get(FEED, headers=asked)
    assert (answer.status_code, answer.data) == (200, client.get(FEED).data)
    assert answer.headers["Content-Language"] == "lt"


def test_a_second_release_changes_the_feed_within_a_second(visit: int, client: FlaskClient, app: Flask) -> None:
    publish(visit)
    first = client.get(FEED)
    make_session(visit, "second")
    publish(visit, now=NOON + timedelta(days=1))
    app.extensions["eventapp.page_caches"].clear()  # what a second of waiting does
    second = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, len(Calendar.from_ical(second.data).events)) == (200, 2)


def test_one_session_is_a_download_of_one_event(visit: int, client: FlaskClient) -> None:
    publish(visit)
    answer = client.get("/en/oslo/sessions/opening.ics")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oslo-opening-en.ics"'
    assert len(Calendar.from_ical(answer.data).events) == 1


def test_a_session_that_never_had_a_time_has_no_calendar_file(visit: int, client: FlaskClient) -> None:
    make_session(visit, "later", starts_at=None, ends_at=None)
    publish(visit)
    assert client.get("/en/oslo/sessions/later.ics").status_code == 404


def test_paper_that_is_being_made_answers_503_with_a_time_and_words(visit: int, client: FlaskClient) -> None:
    publish(visit)
    answer = client.get(PDF)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "20",
        "no-store",
    )
    assert answer.headers["Content-Type"].startswith("text/html")


def test_paper_that_could_not_be_made_stays_503(visit: int, client: FlaskClient) -> None:
    publish(visit)
    with transaction():
        session.execute(update(Output).where(Output.kind == "pdf").values(state=OutputState.FAILED, error="no fonts"))
    answer = client.get(PDF)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
    assert "no fonts" not in answer.text


def test_paper_that_is_ready_is_sent_as_stored_and_checked_each_time(visit: int, client: FlaskClient) -> None:
    publish(visit)
    with transaction():
        ready = {"state": OutputState.READY, "body": b"%PDF-1.7 stored", "made_at": NOON}
        session.execute(update(Output).where(Output.kind == "pdf").values(**ready))
    answer = client.get(PDF, headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.data) == (200, b"%PDF-1.7 stored")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/pdf", "no-cache")
    assert answer.headers["Last-Modified"] == "Wed, 01 Mar 2017 12:00:00 GMT"
    head = client.head(PDF)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(b"%PDF-1.7 stored")))
