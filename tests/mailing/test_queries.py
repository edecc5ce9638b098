"""Who was asked, what they answered and propose; what a link opens."""

from uuid import uuid4

import pytest
from flask import Flask

from eventapp.core.db import transaction
from eventapp.mailing import operations
from eventapp.mailing.errors import SpeakerLinkNotFound, SpeakerLinkReplaced
from eventapp.mailing.queries import answers_in, asked_by_link, asked_in, proposals_in, proposals_of
from eventapp.programme.snapshot import SlotStatus
from tests.mailing.people import KARI, ONA, ask, asked, make_asked_visit


def test_a_visit_knows_its_own_alone(app: Flask) -> None:
    visit, other = make_asked_visit(), make_asked_visit(slug="other")
    ask(visit, "kari")
    mine = asked()
    with transaction():
        operations.answer(visit, mine, "later", SlotStatus.CONFIRMED, "", act=KARI)
    with transaction():
        operations.propose(visit, mine, {"role.en": "B", "name": "A"}, act=KARI)
    assert list(asked_in(visit)) == ["kari"]
    assert list(answers_in(visit)) == [("kari", "later")]
    assert [(code, each.field) for code, each in proposals_in(visit)] == [("kari", "name"), ("kari", "role.en")]
    assert set(proposals_of(mine)) == {"name", "role.en"}
    assert (asked_in(other), answers_in(other), list(proposals_in(other))) == ({}, {}, [])


def test_a_link_opens_its_own_generation_alone(app: Flask) -> None:
    visit = make_asked_visit()
    ask(visit, "kari")
    assert asked_by_link(asked(), 1).code == "kari"
    with pytest.raises(SpeakerLinkNotFound):
        asked_by_link(uuid4(), 1)
    with transaction():
        operations.renew_link(visit, "kari", act=ONA)
    with pytest.raises(SpeakerLinkReplaced):
        asked_by_link(asked(), 1)
