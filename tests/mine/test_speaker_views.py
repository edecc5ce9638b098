"""Behind a speaker's link: what they are asked for, and how they answer."""

import re

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.mailing.models import Proposal, SlotAnswer
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.programme.models import Speaker
from eventapp.programme.snapshot import SlotStatus
from tests.at_desk import words
from tests.factories import NOON, publish
from tests.mailing.people import ONA, ask, make_asked_visit, own_page, statuses


@pytest.fixture
def mine(client: FlaskClient) -> str:
    """The page of somebody who was asked."""
    ask(make_asked_visit(), "kari")
    return own_page()


def send(client: FlaskClient, page: str, verb: str, **typed: str) -> tuple[int, str]:
    shown = client.get(f"{page}?l=en").text
    token = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', shown)[0]
    answer = client.post(f"{page}/{verb}", data={"csrf_token": token, **typed}, follow_redirects=True)
    return answer.status_code, words(answer.text)


def test_it_shows_their_own_parts_and_says_that_nothing_is_public(mine: str, client: FlaskClient) -> None:
    page = client.get(f"{mine}?l=en")
    said = words(page.text)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    assert "2 answers are awaited." in said
    assert "it is not public yet" in said
    assert "Ola" not in said
    assert said.index("Opening") < said.index("Later")


def test_it_is_in_the_speaker_s_language_until_they_choose_another(mine: str, client: FlaskClient) -> None:
    assert '<html lang="nb"' in client.get(mine).text
    for language in LANGUAGES:
        assert f'<html lang="{language}"' in client.get(f"{mine}?l={language}").text
    assert '<html lang="nb"' in client.get(mine).text


def test_two_taps_from_the_letter_to_confirmed(mine: str, client: FlaskClient) -> None:
    status, said = send(client, mine, "confirm", session="opening")
    assert (status, statuses()[0]) == (200, SlotStatus.CONFIRMED)
    assert "the organisers know that you will be there" in said
    assert "1 answer is awaited." in said


def test_declining_with_a_word(mine: str, client: FlaskClient) -> None:
    _, said = send(client, mine, "decline", session="later", word="I am on leave.")
    assert statuses()[1] is SlotStatus.DECLINED
    assert "I am on leave." in said
    assert "The organisers know that you cannot be there." in said
    assert session.scalars(select(SlotAnswer.word)).all() == ["I am on leave."]


def test_a_word_that_is_too_long_is_told_where_it_was_typed_and_kept(mine: str, client: FlaskClient) -> None:
    status, said = send(client, mine, "confirm", session="later", word="y" * 601)
    assert status == 422
    assert "at most 600 characters; these are 601" in said
    assert "y" * 601 in said
    assert statuses()[1] is SlotStatus.INVITED


@pytest.mark.parametrize("code", ["", "nothing", "x" * 300])
def test_what_is_not_theirs_is_refused_and_the_page_shows_how_it_is(mine: str, client: FlaskClient, code: str) -> None:
    status, said = send(client, mine, "confirm", session=code)
    assert status == 409
    assert "The programme has changed meanwhile" in said
    assert "2 answers are awaited." in said


def test_what_is_over_is_shown_without_buttons(client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False):
        visit = make_asked_visit(after_the_end=False)
        ask(visit, "kari")
    page = client.get(f"{own_page()}?l=en").text
    assert page.count("I will be there<") == 1, "of what has no time yet"
    status, said = send(client, own_page(), "confirm", session="opening")
    assert status == 409
    assert "This is over" in said


def test_when_they_can_be_there_is_read_as_people_write_it(mine: str, client: FlaskClient) -> None:
    _, said = send(client, mine, "times", available="3 Apr 9–12")
    assert "The organisers know now when you can be there." in said
    assert session.scalars(select(Speaker.available).order_by(Speaker.id)).first() == "2017-04-03 09:00-12:00"
    _, said = send(client, mine, "times", available="3 Apr 9–12")
    assert "Nothing was changed" in said
    status, said = send(client, mine, "times", available="whenever")
    assert (status, "cannot be read" in said, "whenever" in said) == (422, True, True)


def texts(**typed: str) -> dict[str, str]:
    return {"name": "Kari Nordmann", "role": "", "affiliation": "", "biography": "", **typed}


def test_texts_are_proposed_in_the_language_of_the_page(mine: str, client: FlaskClient) -> None:
    _, said = send(client, mine, "texts", **texts(role="Head of libraries"))
    assert "The organisers have got your text." in said
    assert "Your text waits for the organisers" in said
    found = {row.field: row.text for row in session.scalars(select(Proposal))}
    assert found["role.en"] == "Head of libraries"
    assert set(found) <= {"role.en", "affiliation.en", "biography.en"}
    assert 'value="Head of libraries"' in client.get(f"{mine}?l=en").text
    assert 'value="Head of libraries"' not in client.get(f"{mine}?l=lt").text


@pytest.mark.parametrize(
    ("typed", "refusal"), [({"name": ""}, "Please fill this in."), ({"role": "x" * 201}, "at most 200 characters")]
)
def test_a_text_that_does_not_fit_is_told_at_its_field(
    mine: str, client: FlaskClient, typed: dict[str, str], refusal: str
) -> None:
    status, said = send(client, mine, "texts", **texts(**typed))
    assert status == 422
    assert refusal in said
    assert session.scalars(select(Proposal)).all() == []


@pytest.mark.parametrize("verb", ["confirm", "decline", "times", "texts"])
def test_a_form_without_its_token_changes_nothing_and_is_shown_again(mine: str, client: FlaskClient, verb: str) -> None:
    answer = client.post(f"{mine}/{verb}", data={"session": "opening", "available": "", "name": "Kari"})
    assert answer.status_code == 400
    assert statuses()[0] is SlotStatus.INVITED
    assert client.get(f"{mine}/{verb}").location == mine


def test_a_forged_link_opens_nothing_and_one_of_who_was_removed_neither(mine: str, client: FlaskClient) -> None:
    assert client.get(f"{mine[:-2]}xx").status_code == 404
    visit = session.scalars(select(Speaker.visit_id)).first()
    assert visit is not None
    with transaction():
        for code in ("opening", "later"):
            remove_item(visit, Key("session", code).within("slot", "kari"), act=ONA)
        remove_item(visit, Key("speaker", "kari"), act=ONA)
    assert client.get(mine).status_code == 404


def test_a_registration_s_link_is_no_speaker_s(mine: str, client: FlaskClient) -> None:
    assert client.get(mine.replace("/s/", "/r/")).status_code == 404


def test_who_is_public_finds_the_way_to_how_it_stands_there(mine: str, client: FlaskClient) -> None:
    assert "/speakers/kari" not in client.get(f"{mine}?l=en").text
    visit = session.scalars(select(Speaker.visit_id)).first()
    assert visit is not None
    publish(visit)
    assert 'href="/en/oslo/speakers/kari"' in client.get(f"{mine}?l=en").text
