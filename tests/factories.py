"""Honest defaults for rows and values; a test names only what it is about."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.core.links import Links
from eventapp.programme import snapshot
from eventapp.programme.models import Room, Session, Speaker, SpeakerSlot, Venue
from eventapp.programme.succession import next_programme
from eventapp.publishing.operations import publish_programme
from eventapp.questions.models import StoredChoice, StoredQuestion
from eventapp.questions.rules import Reader, Term, Whom
from eventapp.visits.members import open_new
from eventapp.visits.models import Organisation, Role, Visit
from tests.conftest import SECRET

NOON = datetime(2017, 3, 1, 12, 0, tzinfo=UTC)
LINKS = Links("http://visits.example.org", SECRET)


def text(words: str) -> dict[str, str]:
    """The same words in each language, marked by it: three texts that can be told apart."""
    return {"lt": f"{words} (lt)", "en": words, "nb": f"{words} (nb)"}


def add(*rows: Any) -> None:
    """Write rows in a transaction of their own."""
    with transaction():
        session.add_all(rows)


def make_visit(**values: Any) -> Visit:
    visit = Visit(
        **{
            "slug": "oslo",
            "version": 0,
            "edited_at": NOON,
            "name": text("Visit to Oslo"),
            "short_name": {},
            "practical": {},
            "city": text("Oslo"),
            "country": text("Norway"),
            "summary": text("Four days of meetings"),
            "purpose": text("To learn from each other."),
            "project_name": text("A project"),
            "project_number": "NO-1",
            "website": "http://www.example.org",
            "starts_on": date(2017, 4, 3),
            "ends_on": date(2017, 4, 6),
            "timezone": "Europe/Oslo",
            "languages": ["lt", "en", "nb"],
            "calendar_uid": f"{uuid4()}@visits.example.org",
            "visible": True,
            "places": None,
            "queue": True,
            "registration_open": True,
            "registration_opens_at": None,
            "registration_closes_at": None,
            "queue_until": None,
            "after_the_end": True,  # these days are long past, and most tests run on the clock of the machine
            "keep_days": 365,
            "moderated": "nobody",
            "accept_hours": None,
            "funder_name": "",
            "evidence_ends_on": None,
            "evidence_years": None,
            "audit_ends_on": None,
            "audit_reason": "",
            **values,
        }
    )
    with transaction():
        session.add(visit)
        session.flush()
        open_new(visit.id, act=Act(COMMAND, LINKS, NOON))
    return session.merge(visit, load=True)


def make_organisation(visit_id: int, code: str = "birzai", **values: Any) -> Organisation:
    organisation = Organisation(
        **{
            "visit_id": visit_id,
            "code": code,
            "position": 1,
            "name": "Biržų rajono savivaldybė",
            "name_language": "lt",
            "role": Role.PARTNER,
            "website": "http://www.birzai.lt/",
            "places": None,
            **values,
        }
    )
    add(organisation)
    return session.merge(organisation, load=True)


def make_venue(visit_id: int, code: str = "town-hall", **values: Any) -> Venue:
    venue = Venue(
        **{
            "visit_id": visit_id,
            "code": code,
            "position": 1,
            "name": text("Town hall"),
            "street": "Storgata 1",
            "postal_code": "0155",
            "city": "Oslo",
            "latitude": 59.91,
            "longitude": 10.73,
            "directions": {},
            **values,
        }
    )
    add(venue)
    return session.merge(venue, load=True)


def make_room(venue_id: int, code: str = "hall", **values: Any) -> Room:
    room = Room(
        **{"venue_id": venue_id, "code": code, "position": 1, "name": text("Great hall"), "capacity": 40, **values}
    )
    add(room)
    return session.merge(room, load=True)


def make_speaker(visit_id: int, code: str = "kari", **values: Any) -> Speaker:
    speaker = Speaker(
        **{
            "visit_id": visit_id,
            "code": code,
            "position": 1,
            "name": "Kari Nordmann",
            "role": text("Adviser"),
            "affiliation": text("An association"),
            "biography": text("Knows municipalities."),
            "website": "",
            **values,
        }
    )
    add(speaker)
    return session.merge(speaker, load=True)


def make_session(visit_id: int, code: str = "opening", **values: Any) -> Session:
    row = Session(
        **{
            "visit_id": visit_id,
            "code": code,
            "uid": f"{uuid4()}@visits.example.org",
            "position": 1,
            "kind": snapshot.Kind.MEETING,
            "title": text("Opening"),
            "abstract": text("We begin."),
            "starts_at": datetime(2017, 4, 3, 7, 0, tzinfo=UTC),
            "ends_at": datetime(2017, 4, 3, 8, 30, tzinfo=UTC),
            "status": snapshot.SessionStatus.PROVISIONAL,
            "venue_id": None,
            "room_id": None,
            **values,
        }
    )
    add(row)
    return session.merge(row, load=True)


def make_slot(session_id: int, speaker_id: int, **values: Any) -> SpeakerSlot:
    slot = SpeakerSlot(
        **{
            "session_id": session_id,
            "speaker_id": speaker_id,
            "position": 1,
            "minutes": 45,
            "topic": text("A topic"),
            "status": snapshot.SlotStatus.CONFIRMED,
            **values,
        }
    )
    add(slot)
    return session.merge(slot, load=True)


# Values, for tests of pure files: no database.


def make_question(visit_id: int, code: str, *choices: str, limits: dict[str, Any] | None = None, **values: Any) -> None:
    """``choices``: their codes; each is called as its code, with a capital. ``limits``: {code: its places}."""
    position = session.scalar(select(func.count()).where(StoredQuestion.visit_id == visit_id)) or 0
    said = {"title": text(code.capitalize()), "help": {}, "kind": "short", "required": False, "only_if": ""}
    said |= {"whom": Whom.PERSON, "readers": Reader.ORGANISERS, "term": Term.CONTACTS}
    question = StoredQuestion(visit_id=visit_id, code=code, position=position + 1, **said | values)
    add(question)
    mine = (StoredQuestion.visit_id == visit_id, StoredQuestion.code == code)
    owner = session.scalar(select(StoredQuestion.id).where(*mine))
    for at, each in enumerate(choices, 1):
        more = (limits or {}).get(each, {})
        add(StoredChoice(question_id=owner, code=each, position=at, title=text(each.capitalize()), **more))


def public_session(code: str = "opening", **values: Any) -> snapshot.PublicSession:
    return snapshot.PublicSession(
        **{
            "code": code,
            "uid": f"{code}-uid@visits.example.org",
            "kind": snapshot.Kind.MEETING,
            "title": text("Opening"),
            "abstract": text("We begin."),
            "starts_at": datetime(2017, 4, 3, 7, 0, tzinfo=UTC),
            "ends_at": datetime(2017, 4, 3, 8, 30, tzinfo=UTC),
            "status": snapshot.SessionStatus.PROVISIONAL,
            "venue": None,
            "room": None,
            "slots": (),
            **values,
        }
    )


def public_draft(*sessions: snapshot.PublicSession, **values: Any) -> snapshot.PublicProgramme:
    return snapshot.PublicProgramme(
        **{
            "slug": "oslo",
            "name": text("Visit to Oslo"),
            "city": text("Oslo"),
            "country": text("Norway"),
            "summary": text("Four days of meetings"),
            "purpose": text("To learn from each other."),
            "project_name": text("A project"),
            "project_number": "NO-1",
            "website": "http://www.example.org",
            "starts_on": date(2017, 4, 3),
            "ends_on": date(2017, 4, 6),
            "timezone": "Europe/Oslo",
            "languages": ("lt", "en", "nb"),
            "organisations": (snapshot.PublicOrganisation("birzai", "Biržų rajono savivaldybė", "lt", "partner", ""),),
            "venues": (
                snapshot.PublicVenue(
                    "town-hall",
                    text("Town hall"),
                    "Storgata 1",
                    "0155",
                    "Oslo",
                    59.91,
                    10.73,
                    {},
                    (snapshot.PublicRoom("hall", text("Great hall"), 40),),
                ),
            ),
            "speakers": (
                snapshot.PublicSpeaker(
                    "kari", "Kari Nordmann", text("Adviser"), text("An association"), text("Knows municipalities."), ""
                ),
            ),
            "sessions": snapshot.order_sessions(list(sessions)),
            **values,
        }
    )


def public_programme(
    *sessions: snapshot.PublicSession, now: datetime = NOON, **values: Any
) -> snapshot.PublicProgramme:
    """A first release of those sessions."""
    return next_programme(public_draft(*sessions, **values), None, number=1, note=text("First"), now=now)


def released_again(
    before: snapshot.PublicProgramme, draft: snapshot.PublicProgramme, *, now: datetime
) -> snapshot.PublicProgramme:
    return next_programme(draft, before, number=before.number + 1, note=text("Next"), now=now)


def publish(visit_id: int, *, now: datetime = NOON, note: str = "First") -> None:
    """Release the visit's draft."""
    with transaction():
        publish_programme(visit_id, note=text(note), act=Act(COMMAND, LINKS, now))
