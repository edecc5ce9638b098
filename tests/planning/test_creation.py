"""A visit made from nothing, or as in an earlier one: what it takes over, and what it never does."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.planning.creation import NewVisit, create_visit
from eventapp.planning.errors import EndsBeforeItBegins, NameMissing, SlugTaken, ValueMissing, VisitTooLong
from eventapp.planning.plan import Key
from eventapp.planning.reading import draft_plan
from eventapp.programme.models import Release, Session, Speaker
from eventapp.programme.snapshot import Kind, SessionStatus
from eventapp.questions.models import Answer
from eventapp.registration.models import Registration
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.models import HistoryEntry
from eventapp.visits.queries import get_visit
from tests.factories import (
    LINKS,
    NOON,
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

FACTS = {
    "name.en": "Visit to Bergen",
    "city.en": "Bergen",
    "first_day": date(2018, 5, 14),
    "last_day": date(2018, 5, 17),
    "timezone": "Europe/Oslo",
}


def create(slug: str = "", as_in: str = "", **values: Any) -> str:
    fields = FACTS | {name.replace("_en", ".en"): value for name, value in values.items()}
    with transaction():
        return create_visit(NewVisit(fields, slug, as_in), act=Act(organiser(3), LINKS, NOON))


def earlier_visit() -> int:
    """Of everything something, in the spring of the clocks."""
    visit = make_visit(places=30, keep_days=90).id
    make_organisation(visit, places=4)
    venue = make_venue(visit).id
    room = make_room(venue).id
    make_session(visit, venue_id=venue, room_id=room, status=SessionStatus.CONFIRMED)
    opening = session.scalars(select(Session.id)).one()
    make_slot(opening, make_speaker(visit).id)
    make_session(visit, "walk", position=2, kind=Kind.FREE, starts_at=None, ends_at=None)
    last = datetime(2017, 4, 6, 20, tzinfo=UTC), datetime(2017, 4, 6, 23, tzinfo=UTC)
    make_session(visit, "dinner", position=3, starts_at=last[0], ends_at=last[1])
    make_session(visit, "off", position=4, status=SessionStatus.CANCELLED)
    make_question(visit, "arrives-by", "plane", "car", kind="one", required=True)
    make_question(visit, "flight", only_if="arrives-by=plane")
    publish(visit)
    join(visit, answered=answering(visit, **{"arrives-by": "car"}))
    return visit


def test_a_visit_from_nothing_is_hidden_and_closed_and_has_an_identity_of_its_own(app: Flask) -> None:
    assert create() == "visit-to-bergen"
    visit = get_visit("visit-to-bergen")
    assert (visit.visible, visit.registration_open, visit.after_the_end, visit.queue) == (False, False, False, True)
    assert (visit.name, visit.city, visit.country) == ({"en": "Visit to Bergen"}, {"en": "Bergen"}, {})
    assert (visit.starts_on, visit.ends_on, visit.timezone) == (date(2018, 5, 14), date(2018, 5, 17), "Europe/Oslo")
    assert (visit.keep_days, visit.languages, visit.edited_at) == (365, ["lt", "en", "nb"], NOON)
    assert visit.calendar_uid.endswith("@visits.example.org")
    entry = session.scalars(select(HistoryEntry)).one()
    assert (str(entry.actor), entry.kind, entry.action, entry.thing) == ("organiser:3", "visit", "added", "visit")


def test_as_in_another_takes_over_all_but_people_and_dates(app: Flask) -> None:
    earlier_visit()
    old, new = get_visit("oslo"), get_visit(create("bergen", as_in="oslo"))
    assert (new.name, new.city) == ({"en": "Visit to Bergen"}, {"en": "Bergen"})
    assert (new.country, new.purpose, new.project_number, new.website) == (
        text("Norway"),
        old.purpose,
        "NO-1",
        old.website,
    )
    assert (new.places, new.keep_days) == (30, 90)
    assert (new.visible, new.registration_open, new.after_the_end) == (False, False, False)
    assert new.calendar_uid != old.calendar_uid
    plan, before = draft_plan(new), draft_plan(old)
    kept = [key for key in before if key.kind not in ("speaker", "slot") and key.code != "off"]
    assert list(plan) == kept
    for key in plan:
        if key.kind in ("organisation", "venue", "room", "question", "choice"):
            assert plan[key] == before[key]
    opening = Key("session", "opening")
    moved = {"starts": datetime(2018, 5, 14, 7, tzinfo=UTC), "ends": datetime(2018, 5, 14, 8, 30, tzinfo=UTC)}
    assert plan[opening]["uid"] != before[opening]["uid"]
    assert plan[opening] == {**before[opening], **moved, "uid": plan[opening]["uid"], "status": "provisional"}
    assert plan[Key("session", "walk")]["starts"] is None
    for model in (Registration, Speaker, Release, Answer):
        assert session.scalars(select(model.visit_id)).all() == [old.id]
    assert draft_plan(get_visit("oslo")) == before


def test_sessions_keep_their_day_and_clock_in_another_zone_and_lose_the_time_on_a_day_that_is_not_there(
    app: Flask,
) -> None:
    earlier_visit()
    new = get_visit(create(as_in="oslo", last_day=date(2018, 5, 15), timezone="Europe/Vilnius"))
    plan = draft_plan(new)
    assert plan[Key("session", "opening")]["starts"] == datetime(2018, 5, 14, 6, tzinfo=UTC)
    assert (plan[Key("session", "dinner")]["starts"], plan[Key("session", "dinner")]["ends"]) == (None, None)


def test_what_is_typed_of_a_text_is_the_new_visit_s_own_in_every_language(app: Flask) -> None:
    earlier_visit()
    assert get_visit(create("a", as_in="oslo", city_en="Bergen")).city == {"en": "Bergen"}
    assert get_visit(create("b", as_in="oslo", city_en="")).city == text("Oslo")


NAMES = (
    ("Visit to Bergen", "visit-to-bergen"),
    ("Šiauliai–Ålesund, 2018", "siauliai-alesund-2018"),
    ("Bodø & Straße (Łódź)", "bodo-strasse-lodz"),
    ("Besuch " * 20, "besuch-besuch-besuch-besuch-besuch"),
    ("ж" * 10, "visit"),
    ("a" * 60, "a" * 40),
)


@pytest.mark.parametrize(("name", "slug"), NAMES)
def test_the_address_is_made_of_the_name(app: Flask, name: str, slug: str) -> None:
    assert [create(name_en=name), create(name_en=name)] == [slug, f"{slug[:38]}-2"]


@pytest.mark.parametrize(
    ("values", "refusal", "field"),
    [
        ({"slug": "oslo"}, SlugTaken, "slug"),
        ({"name_en": ""}, NameMissing, "name.lt"),
        ({"first_day": None}, ValueMissing, "first_day"),
        ({"last_day": date(2018, 5, 13)}, EndsBeforeItBegins, "last_day"),
        ({"last_day": date(2018, 7, 13)}, VisitTooLong, "last_day"),
        ({"as_in": "nowhere"}, VisitNotFound, None),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_made(
    app: Flask, values: dict[str, Any], refusal: type[Exception], field: str | None
) -> None:
    make_visit()
    with pytest.raises(refusal) as caught:
        create(**values)
    assert getattr(caught.value, "field", None) == field
    session.rollback()
    assert session.scalars(select(HistoryEntry)).all() == []


def test_a_taken_address_names_a_free_one(app: Flask) -> None:
    make_visit()
    make_visit(slug="oslo-2")
    with pytest.raises(SlugTaken) as caught:
        create("oslo")
    assert "“oslo-3” is free" in caught.value.text("en")


def test_the_longest_visit_that_may_be_is_made(app: Flask) -> None:
    assert create("long", last_day=date(2018, 7, 12)) == "long"
