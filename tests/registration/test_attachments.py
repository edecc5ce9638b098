"""The visit in a person's own calendar: put in, taken out, put back, each time with a higher SEQUENCE."""

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.notifications.attachments import attachments
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from eventapp.registration.operations import fill_places
from eventapp.visits.models import Visit
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import join, leave, row

TAKEN_OUT = {
    "lt": "Pridėtas failas pašalina vizitą iš jūsų kalendoriaus.",
    "en": "The attached file takes the visit out of your calendar.",
    "nb": "Filen som ligger ved, tar besøket ut av kalenderen din.",
}


def entries(email: str = "zydrune@example.org") -> list[tuple[str, int, str]]:
    """(UID, SEQUENCE, STATUS) of what each letter to them carries, oldest first; read by icalendar."""
    mails = session.scalars(select(Mail).where(Mail.to_address == email).order_by(Mail.created_at, Mail.id)).all()
    carried = [made for mail in mails for made in attachments(mail, "https://visits.example.org")]
    events = [Calendar.from_ical(made.body).events[0] for made in carried]
    return sorted((str(item["uid"]), item.sequence, str(item["status"])) for item in events)


def test_leaving_takes_the_entry_out_and_coming_back_puts_it_in_again(app: Flask) -> None:
    visit = make_visit()
    for _ in range(2):
        leave(join(visit.id))
    join(visit.id)
    uid = visit.calendar_uid
    states = ["CONFIRMED", "CANCELLED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert entries() == [(uid, number, state) for number, state in enumerate(states)]


def test_whoever_only_waited_has_nothing_taken_out(app: Flask) -> None:
    visit = make_visit(places=0)
    leave(join(visit.id))
    assert (entries(), row("zydrune@example.org").calendar_count) == ([], 0)


def test_whoever_comes_back_to_the_queue_gets_the_entry_with_the_place(app: Flask) -> None:
    visit = make_visit(places=1)
    leave(join(visit.id))
    join(visit.id, "other@example.org")
    join(visit.id)
    assert [state for _, _, state in entries()] == ["CONFIRMED", "CANCELLED"]
    with transaction():
        session.get_one(Visit, visit.id).places = 2
        fill_places(visit.id, act=Act(COMMAND, LINKS, NOON))
    assert entries()[2:] == [(visit.calendar_uid, 2, "CONFIRMED")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_says_what_is_attached(app: Flask, language: str) -> None:
    leave(join(make_visit().id, language=language))
    left = session.scalars(select(Mail)).all()
    assert [TAKEN_OUT[language] in text_of(mail) for mail in left].count(True) == 1


def test_a_letter_of_an_earlier_program_carries_the_entry_as_it_did(app: Flask) -> None:
    visit = make_visit()
    join(visit.id)
    with transaction():
        session.scalars(select(Mail)).one().attachments = [{"kind": "visit.ics", "visit": visit.id}]
    assert entries() == [(visit.calendar_uid, 0, "CONFIRMED")]
