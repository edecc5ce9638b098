"""The desk's page of speakers who are asked."""

import re

import pytest
from flask.testing import FlaskClient

from eventapp.core import current
from eventapp.core.db import transaction
from eventapp.mailing import operations
from eventapp.programme.snapshot import SlotStatus
from tests.at_desk import DESK, opened, statements, words
from tests.factories import make_session, make_slot, make_speaker, make_visit
from tests.mailing.people import KARI, ask, asked, letters, make_asked_visit, own_page

PAGE = f"{DESK}/asked-speakers"


@pytest.fixture
def visit(desk: FlaskClient) -> int:
    return make_asked_visit()


def token(page: str) -> dict[str, str]:
    return {"csrf_token": re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', page)[0]}


def send(desk: FlaskClient, verb: str = "", **typed: object) -> str:
    page = opened(desk, "asked-speakers")
    answer = desk.post(PAGE + verb, data=token(page) | typed, follow_redirects=True)
    return str(words(answer.text))


def test_who_can_be_asked_is_ticked_and_who_cannot_says_why(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "asked-speakers")
    assert re.search(r'value="kari" checked>', page)
    assert re.search(r'value="ola" disabled>', page)
    assert "Write down an address" in words(page)


def test_those_who_are_ticked_are_written_to(visit: int, desk: FlaskClient) -> None:
    assert "1 speaker written to, 1 left out: no address is known." in send(desk, speaker=["kari", "ola"])
    assert [letter.to_name for letter in letters()] == ["Kari Nordmann"]
    assert not re.search(r'value="kari" checked>', opened(desk, "asked-speakers"))


def test_nobody_ticked_is_said_and_nothing_is_written(visit: int, desk: FlaskClient) -> None:
    assert "Choose at least one speaker in the list." in send(desk)
    assert letters() == []


def test_whoever_was_written_to_enough_is_left_out(visit: int, desk: FlaskClient) -> None:
    for _ in range(current.settings().limits["desk_email"].amount):
        send(desk, speaker="kari")
    assert "0 speakers written to, 1 left out: written to often enough already." in send(desk, speaker="kari")
    assert "written to often enough already" in send(desk, "/link", speaker="kari")


def test_answers_and_words_stand_there(visit: int, desk: FlaskClient) -> None:
    ask(visit, "kari")
    with transaction():
        operations.answer(visit, asked(), "opening", SlotStatus.DECLINED, "On leave <then>", act=KARI)
    page = opened(desk, "asked-speakers")
    assert "declined" in words(page)
    assert "On leave &lt;then&gt;" in page


def test_a_proposed_text_is_taken_or_left(visit: int, desk: FlaskClient) -> None:
    ask(visit, "kari")
    with transaction():
        operations.propose(visit, asked(), {"role.nb": "Rådgiver", "name": "Kari N."}, act=KARI)
    page = opened(desk, "asked-speakers")
    digests = dict(re.findall(r'name="field" value="([^"]+)"><input type="hidden" name="digest" value="([^"]+)"', page))
    assert set(digests) == {"role.nb", "name"}
    said = send(desk, "/take", speaker="kari", field="role.nb", digest=digests["role.nb"])
    assert "The draft has the speaker’s text now." in said
    assert "Rådgiver" in desk.get(f"{DESK}/speakers/kari").text
    assert "The draft stays as it was." in send(desk, "/leave", speaker="kari", field="name", digest=digests["name"])
    said = send(desk, "/take", speaker="kari", field="name", digest=digests["name"])
    assert "has been taken or left meanwhile" in said


def test_a_new_link_closes_the_old_one(visit: int, desk: FlaskClient) -> None:
    ask(visit, "kari")
    old = own_page()
    assert "The old link opens nothing any more." in send(desk, "/link", speaker="kari")
    assert desk.get(old).status_code == 410
    assert desk.get(own_page()).status_code == 200


def test_a_new_link_for_who_was_never_asked_is_refused(visit: int, desk: FlaskClient) -> None:
    assert "This link is not valid" in send(desk, "/link", speaker="ola")


def test_a_form_without_its_token_is_shown_again(visit: int, desk: FlaskClient) -> None:
    for verb in ("", "/link", "/take", "/leave"):
        assert desk.post(PAGE + verb, data={"speaker": "kari"}).status_code == 400
    assert letters() == []


@pytest.mark.parametrize("verb", ["link", "take", "leave"])
def test_a_verb_that_is_read_leads_to_the_page(visit: int, desk: FlaskClient, verb: str) -> None:
    assert desk.get(f"{PAGE}/{verb}").location == PAGE


def test_a_visit_without_speakers_says_so(desk: FlaskClient) -> None:
    make_visit()
    assert "The programme has no speakers yet." in words(opened(desk, "asked-speakers"))


def test_three_speakers_cost_as_many_statements_as_one(visit: int, desk: FlaskClient) -> None:
    ask(visit, "kari")
    before = statements(desk, PAGE)
    for number in range(3):
        speaker = make_speaker(visit, f"more-{number}", email=f"more-{number}@example.org", position=number + 3)
        item = make_session(visit, f"more-{number}", position=number + 3)
        make_slot(item.id, speaker.id, status=SlotStatus.INVITED)
        ask(visit, f"more-{number}")
    assert statements(desk, PAGE) == before
