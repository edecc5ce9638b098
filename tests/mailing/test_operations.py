"""Speakers are asked and answer; what they say changes the draft, and nothing that is public."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp.core.db import session, transaction
from eventapp.core.errors import NothingToSave
from eventapp.mailing import operations
from eventapp.mailing.errors import AlreadyOver, NotYourSlot, ProposalIsGone, SpeakerLinkNotFound, WordTooLong
from eventapp.mailing.models import AskedSpeaker, Proposal
from eventapp.mailing.queries import answers_of, proposals_in
from eventapp.notifications.letters import text_of
from eventapp.planning.errors import ItemNotFound
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.programme.models import Release, Session, Speaker
from eventapp.programme.snapshot import SessionStatus, SlotStatus
from eventapp.visits.models import HistoryEntry
from tests.factories import publish
from tests.mailing.people import ADDRESS, KARI, ONA, ask, asked, letters, make_asked_visit, own_page, statuses

CONFIRMED, DECLINED, INVITED = SlotStatus.CONFIRMED, SlotStatus.DECLINED, SlotStatus.INVITED


@pytest.fixture
def visit(app: Flask) -> int:
    return make_asked_visit()


def answer(visit: int, code: str, said: SlotStatus, word: str = "") -> None:
    with transaction():
        operations.answer(visit, asked(), code, said, word, act=KARI)


def told() -> list[str]:
    entries = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id))
    return [f"{entry.actor} {entry.thing} {entry.action}" for entry in entries if entry.kind != "visit"]


def test_whoever_is_asked_gets_one_letter_with_all_their_parts_in_their_language(visit: int) -> None:
    assert ask(visit, "kari", "kari") == {"changed": 1}
    (letter,) = letters()
    assert (letter.to_name, letter.to_address, letter.language) == ("Kari Nordmann", ADDRESS, "nb")
    words = text_of(letter)
    assert words.count(own_page()) == 1
    assert "Later" in words
    assert letter.subject.startswith("Kan du komme?")
    assert told() == ["organiser:1 asked.kari asked"]


def test_nothing_of_others_and_nothing_else_of_the_draft_stands_in_the_letter(visit: int) -> None:
    with transaction():
        session.execute(update(Session).where(Session.code == "later").values(organisers_note="Qznote"))
    ask(visit, "kari")
    (letter,) = letters()
    assert "Ola" not in text_of(letter)
    assert "Qznote" not in text_of(letter)


def test_who_cannot_be_asked_is_left_out_with_the_reason(visit: int) -> None:
    assert ask(visit, "ola", "nobody") == {"changed": 0, "address": 1, "gone": 1}
    ask(visit, "kari")
    answer(visit, "opening", CONFIRMED)
    answer(visit, "later", DECLINED)
    assert ask(visit, "kari") == {"changed": 0, "nothing": 1}
    with transaction():
        assert operations.ask_speakers(visit, ["kari"], kept=["kari"], act=ONA).counts == {"changed": 0, "nothing": 1}
    assert len(letters()) == 1


def test_whoever_was_written_to_enough_is_not_written_to(visit: int) -> None:
    with transaction():
        assert operations.ask_speakers(visit, ["kari"], kept=["kari"], act=ONA).counts == {"changed": 0, "enough": 1}
    assert letters() == []


def test_a_second_letter_has_the_same_link_and_a_new_one_closes_the_old(visit: int) -> None:
    ask(visit, "kari")
    first = own_page()
    ask(visit, "kari")
    assert own_page() == first
    with transaction():
        operations.renew_link(visit, "kari", act=ONA)
    assert own_page() != first
    assert [own_page() in text_of(letter) for letter in letters()].count(True) == 1


def test_a_new_link_is_for_who_was_asked_and_has_an_address(visit: int) -> None:
    with pytest.raises(SpeakerLinkNotFound), transaction():
        operations.renew_link(visit, "kari", act=ONA)
    ask(visit, "kari")
    with transaction():
        session.execute(update(Speaker).values(email=""))
    with pytest.raises(ItemNotFound), transaction():
        operations.renew_link(visit, "kari", act=ONA)


def test_an_answer_changes_the_slot_and_is_told_with_its_word(visit: int) -> None:
    ask(visit, "kari")
    answer(visit, "opening", CONFIRMED, "By train.")
    assert statuses() == [CONFIRMED, INVITED, INVITED]
    answer(visit, "opening", DECLINED)
    assert statuses() == [DECLINED, INVITED, INVITED]
    said = answers_of(asked())
    assert [(each.said, each.word) for each in said.values()] == [(DECLINED, "")]
    assert session.get_one(AskedSpeaker, asked()).answered_at == KARI.now
    assert told()[1:] == [
        "speaker session.opening.slot.kari changed",
        "speaker asked.kari answered",
        "speaker session.opening.slot.kari changed",
        "speaker asked.kari answered",
    ]


def test_nothing_public_changes_by_an_answer(visit: int) -> None:
    publish(visit)
    before = session.scalars(select(Release.content)).all()
    ask(visit, "kari")
    answer(visit, "opening", DECLINED)
    assert session.scalars(select(Release.content)).all() == before


def test_what_is_theirs_no_longer_cannot_be_answered(visit: int) -> None:
    ask(visit, "kari")
    with transaction():
        remove_item(visit, Key("session", "opening").within("slot", "kari"), act=ONA)
    for code in ("opening", "nothing"):
        with pytest.raises(NotYourSlot):
            answer(visit, code, CONFIRMED)
    assert statuses() == [INVITED, INVITED]


@pytest.mark.parametrize("values", [{"status": SessionStatus.CANCELLED}, {"ends_at": KARI.now}])
def test_what_is_over_or_cancelled_cannot_be_answered(app: Flask, values: dict[str, object]) -> None:
    visit = make_asked_visit(after_the_end=False)
    ask(visit, "kari")
    with transaction():
        starts = KARI.now - timedelta(hours=1)
        session.execute(update(Session).where(Session.code == "opening").values(starts_at=starts, **values))
    with pytest.raises(AlreadyOver):
        answer(visit, "opening", CONFIRMED)


def test_a_word_has_a_limit(visit: int) -> None:
    ask(visit, "kari")
    answer(visit, "opening", CONFIRMED, "x" * 600)
    with pytest.raises(WordTooLong) as refused:
        answer(visit, "opening", CONFIRMED, "x" * 601)
    assert refused.value.text("en") == "Please write at most 600 characters; these are 601."


def test_a_link_of_another_visit_answers_nothing_here(visit: int) -> None:
    ask(visit, "kari")
    other = make_asked_visit(slug="other")
    with pytest.raises(SpeakerLinkNotFound), transaction():
        operations.answer(other, asked(), "opening", CONFIRMED, "", act=KARI)


def test_when_they_can_be_there_stands_in_the_draft(visit: int) -> None:
    ask(visit, "kari")
    with transaction():
        operations.say_when(visit, asked(), "2017-04-03 09:00-12:00", act=KARI)
    assert session.scalars(select(Speaker.available).order_by(Speaker.id)).all() == ["2017-04-03 09:00-12:00", ""]
    with pytest.raises(NothingToSave), transaction():
        operations.say_when(visit, asked(), "2017-04-03 09:00-12:00", act=KARI)


def first_name() -> str:
    session.expire_all()
    return str(session.scalars(select(Speaker).order_by(Speaker.id)).first().name)


def propose(visit: int, **texts: str) -> None:
    with transaction():
        operations.propose(visit, asked(), {name.replace("_", "."): text for name, text in texts.items()}, act=KARI)


def digest(now: str) -> str:
    ((_, proposal),) = proposals_in(asked_visit())
    return operations.digest_of(proposal, now)


def asked_visit() -> int:
    return session.get_one(AskedSpeaker, asked()).visit_id


def test_a_proposed_text_waits_until_it_is_taken(visit: int) -> None:
    ask(visit, "kari")
    propose(visit, name="Kari N. Nordmann")
    assert first_name() == "Kari Nordmann"
    with transaction():
        operations.take_proposal(visit, "kari", "name", digest("Kari Nordmann"), act=ONA)
    assert first_name() == "Kari N. Nordmann"
    assert session.scalars(select(Proposal)).all() == []
    assert told()[1:] == ["speaker asked.kari proposed", "organiser:1 speaker.kari changed"]


def test_a_proposed_text_that_is_left_changes_nothing(visit: int) -> None:
    ask(visit, "kari")
    propose(visit, name="Kari the Great")
    with transaction():
        operations.leave_proposal(visit, "kari", "name", digest("Kari Nordmann"), act=ONA)
    assert first_name() == "Kari Nordmann"
    assert session.scalars(select(Proposal)).all() == []


def test_what_looks_otherwise_by_now_is_not_taken(visit: int) -> None:
    ask(visit, "kari")
    propose(visit, name="Kari N. Nordmann")
    seen = digest("Kari Nordmann")
    propose(visit, name="Kari M. Nordmann")
    for does in (operations.take_proposal, operations.leave_proposal):
        with pytest.raises(ProposalIsGone), transaction():
            does(visit, "kari", "name", seen, act=ONA)
    with pytest.raises(ProposalIsGone), transaction():
        operations.take_proposal(visit, "nobody", "name", seen, act=ONA)
    assert [each.text for each in session.scalars(select(Proposal))] == ["Kari M. Nordmann"]


def test_who_proposes_what_stands_there_takes_the_proposal_back(visit: int) -> None:
    ask(visit, "kari")
    propose(visit, name="Kari N. Nordmann")
    with pytest.raises(NothingToSave):
        propose(visit, name="Kari N. Nordmann")
    propose(visit, name="Kari Nordmann")
    assert session.scalars(select(Proposal)).all() == []
    with pytest.raises(NothingToSave):
        propose(visit, name="Kari Nordmann")


def test_whoever_was_removed_from_the_draft_proposes_nothing(visit: int) -> None:
    ask(visit, "kari")
    with transaction():
        for code in ("opening", "later"):
            remove_item(visit, Key("session", code).within("slot", "kari"), act=ONA)
        remove_item(visit, Key("speaker", "kari"), act=ONA)
    with pytest.raises(ItemNotFound):
        propose(visit, name="x")
