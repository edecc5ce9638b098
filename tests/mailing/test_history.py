"""How the history tells of speakers who are asked."""

import pytest
from flask.testing import FlaskClient

from eventapp.core.db import transaction
from eventapp.mailing import operations
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.programme.snapshot import SlotStatus
from tests.at_desk import opened, words
from tests.mailing.people import KARI, ONA, ask, asked, make_asked_visit


@pytest.fixture
def visit(desk: FlaskClient) -> int:
    visit = make_asked_visit()
    ask(visit, "kari")
    with transaction():
        operations.answer(visit, asked(), "later", SlotStatus.DECLINED, "A secret word", act=KARI)
    with transaction():
        operations.propose(visit, asked(), {"name": "Kari Anne"}, act=KARI)
    return visit


def test_it_says_who_was_asked_and_answered_and_not_what_they_wrote(visit: int, desk: FlaskClient) -> None:
    told = words(opened(desk, "history?kind=speakers"))
    for action in ("asked", "answered", "proposed another text"):
        assert f"Kari Nordmann Speaker, {action}" in told, told
    assert "Session: Later" in told
    assert "a speaker" in told
    assert "secret word" not in told
    assert "Kari Anne" not in told


def test_a_speaker_who_is_gone_is_called_what_they_were_called(visit: int, desk: FlaskClient) -> None:
    with transaction():
        for code in ("opening", "later"):
            remove_item(visit, Key("session", code).within("slot", "kari"), act=ONA)
        remove_item(visit, Key("speaker", "kari"), act=ONA)
    assert "Kari Nordmann" in words(opened(desk, "history?kind=speakers"))
