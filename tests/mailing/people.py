"""A visit whose speakers can be asked, and what they do with their links."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from eventapp.core.acts import SPEAKER, Act, organiser
from eventapp.core.db import session, transaction
from eventapp.mailing.models import AskedSpeaker
from eventapp.mailing.operations import ask_speakers
from eventapp.notifications.models import Mail
from eventapp.programme.models import SpeakerSlot
from eventapp.programme.snapshot import SlotStatus
from tests.factories import LINKS, NOON, make_session, make_slot, make_speaker, make_venue, make_visit, text

ONA = Act(organiser(1), LINKS, NOON)
KARI = Act(SPEAKER, LINKS, NOON + timedelta(hours=1))
ADDRESS = "kari@example.org"


def make_asked_visit(**values: Any) -> int:
    """Kari has a part in two sessions, and has not answered; Ola has one, and no address."""
    visit = make_visit(**values)
    venue = make_venue(visit.id)
    kari = make_speaker(visit.id, email=ADDRESS, letters_in="nb")
    ola = make_speaker(visit.id, "ola", name="Ola Nordmann", position=2)
    opening = make_session(visit.id, venue_id=venue.id)
    later = make_session(visit.id, "later", starts_at=None, ends_at=None, title=text("Later"), position=2)
    for item, speaker in ((opening, kari), (later, kari), (opening, ola)):
        make_slot(item.id, speaker.id, status=SlotStatus.INVITED)
    return visit.id


def ask(visit_id: int, *codes: str, act: Act = ONA) -> dict[str, int]:
    with transaction():
        return ask_speakers(visit_id, codes, act=act).counts


def asked(code: str = "kari") -> UUID:
    return session.scalars(select(AskedSpeaker.id).where(AskedSpeaker.code == code)).one()


def own_page(code: str = "kari") -> str:
    """The address of the speaker's own page, as the latest letter has it."""
    row = session.scalars(select(AskedSpeaker).where(AskedSpeaker.code == code)).one()
    return f"/s/{LINKS.speaker_token(row.id, row.generation)}"


def letters() -> Sequence[Mail]:
    return session.scalars(select(Mail).order_by(Mail.created_at, Mail.id)).all()


def statuses() -> list[SlotStatus]:
    """Of the slots, in the order in which they were made."""
    session.expire_all()
    return [SlotStatus(status) for status in session.scalars(select(SpeakerSlot.status).order_by(SpeakerSlot.id))]
