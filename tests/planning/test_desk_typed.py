"""What organisers type as people write it: times, lengths, deadlines, positions; kept as it is meant."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.programme.models import Session, Speaker, SpeakerSlot, Venue
from eventapp.visits.models import Visit
from tests.at_desk import DESK, fields_of, opened, save, words
from tests.factories import make_session, make_slot, make_speaker, make_venue, make_visit


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit(after_the_end=False).id


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        *(
            ("9", "930"),
            ("09", "9.30"),
            ("900", "0930"),
            ("0900", "9:30"),
            ("9.00", "9h30"),
            ("9:00", "9 val. 30 min."),
        ),
        *(("9h", "kl. 09.30"), ("9 h", "09.30 val."), ("9 val.", "9 h 30"), ("kl. 9", "9 h 30 min")),
        ("9 a.m.", "9:30am"),
    ],
)
def test_a_session_s_times(visit: int, desk: FlaskClient, starts: str, ends: str) -> None:
    make_session(visit)
    answer = save(desk, "sessions/opening", **{"day": "2017-04-03", "from": starts, "to": ends})
    assert answer.status_code == 303, answer.text
    row = session.scalars(select(Session)).one()
    assert (row.starts_at, row.ends_at) == tuple(datetime(2017, 4, 3, 7, minute, tzinfo=UTC) for minute in (0, 30))


@pytest.mark.parametrize(
    ("minutes", "kept"), [("45", 45), ("45 min.", 45), ("1 val.", 60), ("1,5 h", 90), ("1h30", 90)]
)
def test_a_slot_s_minutes(visit: int, desk: FlaskClient, minutes: str, kept: int) -> None:
    make_slot(make_session(visit).id, make_speaker(visit).id)
    assert save(desk, "sessions/opening/slots/kari", speaker="kari", minutes=minutes).status_code == 303
    assert session.scalars(select(SpeakerSlot)).one().minutes == kept


@pytest.mark.parametrize("moment", ["2017-03-01 9", "2017-03-01, 900", "2017-03-01 9 val.", "1.3.2017 kl. 09.00"])
@pytest.mark.parametrize("field", ["opens", "closes", "queue_until"])
def test_a_deadline(visit: int, desk: FlaskClient, field: str, moment: str) -> None:
    assert save(desk, "facts/registration", **{field: moment}).status_code == 303
    column = field if field == "queue_until" else f"registration_{field}_at"
    assert getattr(session.get_one(Visit, visit), column) == datetime(2017, 3, 1, 8, tzinfo=UTC)


def test_a_position_with_decimal_commas(visit: int, desk: FlaskClient) -> None:
    answer = save(desk, "venues/new", **{"name-nb": "Rådhuset"}, latitude="59,9139", longitude="−10,7522")
    assert answer.status_code == 303, answer.text
    row = session.scalars(select(Venue)).one()
    assert (row.latitude, row.longitude) == (59.9139, -10.7522)


def test_a_day_as_it_is_written(visit: int, desk: FlaskClient) -> None:
    assert save(desk, "facts", first_day="2.4.2017").status_code == 303
    assert session.get_one(Visit, visit).starts_on.day == 2


def days_of(page: str, field: str) -> list[tuple[str, str]]:
    (options,) = re.findall(rf'<select id="{field}".*?</select>', page, re.S)
    return re.findall('<option value="([^"]*)"[^>]*>([^<]*)<', options)


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("lt", "pirmadienis, 2017\u00a0m. balandžio 3\u00a0d."),
        ("en", "Monday, 3 April 2017"),
        ("nb", "mandag, 3.\u00a0april 2017"),
    ],
)
def test_days_are_those_of_the_visit_in_the_reader_s_language(
    visit: int, desk: FlaskClient, language: str, first: str
) -> None:
    page = opened(desk, f"sessions/new?l={language}")
    days = days_of(page, "day")
    around = ["2017-03-27", *(f"2017-03-{day}" for day in range(28, 32)), "2017-04-01", "2017-04-02"]
    after = [f"2017-04-{day:02}" for day in range(7, 14)]
    assert [value for value, _ in days] == ["", *(f"2017-04-0{day}" for day in range(3, 7)), *around, *after]
    assert days[1][1] == first
    assert [value for value, _ in days_of(page, "to_day")][1:6] == [f"2017-04-0{day}" for day in range(3, 8)]


def test_a_session_may_lie_before_the_visit_and_the_next_one_is_a_click_away(visit: int, desk: FlaskClient) -> None:
    days = dict(days_of(opened(desk, "sessions/new"), "day"))
    assert days["2017-04-02"] == "Sunday, 2 April 2017 (before the visit)"
    assert days["2017-04-07"] == "Friday, 7 April 2017 (after the visit)"
    typed = {"title-en": "Arrival", "kind": "travel", "status": "confirmed", "from": "18:00", "to": "19:00"}
    assert save(desk, "sessions/new", day="2017-04-02", **typed).status_code == 303
    item = session.scalars(select(Session)).one()
    assert item.starts_at == datetime(2017, 4, 2, 16, tzinfo=UTC)
    saved = opened(desk, f"sessions/{item.code}?done=1")
    assert re.search(r'role="status">Saved\.[^<]* <a href="[^"]*/sessions/new">New session</a>', saved)


def test_a_day_that_a_file_set_outside_the_visit_stays_to_be_chosen(visit: int, desk: FlaskClient) -> None:
    starts = datetime(2017, 3, 1, 8, tzinfo=UTC)
    make_session(visit, starts_at=starts, ends_at=starts.replace(hour=9))
    page = opened(desk, "sessions/opening")
    assert days_of(page, "day")[-1] == ("2017-03-01", "Wednesday, 1 March 2017")
    assert fields_of(page)["day"] == "2017-03-01"
    assert save(desk, "sessions/opening", **{"title-en": "Other"}).status_code == 303
    assert session.scalars(select(Session)).one().starts_at == starts


def test_opening_hours_are_typed_in_any_language_and_shown_in_the_reader_s(visit: int, desk: FlaskClient) -> None:
    assert (
        save(
            desk, "venues/new", **{"name-nb": "Rådhuset"}, code="hall", hours="pr–pn 8–16, 5.4.2017 stengt"
        ).status_code
        == 303
    )
    assert session.scalars(select(Venue)).one().hours == "Mo-Fr 08:00-16:00; 2017-04-05 off"
    shown = {each: fields_of(opened(desk, f"venues/hall?l={each}"))["hours"] for each in ("lt", "en", "nb")}
    assert shown == {
        "lt": "pr–pn 08.00–16.00; 2017-04-05 uždaryta",
        "en": "Mon–Fri 08:00–16:00; 2017-04-05 closed",
        "nb": "man.–fre. 08.00–16.00; 2017-04-05 stengt",
    }
    assert save(desk, "venues/hall?l=lt", city="Oslo").headers["Location"].endswith("done=1")
    assert session.scalars(select(Venue)).one().hours == "Mo-Fr 08:00-16:00; 2017-04-05 off"


def test_hours_that_cannot_be_read_are_refused_with_the_part_and_kept(visit: int, desk: FlaskClient) -> None:
    refused = save(desk, "venues/new?l=nb", **{"name-nb": "Rådhuset"}, hours="man–fre 8–16, moonday 9")
    assert refused.status_code == 422
    assert "«moonday» kan ikke leses." in refused.text
    assert fields_of(refused.text)["hours"] == "man–fre 8–16, moonday 9"


def test_two_who_type_the_same_hours_otherwise_have_changed_nothing_twice(visit: int, desk: FlaskClient) -> None:
    make_venue(visit, hours="Mo-Fr 08:00-16:00")
    typed = fields_of(opened(desk, "venues/town-hall")) | {"city": "Bergen"}
    assert save(desk, "venues/town-hall", hours="Mo-Su 9-17").status_code == 303
    saved = desk.post(f"{DESK}/venues/town-hall", data=typed)
    assert saved.headers["Location"].endswith("done=both")
    row = session.scalars(select(Venue)).one()
    assert (row.hours, row.city) == ("Mo-Su 09:00-17:00", "Bergen")


def test_when_a_speaker_can_be_there(visit: int, desk: FlaskClient) -> None:
    make_speaker(visit)
    assert save(desk, "speakers/kari", available="3 Apr 9–12, 14–16; balandžio 4 d.: visai ne").status_code == 303
    assert session.scalars(select(Speaker)).one().available == "2017-04-03 09:00-12:00,14:00-16:00; 2017-04-04 off"
    told = "3 April: 09:00–12:00, 14:00–16:00; 4 April: not at all"
    assert fields_of(opened(desk, "speakers/kari"))["available"].replace("\xa0", " ") == told
    assert told in words(opened(desk, "history?thing=speaker.kari")).replace("\xa0", " ")
    answer = save(desk, "speakers/kari")
    assert answer.headers["Location"].endswith("?done=nothing"), "as it is shown it is read as it was"
    answer = save(desk, "speakers/kari", available="3 Apr perhaps")
    assert answer.status_code == 422
    assert 'id="available-error">“perhaps” cannot be read.' in answer.text
    assert fields_of(answer.text)["available"] == "3 Apr perhaps"
    tuesday = [datetime(2017, 4, 4, hour, tzinfo=UTC) for hour in (6, 8)]
    made = make_session(visit, starts_at=tuesday[0], ends_at=tuesday[1])
    make_slot(made.id, session.scalars(select(Speaker)).one().id)
    assert "Kari Nordmann cannot be there then." in words(opened(desk, "clashes"))


def test_two_who_say_when_a_speaker_can_be_there_are_asked_in_words(visit: int, desk: FlaskClient) -> None:
    make_speaker(visit)
    mine = fields_of(opened(desk, "speakers/kari"))
    assert save(desk, "speakers/kari", available="4 Apr not at all").status_code == 303
    answer = desk.post(f"{DESK}/speakers/kari", data=mine | {"available": "5 Apr not at all"})
    assert answer.status_code == 409
    assert "4 April: not at all" in answer.text.replace("\xa0", " ")
