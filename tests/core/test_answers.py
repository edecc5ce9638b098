"""Stored bytes under every condition a reader may send; a page that nobody keeps."""

import gzip
from typing import Any

import pytest
from flask import Flask, Response

from eventapp.core.answers import Stored, send
from tests.factories import NOON

BODY = b"the same words again and again, " * 20
STORED = Stored.of(BODY, "text/plain", NOON, "lt")
PLAIN, ZIPPED = f'"{STORED.etag}"', f'"{STORED.etag}-gz"'
GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("asked", "status", "etag"),
    [
        ({}, 200, PLAIN),
        (GZIP, 200, ZIPPED),
        ({"Accept-Encoding": "gzip;q=0"}, 200, PLAIN),
        ({"If-None-Match": PLAIN}, 304, PLAIN),
        ({"If-None-Match": PLAIN, **GZIP}, 200, ZIPPED),
        ({"If-None-Match": ZIPPED, **GZIP}, 304, ZIPPED),
        ({"If-None-Match": "*"}, 304, PLAIN),
        ({"If-None-Match": '"other"', "If-Modified-Since": STORED.modified}, 200, PLAIN),
        ({"If-Modified-Since": STORED.modified}, 304, PLAIN),
        ({"If-Modified-Since": "Tue, 28 Feb 2017 12:00:00 GMT"}, 200, PLAIN),
        ({"If-Modified-Since": "yesterday"}, 200, PLAIN),
        ({"If-Match": PLAIN}, 200, PLAIN),
        ({"If-Match": '"other"'}, 412, PLAIN),
    ],
)
def test_what_a_reader_has_is_not_sent_again(app: Flask, asked: dict[str, str], status: int, etag: str) -> None:
    with app.test_request_context(headers=asked):
        answer = app.test_client().application.make_response(send(STORED))
        body, told, headers = answer.get_wsgi_response({"REQUEST_METHOD": "GET"})
    said = dict(headers)
    assert (int(told[:3]), said["ETag"], said["Vary"]) == (status, etag, "Accept-Encoding")
    sent = b"".join(body)
    zipped = said.get("Content-Encoding") == "gzip"
    assert zipped is (status == 200 and etag == ZIPPED)
    assert (gzip.decompress(sent) if zipped else sent) == (BODY if status == 200 else b"")
    if status == 200:
        assert said["Content-Length"] == str(len(sent))
        assert (said["Last-Modified"], said["Content-Language"]) == ("Wed, 01 Mar 2017 12:00:00 GMT", "lt")


@pytest.mark.parametrize("asked", [{}, GZIP, {"If-None-Match": PLAIN}])
def test_whoever_looks_at_an_answer_before_it_leaves_sees_its_headers_and_changes_them(asked: dict[str, str]) -> None:
    app = Flask(__name__)
    seen: list[tuple[str, str]] = []

    @app.get("/")
    def stored() -> Response:
        return send(STORED, filename="words.txt")

    @app.after_request
    def look(response: Response) -> Response:
        seen.extend(response.headers)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Request-Id"] = "7"
        response.vary.add("Cookie")
        del response.headers["ETag"]
        return response

    answer = app.test_client().get("/", headers=asked)
    said = dict(seen)
    assert (said["Cache-Control"], said["ETag"]) == ("no-cache", ZIPPED if asked == GZIP else PLAIN)
    assert ("Content-Length" in said) is (answer.status_code == 200)
    changed = said | {"Cache-Control": "no-store", "X-Request-Id": "7", "Vary": "Accept-Encoding, Cookie"}
    del changed["ETag"]
    assert sorted(answer.headers) == sorted(changed.items())


def test_what_would_grow_is_sent_plain(app: Flask) -> None:
    with app.test_request_context(headers=GZIP):
        _, _, headers = send(Stored.of(b"x", "text/plain", NOON)).get_wsgi_response({"REQUEST_METHOD": "GET"})
    assert "Content-Encoding" not in dict(headers)
    assert dict(headers)["Content-Length"] == "1"


@pytest.mark.parametrize(
    ("asked", "disposition"),
    [
        ({}, None),
        ({"filename": "visit.ics"}, 'inline; filename="visit.ics"'),
        ({"filename": "visit.pdf", "download": True}, 'attachment; filename="visit.pdf"'),
    ],
)
def test_a_file_is_opened_unless_it_is_said_to_be_kept(
    app: Flask, asked: dict[str, Any], disposition: str | None
) -> None:
    with app.test_request_context():
        assert send(Stored.of(b"x", "text/plain", NOON), **asked).headers.get("Content-Disposition") == disposition
