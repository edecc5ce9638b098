"""Loading a visit's file: new, again, changed, in conflict; codes and UIDs; and dumping it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.cli import FIRST_VISIT
from eventapp.core.db import session, transaction
from eventapp.programme.models import Room, Session, SpeakerSlot, Venue
from eventapp.programme.operations import remove_session
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import SessionStatus
from eventapp.publishing.errors import VisitFileRefused
from eventapp.publishing.loading import LoadReport, dump_visit, load_and_publish, load_visit, preview_load
from eventapp.publishing.models import LoadedFile
from eventapp.publishing.visit_file import read_visit_file
from eventapp.visits.history import history
from eventapp.visits.models import Organisation, Visit
from eventapp.visits.queries import get_visit
from tests.factories import NOON, make_organisation, make_session, make_visit, publish
from tests.registration.people import LINKS, join, letters, states

VISIT = """
[visit]
slug = "oslo"
timezone = "Europe/Oslo"
"""
FACTS = """
name.en = "Visit to Oslo"
first_day = 2017-04-03
last_day = 2017-04-06
"""
OPENING = """
[[session]]
code = "opening"
kind = "meeting"
title.en = "Opening"
day = 2017-04-03
from = "09:00"
to = "10:30"
"""
WALK = """
[[session]]
code = "walk"
kind = "free"
title.en = "Walk"
"""
WHOLE = f"""{VISIT}{FACTS}
[registration]
places = 40
opens = "2017-03-01 12:00"

[[organisation]]
code = "birzai"
name = "Biržų rajono savivaldybė"
name_language = "lt"
role = "partner"
places = 3

[[venue]]
code = "town-hall"
name.en = "Town hall"
latitude = 59.91
longitude = 10.73

[[venue.room]]
code = "hall"
name.en = "Great hall"
capacity = 40

[[speaker]]
code = "kari"
name = "Kari Nordmann"
{OPENING}venue = "town-hall"
room = "hall"

[[session.slot]]
speaker = "kari"
minutes = 45
{WALK}"""


def load(text: str, *, overwrite: bool = False) -> LoadReport:
    with transaction():
        file = read_visit_file("visit.toml", text.encode())
        return load_visit(file, links=LINKS, overwrite=overwrite, now=NOON)


def refusal(text: str, *, overwrite: bool = False) -> list[str]:
    with pytest.raises(VisitFileRefused) as caught:
        load(text, overwrite=overwrite)
    return caught.value.lines()


def row(code: str) -> Session:
    return session.scalars(select(Session).where(Session.code == code)).one()


def edit(code: str, **values: object) -> None:
    """As an organiser's page would."""
    with transaction():
        for name, value in values.items():
            setattr(row(code), name, value)


def codes() -> list[str]:
    return list(session.scalars(select(Session.code).order_by(Session.position)))


def test_the_visit_that_comes_with_the_program_loads_and_again_changes_nothing(app: Flask) -> None:
    text = FIRST_VISIT.read_text()
    assert (load(text).created, load(text).changes_nothing) == (True, True)


def test_a_new_visit_has_all_that_the_file_says_and_is_not_released(app: Flask) -> None:
    report = load(WHOLE)
    visit = get_visit("oslo")
    opening = row("opening")
    slot = session.scalars(select(SpeakerSlot)).one()
    assert (visit.places, visit.queue, visit.keep_days, visit.languages) == (40, True, 365, ["lt", "en", "nb"])
    assert visit.registration_opens_at == datetime(2017, 3, 1, 11, tzinfo=UTC)
    assert (opening.starts_at, opening.status) == (datetime(2017, 4, 3, 7, tzinfo=UTC), SessionStatus.PROVISIONAL)
    assert session.get_one(Venue, opening.venue_id).latitude == 59.91
    assert session.get_one(Room, opening.room_id).capacity == 40
    assert (slot.session_id, slot.minutes) == (opening.id, 45)
    assert re.fullmatch(r"[0-9a-f-]{36}@visits\.example\.org", opening.uid)
    assert visit.calendar_uid != opening.uid
    assert find_programme(visit.id) is None
    assert (report.created, report.added[:2]) == (True, ("organisation.birzai", "venue.town-hall"))


def test_the_first_visit_is_loaded_and_released_at_once(app: Flask) -> None:
    with transaction():
        load_and_publish(read_visit_file("a", WHOLE.encode()), note={"en": "First"}, links=LINKS, now=NOON)
    assert find_programme(get_visit("oslo").id).number == 1


def test_a_changed_file_changes_what_it_names_and_the_rest_stays_and_is_listed(app: Flask) -> None:
    load(WHOLE)
    uid = row("opening").uid
    report = load(
        f'{VISIT}[[session]]\ncode = "opening"\ntitle.lt = "Pradžia"\nday = 2017-04-03\nfrom = "09:30"\nto = "11:00"'
    )
    opening = row("opening")
    assert (opening.title, opening.uid) == ({"en": "Opening", "lt": "Pradžia"}, uid)
    assert report.lines(dry_run=False) == [
        'changed: session.opening.title.lt: nothing → "Pradžia"',
        "changed: session.opening.starts: 2017-04-03 09:00 → 2017-04-03 09:30",
        "changed: session.opening.ends: 2017-04-03 10:30 → 2017-04-03 11:00",
        'not in the file, stays: visit.name.en',
        "not in the file, stays: visit.first_day",
        "not in the file, stays: visit.last_day",
        "not in the file, stays: registration.places",
        "not in the file, stays: registration.opens",
        "not in the file, stays: organisation.birzai",
        "not in the file, stays: venue.town-hall",
        "not in the file, stays: speaker.kari",
        "not in the file, stays: session.opening.kind",
        "not in the file, stays: session.opening.title.en",
        "not in the file, stays: session.opening.venue",
        "not in the file, stays: session.opening.room",
        "not in the file, stays: session.walk",
        "not in the file, stays: session.opening.slot.kari",
        "oslo: the visit was changed.",
    ]  # fmt: skip


def test_an_empty_value_takes_away(app: Flask) -> None:
    load(WHOLE)
    load(f'{VISIT}[registration]\nplaces = ""\n[[session]]\ncode = "opening"\nday = ""\nvenue = ""')
    opening = row("opening")
    assert (get_visit("oslo").places, opening.starts_at, opening.venue_id, opening.room_id) == (None, None, None, None)


def test_a_dry_run_says_the_same_and_writes_nothing(app: Flask) -> None:
    load(WHOLE)
    text = WHOLE.replace('"Opening"', '"Beginning"')
    before = (get_visit("oslo").version, dump_visit("oslo"))
    preview = preview_load(read_visit_file("visit.toml", text.encode()), overwrite=False)
    assert preview.changed == ('session.opening.title.en: "Opening" → "Beginning"',)
    assert preview.lines(dry_run=True)[-1] == "oslo: the visit would be changed."
    assert (get_visit("oslo").version, dump_visit("oslo")) == before
    assert preview == load(text)


def test_a_dry_run_of_a_new_visit_makes_none(app: Flask) -> None:
    report = preview_load(read_visit_file("visit.toml", WHOLE.encode()), overwrite=False)
    assert report.created
    assert session.scalars(select(Visit)).all() == []


def test_an_organisers_edit_is_a_conflict_and_nothing_is_loaded(app: Flask) -> None:
    load(WHOLE)
    edit("opening", title={"en": "Welcome"})
    line = WHOLE.split("\n").index('title.en = "Opening"') + 1
    assert refusal(WHOLE.replace("places = 40", "places = 50")) == [
        f"visit.toml:{line}: session.opening.title.en: an organiser changed this since the last load, to "
        '"Welcome"; take that over or use --overwrite'
    ]
    assert get_visit("oslo").places == 40


def test_an_edit_that_the_file_takes_over_is_no_conflict(app: Flask) -> None:
    load(WHOLE)
    edit("opening", title={"en": "Welcome"})
    assert load(WHOLE.replace('"Opening"', '"Welcome"')).changes_nothing


def test_an_edit_of_what_the_file_omits_stays(app: Flask) -> None:
    load(WHOLE)
    edit("opening", abstract={"en": "We begin."})
    assert load(WHOLE).changes_nothing
    assert row("opening").abstract == {"en": "We begin."}


def test_overwriting_takes_the_files_word(app: Flask) -> None:
    load(WHOLE)
    edit("opening", title={"en": "Welcome"})
    assert load(WHOLE, overwrite=True).changed == ('session.opening.title.en: "Welcome" → "Opening"',)
    assert load(WHOLE).changes_nothing


def test_a_visit_that_never_came_from_a_file_is_not_overwritten_unasked(app: Flask) -> None:
    make_visit()
    assert [line.split(": ")[1] for line in refusal(VISIT + FACTS.replace("04-06", "04-07"))] == ["visit.last_day"]
    assert load(VISIT + FACTS.replace("04-06", "04-07"), overwrite=True).changed == (
        "visit.last_day: 2017-04-06 → 2017-04-07",
    )


def test_what_an_organiser_removed_comes_back_only_by_overwriting(app: Flask) -> None:
    load(WHOLE)
    with transaction():
        remove_session(get_visit("oslo").id, "walk")
    assert refusal(WHOLE)[0].endswith("an organiser removed this since the last load; --overwrite puts it back")
    assert load(WHOLE, overwrite=True).added == ("session.walk",)


def test_the_files_order_is_the_visits_order_and_an_organisers_order_a_conflict(app: Flask) -> None:
    load(VISIT + FACTS + OPENING + WALK)
    assert codes() == ["opening", "walk"]
    assert load(VISIT + WALK + OPENING).changed == ("session (order): opening, walk → walk, opening",)
    assert codes() == ["walk", "opening"]
    edit("opening", position=0)
    assert "in another order" in refusal(VISIT + WALK + OPENING)[0]
    load(VISIT + WALK + OPENING, overwrite=True)
    assert codes() == ["walk", "opening"]


def test_a_new_session_takes_its_place_among_those_the_file_omits(app: Flask) -> None:
    load(VISIT + FACTS + OPENING + WALK)
    load(VISIT + OPENING + WALK.replace('"walk"', '"ride"'))
    assert codes() == ["opening", "ride", "walk"]


def test_organisations_do_not_vanish_and_keep_their_rows(app: Flask) -> None:
    load(WHOLE)
    before = session.scalars(select(Organisation.id)).all()
    load(VISIT)
    assert session.scalars(select(Organisation.id)).all() == before


def test_raised_places_go_to_those_who_wait_and_lowering_them_cancels_nobody(app: Flask) -> None:
    load(WHOLE.replace("places = 40", "places = 2").replace("places = 3", "places = 1"))
    visit_id = get_visit("oslo").id
    for name in ("ada", "ben", "cleo", "dan"):
        join(visit_id, f"{name}@example.org", organisation="birzai")
    load(f'{VISIT}[[organisation]]\ncode = "birzai"\nplaces = 3')
    expected = {"ada": "confirmed", "ben": "confirmed", "cleo": "waitlisted", "dan": "waitlisted"}
    assert states() == {f"{name}@example.org": state for name, state in expected.items()}
    assert [to for to, _ in letters()][4:] == ["ben@example.org"]
    load(f"{VISIT}[registration]\nplaces = 0")
    assert states() == {f"{name}@example.org": state for name, state in expected.items()}


# Codes and UIDs


def test_a_thing_without_a_code_gets_five_letters_and_is_known_by_its_name(app: Flask) -> None:
    text = (
        VISIT
        + FACTS
        + WALK.replace('code = "walk"\n', "")
        + '[[venue]]\nname.en = "A"\n[[venue.room]]\nname.en = "R"\n'
    )
    report = load(text)
    (code,) = codes()
    assert re.fullmatch("[a-z]{5}", code)
    assert report.added == ("venue 1", "venue 1.room 1", "session 1")
    assert load(text).changes_nothing
    assert load(text.replace('"R"', '"R"\ncapacity = 5')).changed == (
        f"venue.{session.scalars(select(Venue.code)).one()}.room."
        f"{session.scalars(select(Room.code)).one()}.capacity: nothing → 5",
    )


def test_two_things_of_one_name_need_codes(app: Flask) -> None:
    twice = WALK.replace('code = "walk"\n', "") * 2
    assert refusal(VISIT + FACTS + twice) == [
        "visit.toml:14: session.?2: expected a code; more than one thing has this name"
    ]


def test_a_uid_from_the_file_is_kept(app: Flask) -> None:
    load(VISIT + 'calendar_uid = "v@elsewhere"\n' + FACTS + OPENING + 'uid = "s@elsewhere"')
    assert (get_visit("oslo").calendar_uid, row("opening").uid) == ("v@elsewhere", "s@elsewhere")


def test_before_the_release_a_session_may_get_another_code(app: Flask) -> None:
    load(
        VISIT
        + FACTS
        + OPENING
        + 'uid = "s@elsewhere"\n[[session.slot]]\nspeaker = "a"\n[[speaker]]\ncode = "a"\nname = "A"'
    )
    report = load(VISIT + OPENING.replace("opening", "start") + 'uid = "s@elsewhere"')
    assert report.changed == ('session.opening.code: "opening" → "start"',)
    assert (codes(), row("start").uid) == (["start"], "s@elsewhere")
    assert "session.start.slot.a" in report.omitted


def test_after_the_release_it_keeps_its_code_and_uid(app: Flask) -> None:
    load(VISIT + FACTS + OPENING + 'uid = "s@elsewhere"')
    publish(get_visit("oslo").id)
    assert refusal(VISIT + OPENING.replace("opening", "start") + 'uid = "s@elsewhere"') == [
        'visit.toml:13: session.start.uid: this UID is that of session "opening", which keeps it'
    ]
    assert refusal(VISIT + OPENING + 'uid = "t@elsewhere"', overwrite=True) == [
        'visit.toml:13: session.opening.uid: it keeps its UID once released, "s@elsewhere"'
    ]
    assert "visit.calendar_uid: it keeps" in refusal(VISIT + 'calendar_uid = "w@elsewhere"', overwrite=True)[0]


def test_the_uid_of_another_visits_session_is_refused(app: Flask) -> None:
    make_session(make_visit(slug="bergen").id, uid="s@elsewhere")
    assert refusal(VISIT + FACTS + OPENING + 'uid = "s@elsewhere"') == [
        "visit.toml:17: session.opening.uid: a session of another visit has this UID"
    ]


# Removed sessions


def test_a_removed_session_leaves_the_draft(app: Flask) -> None:
    load(WHOLE)
    text = VISIT + 'removed_sessions = ["opening"]'
    assert load(text).removed == ("session.opening",)
    assert (codes(), session.scalars(select(SpeakerSlot)).all()) == (["walk"], [])
    again = load(text)
    assert (again.changes_nothing, again.notes) == (True, ('visit.removed_sessions: there is no session "opening"',))


def test_once_released_it_stays_public_as_cancelled_and_its_code_is_used_up(app: Flask) -> None:
    load(WHOLE)
    visit_id = get_visit("oslo").id
    publish(visit_id)
    load(VISIT + 'removed_sessions = ["opening"]')
    publish(visit_id)
    public = find_programme(visit_id).session("opening")
    assert (public.removed, public.status) == (True, SessionStatus.CANCELLED)
    assert refusal(VISIT + OPENING, overwrite=True) == [
        "visit.toml:6: session.opening: this code stood for something in an earlier release; expected a new one"
    ]
    assert load(VISIT + 'removed_sessions = ["opening"]').notes == ()


def test_the_uid_of_a_removed_session_is_never_given_again(app: Flask) -> None:
    """Calendars would take the new session for the cancelled one, and the feed would hold both."""
    load(WHOLE)
    visit_id = get_visit("oslo").id
    publish(visit_id)
    uid = find_programme(visit_id).session("opening").uid
    load(VISIT + 'removed_sessions = ["opening"]')
    again = VISIT + OPENING.replace('"opening"', '"again"') + f'uid = "{uid}"'
    for text in (again, again.replace('code = "again"', "")):
        assert refusal(text, overwrite=True)[0].endswith('uid: this UID is that of session "opening", which keeps it')


def test_removing_what_an_organiser_changed_is_a_conflict(app: Flask) -> None:
    load(WHOLE)
    edit("opening", title={"en": "Welcome"})
    text = VISIT + 'removed_sessions = ["opening"]'
    assert refusal(text) == [
        "visit.toml:5: visit.removed_sessions: "
        'an organiser changed "opening" since the last load; --overwrite removes it all the same'
    ]
    assert load(text, overwrite=True).removed == ("session.opening",)


def test_a_session_moved_in_the_file_is_the_only_one_that_calendars_see_change(app: Flask) -> None:
    load(WHOLE + '\nday = 2017-04-04\nfrom = "09:00"\nto = "10:00"')
    visit_id = get_visit("oslo").id
    publish(visit_id)
    load(VISIT + OPENING.replace("10:30", "10:45"))
    publish(visit_id, now=NOON + timedelta(days=1))
    sessions = find_programme(visit_id).sessions
    assert [(item.code, item.sequence, item.changed_at) for item in sessions] == [
        ("opening", 1, NOON + timedelta(days=1)),
        ("walk", 0, NOON),
    ]


# What must hold in the whole visit


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "",
            [
                "2: visit.name: expected the key name, for example name.en = …",
                "2: visit.first_day: expected the key first_day",
                "2: visit.last_day: expected the key last_day",
            ],
        ),
        (FACTS.replace("04-06", "04-02"), ["8: visit.last_day: expected a day not before first_day"]),
        (
            FACTS + '[registration]\nopens = "2017-03-01 12:00"\ncloses = "2017-03-01 12:00"',
            ["11: registration.closes: expected a moment after opens"],
        ),
        (
            FACTS + '[[session]]\ncode = "a"',
            [
                "9: session.a.kind: expected the key kind",
                "9: session.a.title: expected the key title, for example title.en = …",
            ],
        ),
        (FACTS + WALK + 'venue = "hut"', ['14: session.walk.venue: there is no venue "hut"']),
        (
            FACTS + WALK + 'room = "hut"',
            ["14: session.walk.room: expected the key venue too, with the room's venue"],
        ),
        (
            FACTS + WALK + 'venue = "hut"\nroom = "attic"\n[[venue]]\ncode = "hut"\nname.en = "Hut"',
            ['15: session.walk.room: there is no room "attic" in the venue "hut"'],
        ),
        (
            FACTS + WALK + '[[session.slot]]\nspeaker = "kari"',
            ['14: session.walk.slot.kari.speaker: there is no speaker "kari"'],
        ),
        (
            FACTS + '[[venue]]\ncode = "hut"\nname.en = "Hut"\nlatitude = 59',
            ["12: venue.hut.latitude: expected latitude and longitude together"],
        ),
        (
            FACTS + '[[organisation]]\ncode = "a"\nname = "A"\nrole = "boss"',
            [
                "9: organisation.a.name_language: expected the key name_language",
                '12: organisation.a.role: expected one of "executor", "partner", "host", found "boss"',
            ],
        ),
    ],
)
def test_what_is_missing_or_contradicts_is_refused(app: Flask, text: str, lines: list[str]) -> None:
    assert refusal(VISIT + text) == [f"visit.toml:{line}" for line in lines]
    assert session.scalars(select(Visit)).all() == []


def test_a_text_that_is_needed_cannot_be_emptied(app: Flask) -> None:
    load(WHOLE)
    assert refusal(VISIT + '[[session]]\ncode = "walk"\ntitle.en = ""') == [
        "visit.toml:7: session.walk.title: expected the key title, for example title.en = …"
    ]


@pytest.mark.parametrize("day", ["2017-04-02", "2017-04-07", "2071-04-03"])
def test_a_session_outside_the_days_of_the_visit_is_worth_a_look(app: Flask, day: str) -> None:
    report = load(VISIT + FACTS + OPENING.replace("2017-04-03", day))
    assert report.notes == ("session.opening is outside the days of the visit",)


def test_only_the_visit_that_the_file_names_changes(app: Flask) -> None:
    other = make_visit(slug="bergen")
    make_organisation(other.id)
    before = dump_visit("bergen")
    load(WHOLE)
    assert dump_visit("bergen") == before
    assert len(session.scalars(select(LoadedFile)).all()) == 1


# Hostile text

LINES = ["visit.name.en", "visit.city.en", "visit.country.en", "visit.summary.en", "visit.project_name.en"]
LINES += ["visit.project_number", "organisation.a.name", "venue.a.name.en", "venue.a.street", "venue.a.postal_code"]
LINES += ["venue.a.city", "venue.a.room.a.name.en", "speaker.a.name", "speaker.a.role.en", "speaker.a.affiliation.en"]
LINES += ["session.a.title.en", "session.a.slot.a.topic.en"]
BLOCKS = ["visit.purpose.en", "venue.a.directions.en", "speaker.a.biography.en", "session.a.abstract.en"]
HEADERS = {
    "visit": VISIT + "first_day = 2017-04-03\nlast_day = 2017-04-06\n",
    "organisation.a": '[[organisation]]\ncode = "a"\nrole = "host"\nname_language = "lt"\n',
    "venue.a": '[[venue]]\ncode = "a"\n',
    "venue.a.room.a": '[[venue.room]]\ncode = "a"\n',
    "speaker.a": '[[speaker]]\ncode = "a"\n',
    "session.a": '[[session]]\ncode = "a"\nkind = "free"\n',
    "session.a.slot.a": '[[session.slot]]\nspeaker = "a"\n',
}


def everywhere(words: str) -> str:
    """A file with those words (TOML escapes and all) in every text."""
    tables = dict(HEADERS)
    for key in (*LINES, *BLOCKS):
        table = max((header for header in HEADERS if key.startswith(header + ".")), key=len)
        tables[table] += f'{key.removeprefix(table + ".")} = "{words}"\n'
    return "".join(tables.values())


def complaints(text: str) -> dict[str, str]:
    return {line.split(": ")[1]: line.split(": ", 2)[2] for line in refusal(text)}


def test_too_long_a_text_is_refused_in_every_place(app: Flask) -> None:
    found = complaints(everywhere("x" * 10_000))
    assert set(found) == {*LINES, *BLOCKS}
    assert {re.sub("most [0-9]+", "most N", words) for words in found.values()} == {
        "expected at most N characters, found 10000"
    }


def test_a_control_character_is_refused_in_every_place(app: Flask) -> None:
    found = complaints(everywhere("a\\u0007b"))
    assert found == dict.fromkeys((*LINES, *BLOCKS), "expected text, found the control character U+0007")


def test_a_header_injected_by_a_line_break_is_refused_where_one_line_is_expected(app: Flask) -> None:
    found = complaints(everywhere("a\\r\\nBcc: x"))
    assert found == dict.fromkeys(LINES, "expected one line, found a line break")


def test_only_what_can_be_empty_may_be(app: Flask) -> None:
    assert set(complaints(everywhere(""))) == {
        "visit.name",
        "organisation.a.name",
        "venue.a.name",
        "venue.a.room.a.name",
        "speaker.a.name",
        "session.a.title",
    }


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<script>alert(1)", "<script>alert(1)"),
        ("=cmd()", "=cmd()"),
        ("{{7*7}}{% raw %}", "{{7*7}}{% raw %}"),
        (r"a\"\"\" = \\", 'a""" = \\'),
        ("\u202egnp.exe\u202c \u200fa", "gnp.exe a"),
        ("👩\u200d👧 🏳️", "👩\u200d👧 🏳️"),
        ("Z\u030ceme\u0307", "Žemė"),
        ("  a \u00a0 b  ", "a b"),
    ],
)
def test_hostile_words_are_kept_as_words_and_survive_a_dump(app: Flask, written: str, kept: str) -> None:
    load(everywhere(written))
    dumped = dump_visit("oslo")
    assert load(dumped).changes_nothing
    plan = read_visit_file("visit.toml", dumped.encode()).plan
    said = {".".join((*key, name)): value for key, fields in plan.items() for name, value in fields.items()}
    assert {key: said[key] for key in (*LINES, *BLOCKS)} == dict.fromkeys((*LINES, *BLOCKS), kept)


def test_what_a_file_changes_stands_in_the_history(app: Flask) -> None:
    load(VISIT + FACTS + OPENING + WALK + 'uid = "w@elsewhere"')
    load(VISIT + OPENING.replace("09:00", "09:30") + WALK.replace('"walk"', '"stroll"') + 'uid = "w@elsewhere"')
    load(VISIT + 'removed_sessions = ["opening"]')
    told = [
        (entry.actor, entry.action, entry.thing, [(item["field"], item["old"], item["new"]) for item in entry.changes])
        for entry in reversed(history(get_visit("oslo").id))
    ]
    assert told == [
        ("command", "added", "visit", []),
        ("command", "changed", "session.stroll", [("code", "walk", "stroll")]),
        (
            "command",
            "changed",
            "session.opening",
            [("starts", "2017-04-03T07:00:00+00:00", "2017-04-03T07:30:00+00:00")],
        ),
        ("command", "removed", "session.opening", []),
    ]
