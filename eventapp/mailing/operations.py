"""Speakers are asked by letter, and answer: each of their parts, when they can be there, what is said of them."""

import hashlib
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import NothingToSave
from eventapp.core.outcomes import Outcome
from eventapp.core.text import Message
from eventapp.mailing import mails
from eventapp.mailing.errors import AlreadyOver, NotYourSlot, ProposalIsGone, SpeakerLinkNotFound, WordTooLong
from eventapp.mailing.history import AskedAction, record
from eventapp.mailing.models import MOST_WORDS, AskedSpeaker, Proposal, SlotAnswer
from eventapp.mailing.parts import parts_of
from eventapp.mailing.queries import asked_in, proposals_of
from eventapp.notifications.operations import queue_mail
from eventapp.planning.errors import ItemNotFound
from eventapp.planning.history import record_change
from eventapp.planning.operations import Edit, save_item, write_thing
from eventapp.planning.plan import Key, Plan
from eventapp.planning.reading import plan_of_kinds
from eventapp.planning.rows import plan_of, rows_around
from eventapp.programme.snapshot import SlotStatus
from eventapp.visits import history
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts, hold_visit


class LeftOut(StrEnum):
    """Why a speaker who was chosen was not written to."""

    GONE = "gone"
    NO_ADDRESS = "address"
    NOTHING_ASKED = "nothing"
    ENOUGH_LETTERS = "enough"


REASONS: Final[Mapping[LeftOut, Message]] = {
    LeftOut.GONE: Message("no longer there"),
    LeftOut.NO_ADDRESS: Message("no address is known"),
    LeftOut.NOTHING_ASKED: Message("there is nothing to answer"),
    LeftOut.ENOUGH_LETTERS: Message("written to often enough already"),
}


def about(asked: AskedSpeaker) -> str:
    """How the outbox names a letter to that speaker."""
    return f"speaker:{asked.id.hex}"


def ask_speakers(visit_id: int, codes: Collection[str], *, kept: Collection[str] = (), act: Act) -> Outcome[LeftOut]:
    """Write to each who has not answered yet, with the link by which they do; a second letter has the same link.

    ``kept``: whom not, they were written to enough. Raises VisitNotFound.
    """
    visit = hold_facts(visit_id)
    plan, known = plan_of_kinds(visit, "speaker", "session"), asked_in(visit_id)
    return Outcome.of((code, _ask(visit, plan, known.get(code), code, kept, act)) for code in dict.fromkeys(codes))


def _ask(
    visit: VisitFacts, plan: Plan, asked: AskedSpeaker | None, code: str, kept: Collection[str], act: Act
) -> LeftOut | None:
    fields = plan.get(Key("speaker", code))
    if fields is None:
        return LeftOut.GONE
    if not fields["email"]:
        return LeftOut.NO_ADDRESS
    if not any(part.waits for part in parts_of(plan, code, visit, act.now)):
        return LeftOut.NOTHING_ASKED
    if code in kept:
        return LeftOut.ENOUGH_LETTERS
    if asked is None:
        asked = AskedSpeaker(id=uuid4(), visit_id=visit.id, code=code, generation=1)
        session.add(asked)
    asked.asked_at = act.now
    session.flush()
    _write(mails.ASK, visit, plan, asked, act)
    record(visit.id, code, AskedAction.ASKED, act)
    return None


def renew_link(visit_id: int, code: str, *, act: Act) -> None:
    """Write to a speaker who was asked, with a new link; the old one opens nothing any more.

    Raises SpeakerLinkNotFound (never asked), ItemNotFound (no such speaker, or no address is known).
    """
    visit = hold_facts(visit_id)
    plan, asked = plan_of_kinds(visit, "speaker", "session"), asked_in(visit_id).get(code)
    if asked is None:
        raise SpeakerLinkNotFound
    if not plan.get(Key("speaker", code), {}).get("email"):
        raise ItemNotFound
    asked.generation += 1
    asked.asked_at = act.now
    session.flush()
    _write(mails.LINK, visit, plan, asked, act)
    record(visit.id, code, AskedAction.LINK, act)


def _write(kind: mails.Kind, visit: VisitFacts, plan: Plan, asked: AskedSpeaker, act: Act) -> None:
    fields = plan[Key("speaker", asked.code)]
    language = str(fields["letters_in"] or visit.languages[0])
    parts = [part for part in parts_of(plan, asked.code, visit, act.now) if part.open]
    letter = mails.write(kind, language, visit, plan, parts, act.links.speaker(asked.id, asked.generation))
    queue_mail(
        letter,
        about=about(asked),
        to=(str(fields["name"]), str(fields["email"])),
        message_host=act.links.host,
        now=act.now,
        visit_id=visit.id,
    )


def answer(visit_id: int, asked_id: UUID, code: str, said: SlotStatus, word: str, *, act: Act) -> None:
    """The speaker confirms or declines their part of the session of that code, with a word for the organisers.

    It changes the draft, and becomes public with the next release. Said once more it takes the place of what was said.
    Raises NotYourSlot, AlreadyOver, WordTooLong, SpeakerLinkNotFound.
    """
    visit = hold_visit(visit_id)
    asked = _asked(visit_id, asked_id)
    if len(word) > MOST_WORDS:
        raise WordTooLong(most=MOST_WORDS, number=len(word))
    key = Key("session", code).within("slot", asked.code)
    rows = rows_around(visit, key)
    plan = plan_of(rows)
    part = next((each for each in parts_of(plan, asked.code, visit, act.now) if each.key == key.top), None)
    if part is None:
        raise NotYourSlot
    if not part.open:
        raise AlreadyOver
    old, new = plan[key], {**plan[key], "status": said.value}
    write_thing(visit, rows, key, new, act)
    record_change(visit_id, key, old, new, act=act)
    session.merge(SlotAnswer(asked_id=asked.id, session=code, said=said, word=word, answered_at=act.now))
    asked.answered_at = act.now
    session.flush()
    record(visit_id, asked.code, AskedAction.ANSWERED, act, [history.change("session", None, code)])


def say_when(visit_id: int, asked_id: UUID, available: str, *, act: Act) -> None:
    """The speaker says when they can be there (programme.availability); what is planned otherwise is a clash.

    Raises NothingToSave, ItemNotFound (they were removed), Unfit, SpeakerLinkNotFound.
    """
    hold_visit(visit_id)
    asked = _asked(visit_id, asked_id)
    save_item(visit_id, Edit(Key("speaker", asked.code), {"available": available}, {}), act=act)
    asked.answered_at = act.now
    session.flush()


def propose(visit_id: int, asked_id: UUID, texts: Mapping[str, str], *, act: Act) -> None:
    """The speaker would have those fields of theirs read so; nothing changes until an organiser takes it.

    Who proposes what stands there already takes a proposal back. Raises NothingToSave, ItemNotFound (they were
    removed), SpeakerLinkNotFound.
    """
    visit = hold_visit(visit_id)
    asked = _asked(visit_id, asked_id)
    key = Key("speaker", asked.code)
    fields = plan_of(rows_around(visit, key)).get(key)
    if fields is None:
        raise ItemNotFound
    known, changed = proposals_of(asked.id), False
    for name, text in texts.items():
        proposal = known.get(name)
        if text == fields[name]:
            if proposal is not None:
                session.delete(proposal)
                changed = True
        elif proposal is None or proposal.text != text:
            said = {"was": str(fields[name]), "text": text, "proposed_at": act.now}
            session.merge(Proposal(asked_id=asked.id, field=name, **said))
            changed = True
    if not changed:
        raise NothingToSave
    asked.answered_at = act.now
    session.flush()
    record(visit_id, asked.code, AskedAction.PROPOSED, act)


def digest_of(proposal: Proposal, now: str) -> str:
    """Of what an organiser looks at before they take it: the proposal, and what stands there."""
    return hashlib.sha256(f"{proposal.text}\0{now}".encode()).hexdigest()[:16]


def take_proposal(visit_id: int, code: str, field: str, digest: str, *, act: Act) -> None:
    """Let the speaker's field read as they propose. Raises ProposalIsGone (or it looks otherwise), ItemNotFound."""
    visit = hold_visit(visit_id)
    key = Key("speaker", code)
    fields = plan_of(rows_around(visit, key)).get(key, {})
    proposal = _proposal(visit_id, code, field, digest, str(fields.get(field, "")))
    text = proposal.text
    session.delete(proposal)
    session.flush()
    save_item(visit_id, Edit(key, {field: text}, {}), act=act)


def leave_proposal(visit_id: int, code: str, field: str, digest: str, *, act: Act) -> None:
    """Leave the field as it is. Raises ProposalIsGone."""
    visit = hold_visit(visit_id)
    key = Key("speaker", code)
    fields = plan_of(rows_around(visit, key)).get(key, {})
    session.delete(_proposal(visit_id, code, field, digest, str(fields.get(field, ""))))
    session.flush()
    record(visit_id, code, AskedAction.LEFT, act)


def _proposal(visit_id: int, code: str, field: str, digest: str, now: str) -> Proposal:
    asked = asked_in(visit_id).get(code)
    found = proposals_of(asked.id).get(field) if asked else None
    if found is None or digest_of(found, now) != digest:
        raise ProposalIsGone
    return found


def _asked(visit_id: int, asked_id: UUID) -> AskedSpeaker:
    found = session.get(AskedSpeaker, asked_id, populate_existing=True)
    if found is None or found.visit_id != visit_id:
        raise SpeakerLinkNotFound
    return found
