"""A speaker who is erased leaves no link, answer, proposal or letter; nor does anybody when the term is over."""

import pytest
from flask import Flask

from eventapp.core.db import transaction
from eventapp.mailing import operations
from eventapp.mailing.erasing import forget_speaker, forget_speakers, is_asked
from eventapp.mailing.errors import SpeakerLinkNotFound
from eventapp.mailing.queries import asked_by_link
from eventapp.planning.plan import Key
from eventapp.programme.snapshot import SlotStatus
from eventapp.publishing.erasing import erase_person, find_traces
from tests.mailing.people import KARI, ONA, ask, asked, make_asked_visit
from tests.publishing.test_erasing import everywhere

MARK = "zqmarker"


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_asked_visit()
    ask(visit, "kari")
    with transaction():
        operations.answer(visit, asked(), "opening", SlotStatus.DECLINED, f"A word, {MARK}", act=KARI)
    with transaction():
        operations.propose(visit, asked(), {"role.en": f"Head of {MARK}"}, act=KARI)
    return visit


def test_one_is_forgotten(visit: int) -> None:
    assert set(everywhere()) == {"slot_answer", "speaker_proposal"}
    assert is_asked(visit, "kari")
    with transaction():
        assert forget_speaker(visit, "kari", act=ONA)
        assert not forget_speaker(visit, "kari", act=ONA)
    assert everywhere() == {}
    assert not is_asked(visit, "kari")


def test_all_of_a_visit_are_forgotten(visit: int) -> None:
    other = make_asked_visit(slug="other")
    ask(other, "kari")
    with transaction():
        assert forget_speakers(visit, act=ONA)
        assert not forget_speakers(visit, act=ONA)
    assert is_asked(other, "kari")
    assert everywhere() == {}


def test_a_speaker_who_is_erased_takes_it_along(visit: int) -> None:
    assert find_traces(visit, Key("speaker", "kari")).asked
    with transaction():
        erase_person(visit, Key("speaker", "kari"), act=ONA)
    assert everywhere() == {}
    assert not find_traces(visit, Key("speaker", "kari"))


def test_a_link_of_who_was_forgotten_opens_nothing(visit: int) -> None:
    old = asked()
    with transaction():
        forget_speaker(visit, "kari", act=ONA)
    with pytest.raises(SpeakerLinkNotFound):
        asked_by_link(old, 1)
