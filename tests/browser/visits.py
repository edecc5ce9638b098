"""A visit that has everything a page can show."""

from datetime import UTC, date, datetime

from eventapp.core import addresses
from eventapp.programme.snapshot import Kind, SessionStatus
from eventapp.visits.queries import get_visit
from tests.factories import (
    LINKS,
    make_organisation,
    make_question,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
    text,
)
from tests.registration.people import answering, join


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Oslo time on a day of April 2017."""
    return datetime(2017, 4, day, hour - 2, minute, tzinfo=UTC)


def make_visits(base_url: str) -> None:
    """Write them: oslo-2017 released, bergen to come."""
    visit = make_visit(slug="oslo-2017")
    for number, role in enumerate(("executor", "partner", "partner", "host")):
        make_organisation(visit.id, f"o{number}", position=number, role=role)
    venue = make_venue(visit.id, directions=text("From the station, walk up the hill."))
    room = make_room(venue.id)
    opening = make_session(visit.id, venue_id=venue.id, room_id=room.id, status=SessionStatus.CONFIRMED)
    make_slot(opening.id, make_speaker(visit.id, website="http://www.example.org").id)
    _add(visit.id, "arrival", Kind.TRAVEL, at(2, 17), at(2, 19))
    _add(visit.id, "break", Kind.MEAL, at(3, 10, 30), at(3, 11))
    _add(visit.id, "beside", Kind.SITE_VISIT, at(3, 9), at(3, 10, 30))
    _add(visit.id, "long", Kind.DISCUSSION, at(4, 9), at(4, 15))
    _add(visit.id, "within", Kind.PRESENTATION, at(4, 10), at(4, 11))
    _add(visit.id, "cancelled", Kind.MEETING, at(4, 16), at(4, 17), SessionStatus.CANCELLED)
    _add(visit.id, "evening", Kind.SOCIAL, at(5, 20), datetime(2017, 4, 5, 23, 0, tzinfo=UTC))
    _add(visit.id, "later", Kind.SITE_VISIT, None, None)
    make_session(
        visit.id,
        "only",
        title={"lt": "Savivaldybių nuotolinio mokymo(si) galimybės"},
        starts_at=at(6, 9),
        ends_at=at(6, 10),
    )
    unbroken = "Savivaldybiųbendradarbiavimas" * 4
    make_session(visit.id, "unbroken", title=text(unbroken), starts_at=at(6, 10), ends_at=at(6, 11))
    make_speaker(visit.id, "unbroken", name=unbroken)
    _ask(visit.id, unbroken)
    publish(visit.id)
    make_visit(slug="bergen", name=text("Visit to Bergen"), starts_on=date(2027, 5, 3), ends_on=date(2027, 5, 5))


def _ask(visit_id: int, unbroken: str) -> None:
    """One question of each look, and some that hang on each other."""
    make_question(visit_id, "travel", kind="heading", help=text("So that we know whom to fetch, and when."))
    make_question(visit_id, "arrives-by", "plane", "car", kind="one", title=text("How do you arrive?"))
    make_question(visit_id, "flight", only_if="arrives-by=plane", title=text("Flight"))
    make_question(visit_id, "lands", kind="moment", only_if="arrives-by=plane", help=text("In local time."))
    make_question(visit_id, "pick-up", kind="yes_no", only_if="arrives-by=plane", title=text("Shall we fetch you?"))
    make_question(visit_id, "bags", kind="number", only_if="pick-up=yes", title=text("Bags"))
    make_question(visit_id, "meals", "lunch", "dinner", kind="some")
    make_question(visit_id, "from", kind="country")
    make_question(visit_id, "remark", kind="long", title=text(unbroken), help=text(unbroken))


def make_registration(slug: str) -> str:
    """Somebody with a long name and every field filled in; the path of their page."""
    values = {"family_name": "Savivaldybininkaitė-" * 4, "position": "Specialistė", "diet_note": "Be riešutų"}
    visit_id = get_visit(slug).id
    answers = {"arrives-by": "plane", "flight": "SK 4711", "remark": values["family_name"], "from": "LT"}
    registration = join(visit_id, answered=answering(visit_id, **answers), needs="Ratukams tinkamas kambarys", **values)
    return addresses.registration(LINKS.registration_token(registration.id, registration.generation))


def _add(
    visit_id: int,
    code: str,
    kind: Kind,
    starts_at: datetime | None,
    ends_at: datetime | None,
    status: SessionStatus = SessionStatus.PROVISIONAL,
) -> None:
    values = {"kind": kind, "starts_at": starts_at, "ends_at": ends_at, "status": status}
    make_session(visit_id, code, title=text(f"A title of some length for {code}"), **values)
