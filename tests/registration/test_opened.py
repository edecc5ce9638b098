"""The form as it is opened: the same for all readers but for their tokens, and never older than a second."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from eventapp.core import page_cache
from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.shells import mark
from eventapp.core.text import LANGUAGES
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import REGISTRATION, VISIT, Key
from eventapp.registration import opened
from eventapp.registration.views import _form_of, _form_page
from eventapp.visits.models import Organisation, Visit
from eventapp.visits.queries import public_visit
from tests.factories import LINKS, NOON, make_organisation, make_question, make_visit, text
from tests.registration.people import TYPED, hidden_in, join, leave, row, send, states, token_in
from tests.registration.test_submissions import statements

FORM = "/lt/oslo/register"
ACT = Act(organiser(1), LINKS, NOON)
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]+')
FULL = "All places of this visit are taken"


@pytest.fixture
def looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request is one of another second."""
    monkeypatch.setattr(page_cache, "FRESH_SECONDS", 0.0)


def asking_visit(slug: str = "oslo", **values: Any) -> int:
    visit = make_visit(slug=slug, **values).id
    make_organisation(visit)
    make_question(visit, "flight", title=text("Which flight?"))
    make_question(visit, "room", "one", "two", kind="one")
    return visit


def request(client: FlaskClient, **typed: str) -> Any:
    """Outside of the test's own context, in which all requests would be one to Flask."""
    with ThreadPoolExecutor(1) as pool:
        work = partial(client.post, FORM, data=typed) if typed else partial(client.get, FORM)
        return pool.submit(work).result()


def test_two_readers_forms_are_equal_but_for_the_token(app: Flask) -> None:
    asking_visit()
    one, other = app.test_client(), app.test_client()
    pages = [request(reader).text for reader in (one, other, one)]
    tokens = [token_in(page) for page in pages]
    assert len({page.replace(token, "") for page, token in zip(pages, tokens, strict=True)}) == 1
    assert tokens[1] not in (tokens[0], tokens[2])  # one reader's may be of two seconds
    assert [page.count(token) for page, token in zip(pages, tokens, strict=True)] == [1, 1, 1]
    assert [mark("token")[:32] in page for page in pages] == [False] * 3


def test_each_reader_s_token_is_their_own(app: Flask) -> None:
    asking_visit()
    one, other = app.test_client(), app.test_client()
    page, foreign = request(one).text, token_in(request(other).text)
    typed = {**TYPED, **hidden_in(page)}
    assert request(one, **{**typed, "csrf_token": foreign}).status_code == 400
    assert request(one, **typed).status_code == 303


def test_it_is_kept_by_nobody_and_says_its_language(app: Flask) -> None:
    asking_visit()
    client = app.test_client()
    answer = client.get(FORM)
    told = {name: answer.headers[name] for name in ("Cache-Control", "Content-Language", "Content-Type")}
    assert told == {
        "Cache-Control": "private, no-store", "Content-Language": "lt", "Content-Type": "text/html; charset=utf-8",
    }  # fmt: skip
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert client.head(FORM).data == b""


WINDOWS: dict[str, dict[str, Any]] = {
    "open": {},
    "soon": {"registration_opens_at": NOON + timedelta(days=40_000)},
    "closed": {"registration_closes_at": NOON},
    "never opened": {"registration_open": False},
    "over": {"ends_on": date(2017, 4, 6), "after_the_end": False},
    "full": {"places": 0, "queue": False},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("window", WINDOWS)
def test_it_is_what_the_same_template_makes_for_one_reader(app: Flask, window: str, language: str) -> None:
    """As it is shown again when something was wrong with it."""
    asking_visit(**WINDOWS[window])
    page = app.test_client().get(f"/{language}/oslo/register").text
    with app.test_request_context(f"/{language}/oslo/register"):
        visit = public_visit("oslo")
        alone = _form_page(visit, language, _form_of(opened.asked_of(visit), language)).get_data(as_text=True)
    assert TOKEN.sub(r"\1", page) == TOKEN.sub(r"\1", alone)
    assert ('name="csrf_token"' in page) is (window in ("open", "full"))


def test_a_mark_that_somebody_types_stays_what_was_typed(app: Flask, looks_again: None) -> None:
    visit = asking_visit()
    client = app.test_client()
    typed = mark("token")
    refused = send(client, given_name=typed, email="nothing")
    assert refused.status_code == 422
    assert f'value="{typed}"' in refused.text
    with transaction():
        session.execute(update(Organisation).values(name=f"{'0' * 32}-token- {{{{ token }}}}"))
        session.execute(update(Visit).where(Visit.id == visit).values(edited_version=7))
    assert f"{'0' * 32}-token- {{{{ token }}}}</option>" in client.get(FORM).text


def test_each_visit_and_each_language_has_its_own(app: Flask) -> None:
    for slug, city in (("oslo", "Hamar"), ("bergen", "Voss")):
        asking_visit(slug, name=text(f"Visit to {city}"))
    client = app.test_client()
    for _ in range(2):
        for language in LANGUAGES:
            for slug, mine, other in (("oslo", "Hamar", "Voss"), ("bergen", "Voss", "Hamar")):
                page = client.get(f"/{language}/{slug}/register").text
                assert (mine in page, other in page, f'lang="{language}"' in page) == (True, False, True)
                assert f'action="/{language}/{slug}/register"' in page


def test_a_visit_that_takes_the_place_of_another_is_not_shown_as_that_one(app: Flask, looks_again: None) -> None:
    client = app.test_client()
    gone = make_visit(name=text("The former")).id
    assert "The former" in client.get(FORM).text
    with transaction():
        session.execute(update(Visit).where(Visit.id == gone).values(slug="former"))
    assert client.get(FORM).status_code == 404
    make_visit(name=text("The present"))
    page = client.get(FORM).text
    assert ("The former" in page, "The present" in page) == (False, True)


@pytest.mark.parametrize("change", ["question", "organisation", "limit", "keep", "closed"])
def test_a_change_is_shown_within_a_second(app: Flask, looks_again: None, change: str) -> None:
    visit = asking_visit()
    client = app.test_client()
    before = client.get("/en/oslo/register").text
    edits = {
        "question": (Edit(Key("question", "flight"), {"title.en": "Flying with?"}, {}), "Flying with?"),
        "organisation": (Edit(Key("organisation", "birzai"), {"name": "Biržai Town"}, {}), "Biržai Town"),
        "limit": (Edit(REGISTRATION, {"places": 12}, {}), "The visit has 12 places."),
        "keep": (Edit(REGISTRATION, {"keep_days": 77}, {}), "77 days"),
        "closed": (Edit(REGISTRATION, {"open": False}, {}), "Registration is closed."),
    }
    edit, words = edits[change]
    with transaction():
        save_item(visit, edit, act=ACT)
    session.remove()
    after = client.get("/en/oslo/register").text
    assert (words in before, words in after) == (False, True)


def test_who_hides_the_visit_hides_its_form(app: Flask, looks_again: None) -> None:
    visit = asking_visit()
    client = app.test_client()
    assert client.get(FORM).status_code == 200
    with transaction():
        save_item(visit, Edit(VISIT, {"visible": False}, {}), act=ACT)
    session.remove()
    assert client.get(FORM).status_code == 404


def test_a_question_that_is_removed_is_asked_no_more(app: Flask, looks_again: None) -> None:
    visit = asking_visit()
    client = app.test_client()
    assert "Which flight?" in client.get(FORM).text
    with transaction():
        remove_item(visit, Key("question", "flight"), act=ACT)
    session.remove()
    assert "Which flight?" not in client.get(FORM).text


def test_the_clock_closes_it(app: Flask, looks_again: None) -> None:
    asking_visit(registration_closes_at=NOON)
    client = app.test_client()
    for minutes, is_open in ((-1, True), (0, False)):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert ("<form" in client.get(FORM).text) is is_open


def test_that_all_places_are_taken_is_said_at_once(app: Flask) -> None:
    """As fresh as the rows, and where nobody can wait alone (docs/decisions/105)."""
    visit = asking_visit(places=1, queue=False)
    client = app.test_client()
    assert FULL not in client.get("/en/oslo/register").text
    person = join(visit)
    assert FULL in client.get("/en/oslo/register").text
    leave(person)
    assert FULL not in client.get("/en/oslo/register").text
    assert states() == {row("zydrune@example.org").email: "cancelled"}


def test_where_somebody_can_wait_nothing_is_asked_of_the_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "FRESH_SECONDS", 3600.0)
    asking_visit("oslo", places=1)
    asking_visit("bergen", places=1, queue=False)
    client = app.test_client()
    asked = {}
    for slug in ("oslo", "bergen"):
        client.get(f"/lt/{slug}/register")
        with statements() as found:
            client.get(f"/lt/{slug}/register")
        asked[slug] = len([each for each in found if each.startswith("SELECT")])
    assert asked == {"oslo": 0, "bergen": 2}


def test_few_are_kept_in_memory_whatever_is_asked_for(app: Flask, looks_again: None) -> None:
    visit = asking_visit(places=1, queue=False)
    client = app.test_client()
    for number in range(6):
        with transaction():
            save_item(visit, Edit(REGISTRATION, {"places": 2 + number}, {}), act=ACT)
        session.remove()
        for language in LANGUAGES:
            assert client.get(f"/{language}/oslo/register?visitor={number}").status_code == 200
    kept = app.extensions["eventapp.page_caches"]["registration"]._items
    assert {slug: len(items) for slug, items in kept.items()} == {"oslo": 1 + len(LANGUAGES)}
    assert client.get("/lt/nowhere/register").status_code == 404
    assert kept.keys() == {"oslo"}


def test_whoever_opened_an_older_form_is_told(client: FlaskClient, app: Flask) -> None:
    visit = asking_visit()
    page = client.get(FORM).text
    with transaction():
        session.execute(delete(Organisation).where(Organisation.visit_id == visit))
    refused = client.post(FORM, data={**TYPED, **hidden_in(page)})
    assert refused.status_code == 422
