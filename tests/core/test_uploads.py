"""Addresses that take files, in the application: the right on the head, the form whatever becomes of a file."""

import io
import resource
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventapp.core import uploads
from eventapp.core.errors import NotFound
from eventapp.core.uploads import CUT, HEAD_ONLY, MB, MOST_FORM_BYTES, PUBLIC, FileTooLarge, room_of
from tests.conftest import make_app

ADDRESS = "/en/oslo/files"


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """With an address for files, open to Oslo alone, that says what it was sent."""
    app = make_app(tmp_path_factory.mktemp("taking"))

    def may(slug: str) -> None:
        if slug != "oslo":
            raise NotFound

    @uploads.takes_files(may, PUBLIC)
    def files(slug: str, kind: str) -> dict[str, Any]:
        file = uploads.sent_file("file")
        return {"slug": slug, "kind": kind, "file": file and len(file.read()), "typed": request.form.to_dict()}

    app.add_url_rule("/en/<slug>/files", "files", files, methods=["GET", "POST"], defaults={"kind": "x"})
    return app


@pytest.fixture
def client(taking: Flask) -> FlaskClient:
    return taking.test_client()


def send(client: FlaskClient, content: bytes = b"", **typed: str) -> Any:
    """Of bytes: the client's own form would leave a temporary file open."""
    file = {"file": FileStorage(io.BytesIO(content), "a.csv")} if content else {}
    boundary, body = encode_multipart({**typed, **file})
    return client.post(ADDRESS, data=body, content_type=f"{uploads.MULTIPART}; boundary={boundary}")


def test_what_is_typed_and_the_file_arrive(client: FlaskClient) -> None:
    sent = send(client, b"x" * 3 * MB, name="Žemaitė", **{"a b": ""})
    assert sent.json == {"slug": "oslo", "kind": "x", "file": 3 * MB, "typed": {"name": "Žemaitė", "a b": ""}}
    assert send(client, name="a").json == {"slug": "oslo", "kind": "x", "file": None, "typed": {"name": "a"}}
    assert client.post(ADDRESS, data={"name": "a"}).json["typed"] == {"name": "a"}  # type: ignore[index]
    assert client.get(ADDRESS).json["file"] is None  # type: ignore[index]


def test_more_than_the_room_takes_is_refused_without_the_bridge_too(client: FlaskClient) -> None:
    assert send(client, b"x" * 9 * MB).status_code == 413


@pytest.mark.parametrize("typed", [{"a": "x" * (MOST_FORM_BYTES + 1)}, {str(n): "x" * 10_000 for n in range(30)}])
def test_what_is_typed_beside_a_file_is_no_more_than_a_form(typed: dict[str, str], client: FlaskClient) -> None:
    assert send(client, b"x", **typed).status_code == 413


def test_a_form_of_a_thousand_fields_is_none(client: FlaskClient) -> None:
    assert send(client, b"x", **dict.fromkeys(map(str, range(1000)), "")).status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n\r\n\r\n--x--", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb']
)
@pytest.mark.parametrize("boundary", ["; boundary=x", "; boundary=ž", "; boundary=", ""])
def test_what_is_no_form_is_an_empty_one(body: bytes, boundary: str, client: FlaskClient) -> None:
    sent = client.post(ADDRESS, data=body, content_type=uploads.MULTIPART + boundary)
    assert (sent.json or {})["typed"] == {}


def test_the_right_is_asked_on_the_head(client: FlaskClient) -> None:
    head = {HEAD_ONLY: True}
    assert client.post(ADDRESS, environ_overrides=head).status_code == 204
    assert client.post("/en/bergen/files", environ_overrides=head).status_code == 404
    assert client.post("/en/bergen/files").status_code == 200  # the view has a right of its own to ask for
    assert client.post("/organise/new", environ_overrides=head).status_code == 204  # nothing is done


def test_a_file_that_was_cut_off_leaves_what_was_typed(taking: Flask) -> None:
    seen: list[dict[str, str]] = []

    def cut(error: FileTooLarge) -> tuple[str, int]:
        seen.append(request.form.to_dict())
        return error.text("en"), error.status

    begun = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nAda\r\n--x\r\n'
    begun += b'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\nxxxx'
    with taking.test_request_context(
        ADDRESS,
        method="POST",
        data=begun,
        content_type=uploads.MULTIPART + "; boundary=x",
        environ_overrides={CUT: FileTooLarge(megabytes=8)},
    ):
        with pytest.raises(FileTooLarge) as refused:
            uploads.sent_file("file")
        assert cut(refused.value)[1] == 413
    assert seen == [{"name": "Ada"}]


def test_a_full_disk_is_a_refusal_at_the_file(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MB, limits[1]))
    try:
        refused = send(client, b"x" * 3 * MB, name="a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert "There is no room for this file just now." in refused.text
    assert "no room for a file that was sent: File too large" in caplog.text


def test_which_addresses_take_files(taking: Flask) -> None:
    assert room_of(taking, "POST", ADDRESS) is PUBLIC
    assert room_of(taking, "POST", "/organise/visits/oslo/add-many/speakers") is uploads.DESK
    for method, path in (("GET", ADDRESS), ("POST", "/organise/new"), ("POST", "/nowhere"), ("POST", "")):
        assert room_of(taking, method, path) is None
