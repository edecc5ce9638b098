"""Fill a visit with people: ``people.py SLUG NUMBER`` brings it up to that number, through the program's own models."""

import os
import sys
from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from eventapp.app import create_app
from eventapp.config import read_settings
from eventapp.core.db import session, transaction
from eventapp.registration.finding import search_key
from eventapp.registration.jobs import put_in_place
from eventapp.registration.models import Registration, SearchWord
from eventapp.registration.rules import Diet, Status
from eventapp.visits.queries import get_visit, organisations

AT_ONCE = 5_000
STATUSES = (Status.CONFIRMED, Status.CONFIRMED, Status.CONFIRMED, Status.WAITLISTED, Status.CANCELLED)
PHONE = "+37061234567"
GIVEN, FAMILY = ("Žydrūnė", "Bjørg", "Ąžuolas", "Kari"), ("Kazlauskaitė", "Brønnøysund", "Šimkus", "Nordmann")


def person(visit_id: int, organisation: int, number: int) -> Registration:
    now = datetime.now(UTC)
    given, family = GIVEN[number % len(GIVEN)], f"{FAMILY[number // 4 % len(FAMILY)]} {number}"
    email = f"person-{number}@example.org"
    return Registration(
        visit_id=visit_id,
        organisation_id=organisation,
        status=STATUSES[number % len(STATUSES)],
        turn=number,
        given_name=given,
        family_name=family,
        email=email,
        email_key=email,
        phone=PHONE,
        search_key=search_key(family, given, email, phone=PHONE),
        language="lt",
        diet=Diet.VEGETARIAN,
        consent_at=now,
        keep_days=365,
        created_at=now,
    )


def words_of(one: Registration) -> list[dict[str, object]]:
    row = {"visit_id": one.visit_id, "registration_id": one.id}
    return [row | {"word": word} for word in sorted(set(one.search_key.split()))]


def main() -> None:
    slug, wanted = sys.argv[1], int(sys.argv[2])
    with create_app(read_settings(os.environ)).app_context():
        visit = get_visit(slug).id
        there = session.scalar(select(func.count()).where(Registration.visit_id == visit)) or 0
        senders = [item.id for item in organisations(visit)]
        for start in range(there, wanted, AT_ONCE):
            with transaction():
                rows = range(start, min(wanted, start + AT_ONCE))
                people = [person(visit, senders[number % len(senders)], number) for number in rows]
                session.add_all(people)
                session.flush()
                session.execute(insert(SearchWord), [row for one in people for row in words_of(one)])
        put_in_place()


if __name__ == "__main__":
    main()
