"""Organisers' pages of this room: the overview, with what needs a hand and the charts; the history."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import bindparam, text, update

from eventapp.core.acts import COMMAND, WORKER, Act, Actor
from eventapp.core.db import UtcDateTime, session, transaction
from eventapp.core.paging import PAGE
from eventapp.desk.letters import LetterAction, LetterKind
from eventapp.notifications.models import Mail, MailState
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.programme import snapshot
from eventapp.programme.snapshot import SessionStatus, SlotStatus
from eventapp.publishing.history import ReleaseAction, ReleaseKind
from eventapp.publishing.models import Output, OutputState
from eventapp.registration.history import PersonAction, PersonKind, record_erased
from eventapp.visits.history import change as change_of
from eventapp.visits.history import record
from eventapp.visits.models import Organisation, Role
from eventapp.visits.queries import get_visit
from eventapp.visits.telling import Action, Kind
from tests.at_desk import DESK, fields_of, opened, save, statements
from tests.factories import (
    LINKS,
    NOON,
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
)
from tests.pages import read_page
from tests.registration.people import change, join, leave

OVERVIEW = f"{DESK}/"


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit(places=2).id


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]).split())


def todo(desk: FlaskClient) -> list[tuple[str, str]]:
    """(what needs a hand, where), in order."""
    page = desk.get(OVERVIEW).text
    listed = page.split('<ul class="todo">')[1].split("</ul>")[0]
    return [(text, path) for path, text in re.findall(rf'href="{DESK}/([^"]*)">([^<]*)<', listed)]


def test_when_nothing_needs_a_hand_it_is_said(visit: int, desk: FlaskClient) -> None:
    venue = make_venue(visit).id
    make_session(visit, venue_id=venue)
    publish(visit)
    assert todo(desk) == []
    assert "Nothing. All is well" in desk.get(OVERVIEW).text


def test_each_thing_that_needs_a_hand_has_its_number_and_leads_there(visit: int, desk: FlaskClient) -> None:
    opening = make_session(visit).id
    make_slot(opening, make_speaker(visit).id, status=SlotStatus.INVITED)
    make_slot(opening, make_speaker(visit, "ola").id, status=SlotStatus.INVITED)
    publish(visit)
    make_session(visit, "later", starts_at=None, ends_at=None)
    make_session(visit, "lunch", kind=snapshot.Kind.MEAL, starts_at=None, ends_at=None)
    make_session(visit, "off", starts_at=None, ends_at=None, status=SessionStatus.CANCELLED)
    for name in ("a", "b", "c"):
        join(visit, f"{name}@example.org")
    with transaction():
        session.execute(update(Mail).where(Mail.to_address == "a@example.org").values(state=MailState.FAILED))
        session.execute(update(Output).where(Output.kind == "pdf", Output.language == "lt").values(state="failed"))
    found = todo(desk)
    assert found == [
        ("1 person waits for a place", "registrations?status=waitlisted"),
        ("1 letter could not be sent", "outbox?state=failed"),
        ("2 letters wait to be handed over", "outbox?state=waiting"),
        ("2 sessions have no time", "sessions?without=time"),
        ("2 sessions have no place", "sessions?without=venue"),
        ("2 speakers have not answered", "sessions?without=answer"),
        ("1 file could not be made", "release#files"),
        ("3 changes are not released yet", "release"),
    ]
    for _, path in found:
        assert desk.get(f"{DESK}/{path}").status_code == 200
    assert session.query(Output).filter_by(state=OutputState.FAILED).count() == 1


def test_before_the_first_release_that_is_what_is_missing(visit: int, desk: FlaskClient) -> None:
    make_session(visit, venue_id=make_venue(visit).id)
    assert todo(desk) == [("The programme is not public yet", "release")]
    page = desk.get(OVERVIEW).text
    assert "not public yet" in page
    assert "/en/oslo/programme" not in page


def test_it_says_how_it_stands(visit: int, desk: FlaskClient) -> None:
    *_, last = [join(visit, f"{name}@example.org") for name in ("a", "b", "c")]
    leave(last)
    make_session(visit)
    publish(visit)
    shown = words(desk.get(OVERVIEW).text)
    assert "Places taken 2 of 2 places On the waiting list 0 Cancelled 1 Registration open, without an end" in shown
    assert "Version 1 , 1 March 2017 at 13:00" in shown
    assert '<a class="btn" href="/en/oslo/programme.pdf">' in desk.get(OVERVIEW).text


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "said"),
    [(1, None, "Registration opens"), (-2, 1, "Registration open until"), (-2, -1, "Registration closed since")],
)
def test_the_window_is_said(
    app: Flask, desk: FlaskClient, opens_in: int | None, closes_in: int | None, said: str
) -> None:
    now = datetime.now(UTC)
    opens = now + timedelta(days=opens_in) if opens_in else None
    closes = now + timedelta(days=closes_in) if closes_in else None
    make_visit(registration_opens_at=opens, registration_closes_at=closes)
    assert said in words(desk.get(OVERVIEW).text)


def press(desk: FlaskClient, verb: str) -> Any:
    """The button of the overview; gives the page that follows."""
    form = next(form for form in read_page(opened(desk, ""), OVERVIEW).forms if form.action == f"{DESK}/{verb}")
    return desk.post(form.action, data=dict(form.filled()), follow_redirects=True)


def test_the_buttons_show_and_hide_the_visit_open_and_close_registration(app: Flask, desk: FlaskClient) -> None:
    make_visit(visible=False, registration_open=False)
    public, form = app.test_client(), "/en/oslo/register"
    page = opened(desk, "")
    assert ("The visit is hidden" in page, "Hide the visit" in page, "Public page" in page) == (True, False, False)
    assert "Registration closed: nobody can register" in words(page)
    seen = []
    for verb in ("show", "open", "close", "hide"):
        said = re.findall(r'role="status">([^<]*)', press(desk, verb).text)
        answer = public.get(form)
        seen.append((answer.status_code, 'name="given_name"' in answer.text, said))
    assert seen == [
        (200, False, ["Everybody can see the visit now."]),
        (200, True, ["Registration is open now."]),
        (200, False, ["Registration is closed now."]),
        (404, False, ["The visit is hidden now."]),
    ]
    told = words(desk.get(f"{DESK}/history").text)
    assert told.count("Everybody can see the visit") == 2
    assert told.count("Registration is open") == 2


def test_what_a_colleague_has_switched_already_is_switched(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "")
    form = next(form for form in read_page(page, OVERVIEW).forms if form.action == f"{DESK}/hide")
    for _ in range(2):
        answer = desk.post(form.action, data=dict(form.filled()), follow_redirects=True)
        assert "The visit is hidden now." in answer.text
    assert words(desk.get(f"{DESK}/history").text).count("Everybody can see the visit") == 1


def test_a_button_without_its_token_does_nothing_and_is_asked_for_once_more(visit: int, desk: FlaskClient) -> None:
    answer = desk.post(f"{DESK}/hide")
    assert (answer.status_code, "Please send the form once more" in answer.text) == (400, True)
    assert get_visit("oslo").visible


def test_what_cannot_be_switched_says_why(app: Flask, desk: FlaskClient) -> None:
    """Dates of before a later version's rules."""
    make_visit(after_the_end=False, registration_closes_at=datetime(2117, 1, 1, tzinfo=UTC))
    answer = press(desk, "close")
    assert (answer.status_code, "This is after the visit’s last day." in answer.text) == (422, True)


def test_a_visit_without_a_release_lists_its_first_steps(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(visible=False, registration_open=False, summary={}, purpose={}).id
    page = opened(desk, "")
    assert "Nothing yet." in page
    links = re.findall(r'<li><a href="([^"]*)">[^<]*</a>', page.split('<ol class="steps">')[1].split("</ol>")[0])
    asked = ["facts", "organisations", "venues", "sessions", "facts/registration", "release", "#visible"]
    assert links == [f"{DESK}/{page}" for page in asked]
    for link in links:
        assert desk.get(link.split("#")[0]).status_code == 200
    assert 'id="visible"' in page
    make_session(visit)
    publish(visit)
    assert "First steps" not in opened(desk, "")


def test_the_charts_have_their_tables(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(places=2).id
    make_organisation(visit, places=5)
    make_organisation(visit, "varena", position=2, name="Varėnos biblioteka")
    assert "<svg" not in desk.get(OVERVIEW).text
    midnight = datetime(2017, 2, 28, 23, 30, tzinfo=UTC)  # already March in Oslo
    join(visit, "a@example.org", organisation="birzai", now=midnight)
    join(visit, "b@example.org", organisation="", now=midnight + timedelta(days=2))
    join(visit, "c@example.org", organisation="birzai", now=midnight + timedelta(days=2))
    page = desk.get(OVERVIEW).text
    day, organisation = re.findall(r"<tbody>(.*?)</tbody>", page, re.S)
    assert re.findall(r'row">([^<]*)</th><td class="number">(\d+)', day) == [
        ("1 March 2017", "1"),
        ("2 March 2017", "0"),
        ("3 March 2017", "2"),
    ]
    assert [words(f"<main{row}") for row in organisation.split("</tr>")[:-1]] == [
        "Biržų rajono savivaldybė 1 5 1",
        "Varėnos biblioteka 0 – 0",
        "Another organisation 1 – 0",
    ]
    assert page.count('<svg class="chart" role="img"') == 2
    assert page.count('<rect class="bar" x="') == 2 + 3


def test_the_overview_costs_the_same_for_few_and_for_many(visit: int, desk: FlaskClient) -> None:
    make_session(visit)
    publish(visit)
    join(visit, "a@example.org")
    one = statements(desk, OVERVIEW)
    for name in ("b", "c", "d"):
        make_session(visit, name, starts_at=None, ends_at=None)
        join(visit, f"{name}@example.org")
    assert statements(desk, OVERVIEW) == one


def test_strangers_and_unknown_visits(visit: int, desk: FlaskClient, app: Flask) -> None:
    for page in ("", "history"):
        assert desk.get(f"/organise/visits/nowhere/{page}").status_code == 404
        assert app.test_client().get(f"{DESK}/{page}").headers["Location"] == "/sign-in"


# ---- the history


def entries(desk: FlaskClient, query: str = "") -> list[str]:
    """Each entry in words: time, what, what changed, who."""
    page = desk.get(f"{DESK}/history{query}")
    assert page.status_code == 200, page.text
    rows = re.findall(r'<tr role="row">\s*<td role="cell" class="when">.*?</tr>', page.text, re.S)
    return [words(f"<main{row}").removeprefix("> ") for row in rows]


def test_an_edit_is_told_in_words_with_the_thing_s_present_name(visit: int, desk: FlaskClient) -> None:
    make_session(visit, venue_id=None)
    make_venue(visit)
    save(
        desk,
        "sessions/opening",
        **{"title-en": "Welcome", "status": "confirmed", "place": "town-hall", "from": "10:00"},
    )
    [told] = entries(desk)
    assert "Welcome Session, changed" in told
    assert "Title (English): Opening → Welcome" in told
    assert "Status: provisional → confirmed" in told
    assert "Beginning: 3 April 2017 at 09:00 → 3 April 2017 at 10:00" in told
    assert "Place: Town hall" in told
    assert told.endswith("ona@example.org")
    page = desk.get(f"{DESK}/history").text
    assert f'<a href="{DESK}/sessions/opening">Welcome</a>' in page
    assert "Pavadinimas" in desk.get(f"{DESK}/history?l=lt").text
    assert f'href="{DESK}/history?thing=session.opening"' in desk.get(f"{DESK}/sessions/opening").text
    assert f'href="{DESK}/history?kind=sessions"' in desk.get(f"{DESK}/sessions").text


def test_what_is_removed_is_told_by_its_name_and_leads_nowhere(visit: int, desk: FlaskClient) -> None:
    make_session(visit)
    desk.post(f"{DESK}/sessions/opening/remove", data=fields_of(opened(desk, "sessions/opening")))
    [told] = entries(desk)
    assert "Opening Session, removed" in told
    assert f'href="{DESK}/sessions/opening"' not in desk.get(f"{DESK}/history").text


def test_a_person_is_named_while_they_are_there_and_their_data_is_not(visit: int, desk: FlaskClient) -> None:
    registration = join(visit)
    change(registration, phone="+37069999999")
    latest, first = entries(desk)
    assert "Žydrūnė Ąžuolaitė Registration, changed Telephone a participant" in latest
    assert "+370" not in latest
    assert "State: confirmed" in first
    assert f'href="{DESK}/registrations/{registration.id}"' in desk.get(f"{DESK}/history").text
    with transaction():
        record_erased(visit, 3, act=Act(WORKER, LINKS, NOON))
    for identity in (uuid4(), "nonsense"):
        note(visit, f"registration.{identity}", kind=PersonKind.PERSON, action=PersonAction.CHANGED, by=WORKER)
    told = entries(desk)
    assert told[0].endswith("A registration changed the program itself")
    assert told[2].endswith("Registrations erased Number: 3 the program itself")


def test_every_kind_of_thing_has_a_name_and_a_page(visit: int, desk: FlaskClient) -> None:
    venue = make_venue(visit).id
    make_room(venue)
    make_slot(make_session(visit).id, make_speaker(visit).id)
    make_organisation(visit)
    named = {
        "visit": "Facts",
        "registration": "Registration",
        "organisation.birzai": "Biržų rajono savivaldybė",
        "venue.town-hall": "Town hall",
        "venue.town-hall.room.hall": "Great hall, Town hall",
        "speaker.kari": "Kari Nordmann",
        "session.opening.slot.kari": "Kari Nordmann, Opening",
    }
    for thing in named:
        note(visit, thing)
    page = desk.get(f"{DESK}/history").text
    links = re.findall(r'rowheader"><a href="([^"]*)">([^<]*)<', page)
    assert [name for _, name in links] == list(reversed(named.values()))
    for path, _ in links:
        assert desk.get(path).status_code == 200
    note(visit, "release.2", kind=ReleaseKind.RELEASE, action=ReleaseAction.RELEASED)
    note(visit, "release.2.pdf.lt", kind=ReleaseKind.FILE, action=ReleaseAction.FAILED)
    note(visit, "letter.ab", kind=LetterKind.LETTER, action=LetterAction.HANDED_OVER)
    told = desk.get(f"{DESK}/history").text
    for name in ("Version 2", "Version 2, PDF, Lietuvių", "Letter"):
        assert f">{name}<" in told


def test_values_are_written_as_people_write_them(visit: int, desk: FlaskClient) -> None:
    changes = [
        change_of("queue", True, False),
        change_of("opens", None, "2017-03-01T11:00:00+00:00"),
        change_of("languages", ["lt"], ["lt", "nb"]),
        change_of("first_day", "2017-04-03", "not a day"),
        change_of("calendar_uid", "a", "b"),
    ]
    note(visit, changes=changes)
    [told] = entries(desk)
    assert "wait in a queue: yes → no Registration opens: 1 March 2017 at 12:00" in told
    assert "Lietuvių → Lietuvių, Norsk First day: 3 April 2017 → not a day a command" in told


def test_entries_stand_under_their_day_on_the_visit_s_calendar(visit: int, desk: FlaskClient) -> None:
    for hours in (0, 11, 12):  # noon UTC is 13:00 in Oslo
        note(visit, now=NOON + timedelta(hours=hours))
    page = desk.get(f"{DESK}/history").text
    assert re.findall(r'rowheader">(\d[^<]*)<', page) == ["2 March 2017", "1 March 2017"]
    assert [told[:5] for told in entries(desk, "?day=2017-03-01")] == ["13:00"]
    assert len(entries(desk, "?day=2017-03-02")) == 2
    for out_of_reach in ("9999-12-31", "0001-01-01"):  # what has no next day, and what begins before UTC does
        assert len(entries(desk, f"?day={out_of_reach}")) == 3
    assert len(entries(desk, "?day=nonsense")) == 3
    assert "There is nothing of the kind." in desk.get(f"{DESK}/history?day=2017-03-09").text


def test_older_entries_keep_the_filter_and_cost_the_same(visit: int, desk: FlaskClient) -> None:
    assert "Nothing has happened yet." in desk.get(f"{DESK}/history").text
    record_many(visit, 1)
    one = statements(desk, f"{DESK}/history?kind=facts")
    record_many(visit, PAGE + 2)
    assert statements(desk, f"{DESK}/history?kind=facts") == one
    page = desk.get(f"{DESK}/history?kind=facts&actor=command").text
    older = re.search(r'href="([^"]*before=\d+)"', page)
    assert older
    assert "kind=facts" in older[1]
    assert "actor=command" in older[1]
    assert len(entries(desk, "?" + older[1].split("?")[1].replace("&amp;", "&"))) == 3
    only = desk.get(f"{DESK}/history?thing=visit").text
    assert "Show the whole history" in only


def test_what_the_program_before_writes_while_this_one_takes_over_is_told_by_whoever_knows_the_thing(
    visit: int, desk: FlaskClient
) -> None:
    person = join(visit).id
    written = text(
        "INSERT INTO history_entry (visit_id, happened_at, actor, action, thing, changes)"
        " VALUES (:visit, :now, 'command', :action, :thing, '[]')"
    ).bindparams(bindparam("now", NOON, UtcDateTime()))
    with transaction():
        for thing, action in ((f"registration.{person}", "cancelled"), ("visit", "changed"), ("of.old", "done")):
            session.execute(written, {"visit": visit, "thing": thing, "action": action})
    unknown, facts, cancelled, _ = entries(desk)
    assert "Žydrūnė Ąžuolaitė Registration, registration cancelled a command" in cancelled
    assert "Facts changed a command" in facts
    assert "of.old done a command" in unknown


def note(
    visit: int,
    thing: str = "visit",
    *,
    kind: Kind = PlanKind.VISIT,
    action: Action = PlanAction.CHANGED,
    by: Actor = COMMAND,
    now: datetime = NOON,
    changes: Sequence[dict[str, Any]] = (),
) -> None:
    """Write it down; that it was changed, if nothing else is said."""
    with transaction():
        record(visit, Act(by, LINKS, now), action, kind, thing, changes=changes)


def record_many(visit: int, number: int) -> None:
    with transaction():
        for _ in range(number):
            record(visit, Act(COMMAND, LINKS, NOON), PlanAction.CHANGED, PlanKind.VISIT, "visit")


def test_a_host_is_counted_only_if_somebody_of_it_has_registered(app: Flask, desk: FlaskClient) -> None:
    """Whose people have registered may have become a host."""
    visit = make_visit().id
    make_organisation(visit, "host", name="Oslo kommune", role=Role.HOST)
    became = make_organisation(visit, "became", name="Bergen kommune", role=Role.PARTNER).id
    join(visit, organisation="became")
    with transaction():
        session.get_one(Organisation, became).role = Role.HOST
    page = opened(desk, "")
    assert ("Oslo kommune" in page, "Bergen kommune" in page) == (False, True)
