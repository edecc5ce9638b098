"""Two keys at once: what the old one signed opens, what is signed from now on has the new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from flask import Flask, g
from flask.testing import FlaskClient

from eventapp.core.db import db, session
from eventapp.core.links import Links
from eventapp.core.tokens import Secret, make_token, read_token
from tests.conftest import SECRET, make_app
from tests.factories import NOON, make_organisation, make_visit
from tests.registration.people import TYPED, join, row, token_in

NEW = SECRET[::-1]
FORM = "/lt/oslo/register"


@contextmanager
def installation_with(folder: Path, *keys: str) -> Iterator[Flask]:
    """The data in that folder under these keys, the present one first."""
    app = make_app(folder, **dict(zip(("EVENTAPP_SECRET_KEY", "EVENTAPP_SECRET_KEY_OLD"), keys, strict=False)))
    with app.app_context():
        yield app
        session.remove()
        db.engine.dispose()


def path_of(links: Links) -> str:
    registration = row("zydrune@example.org")
    return links.registration(registration.id, registration.generation).removeprefix(links.base_url)


def test_tokens_and_proofs_of_each_key_are_read() -> None:
    secret = Secret(uuid4(), 7)
    for key in ("old", "new"):
        assert read_token(("new", "old"), "a", make_token(key, "a", secret)) == secret
        proof = Links("", key).email_proof(secret.id, 7, "ada@example.org", NOON)
        assert Links("", "new", "old").read_email_proof(proof)
        assert Links("", "new").read_email_proof(proof) is None or key == "new"
    assert read_token(("new", "old"), "a", make_token("stolen", "a", secret)) is None
    assert read_token(("new", "old"), "b", make_token("old", "a", secret)) is None
    assert read_token((), "a", make_token("", "a", secret)) is None


def test_no_old_key_is_no_key() -> None:
    links = Links("https://visits.example.org", SECRET)
    assert links.keys == (SECRET,)
    assert links.read_registration_token(make_token("", "registration", Secret(uuid4(), 1))) is None
    assert SECRET not in repr(Links("https://visits.example.org", SECRET, SECRET))


def test_links_of_the_old_key_open_until_it_is_unset(tmp_path: Path) -> None:
    with installation_with(tmp_path, SECRET) as app:
        join(make_visit().id)
        path = path_of(Links("http://visits.example.org", SECRET))
        assert app.test_client().get(path).status_code == 200
    with installation_with(tmp_path, NEW, SECRET) as app:
        page = app.test_client().get(path)
        assert page.status_code == 200
        fresh = path_of(Links("http://visits.example.org", NEW))
        assert fresh != path
        assert fresh in page.text, "the page itself leads on with the new key"
    with installation_with(tmp_path, NEW) as app:
        assert [app.test_client().get(each).status_code for each in (path, fresh)] == [404, 200]


def test_a_form_that_was_open_meanwhile_is_taken(tmp_path: Path) -> None:
    with installation_with(tmp_path, SECRET) as app:
        make_organisation(make_visit().id)
        before = app.test_client()
        typed = {**TYPED, "csrf_token": token_in(before.get(FORM).text)}
        kept = before.get_cookie("eventapp")
        assert kept is not None
    assert [answer(tmp_path, kept.value, typed, *keys) for keys in ((NEW,), (NEW, SECRET))] == [400, 303]


def answer(folder: Path, cookie: str, typed: dict[str, str], *keys: str) -> int:
    with installation_with(folder, *keys) as app:
        client: FlaskClient = app.test_client()
        client.set_cookie("eventapp", cookie)
        g.pop("csrf_token", None)
        return int(client.post(FORM, data=typed).status_code)


def test_forms_and_letters_are_signed_with_the_new_key(tmp_path: Path) -> None:
    with installation_with(tmp_path, NEW, SECRET) as app:
        make_organisation(make_visit().id)
        client = app.test_client()
        typed = {**TYPED, "csrf_token": token_in(client.get(FORM).text)}
        kept = client.get_cookie("eventapp")
        assert kept is not None
    assert [answer(tmp_path, kept.value, typed, key) for key in (SECRET, NEW)] == [400, 303]
