"""What a file says is there afterwards, what it omits stays, what organisers edited is undone only if that is asked."""

import re
from collections import Counter
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from eventapp.commands.serving import FIRST_VISIT, load_and_publish
from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.programme.models import Room, SpeakerSlot, Venue
from eventapp.programme.operations import remove_session
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import SessionStatus
from eventapp.visitfiles.models import LoadedFile
from eventapp.visitfiles.operations import dump_visit, preview_load
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.history import history
from eventapp.visits.models import Organisation, Visit
from eventapp.visits.queries import get_visit
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import join, letters, states
from tests.visitfiles.files import FACTS, OPENING, VISIT, WALK, WHOLE, codes, edit, load, refusal, row


def test_a_shorter_visit_needs_an_earlier_end_of_registration(app: Flask) -> None:
    closes = '[registration]\ncloses = "2017-04-06 23:00"'
    load(VISIT + FACTS + closes)
    words = "registration.closes: expected a moment not after the last day, unless after_the_end = true"
    assert refusal(VISIT + "last_day = 2017-04-05") == [f"visit.toml:5: {words}"]
    assert load(VISIT + "last_day = 2017-04-05\n[registration]\nafter_the_end = true").changed == (
        "visit.last_day: 2017-04-06 → 2017-04-05",
        "registration.after_the_end: false → true",
    )
    assert refusal(VISIT + "[registration]\nafter_the_end = false") == [f"visit.toml:6: {words}"]
    dumped = dump_visit("oslo")
    assert 'closes = "2017-04-06 23:00"\nafter_the_end = true' in dumped
    assert load(dumped).changes_nothing


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
    assert (opening.position, row("walk").position) == (1, 2)
    assert find_programme(visit.id) is None
    assert (report.created, report.added[:2]) == (True, ("organisation.birzai", "venue.town-hall"))


def test_the_first_visit_is_loaded_and_released_at_once(app: Flask) -> None:
    with transaction():
        load_and_publish(read_visit_file("a", WHOLE.encode()), note={"en": "First"}, act=Act(COMMAND, LINKS, NOON))
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
    public = WHOLE.replace(FACTS, f"{FACTS}visible = true\n").replace("places = 40", "places = 2\nopen = true")
    load(public.replace("places = 3", "places = 1"))
    visit_id = get_visit("oslo").id
    for name in ("ada", "ben", "cleo", "dan"):
        join(visit_id, f"{name}@example.org", organisation="birzai")
    before = Counter(to for to, _ in letters())
    load(f'{VISIT}[[organisation]]\ncode = "birzai"\nplaces = 3')
    expected = {"ada": "confirmed", "ben": "confirmed", "cleo": "waitlisted", "dan": "waitlisted"}
    assert states() == {f"{name}@example.org": state for name, state in expected.items()}
    assert Counter(to for to, _ in letters()) - before == Counter(["ben@example.org"])
    load(f"{VISIT}[registration]\nplaces = 0")
    assert states() == {f"{name}@example.org": state for name, state in expected.items()}


def test_only_the_visit_that_the_file_names_changes(app: Flask) -> None:
    other = make_visit(slug="bergen")
    make_organisation(other.id)
    before = dump_visit("bergen")
    load(WHOLE)
    assert dump_visit("bergen") == before
    assert len(session.scalars(select(LoadedFile)).all()) == 1


def test_what_a_file_changes_stands_in_the_history(app: Flask) -> None:
    load(VISIT + FACTS + OPENING + WALK + 'uid = "w@elsewhere"')
    load(VISIT + OPENING.replace("09:00", "09:30") + WALK.replace('"walk"', '"stroll"') + 'uid = "w@elsewhere"')
    load(VISIT + 'removed_sessions = ["opening"]')
    told = [
        (entry.actor, entry.action, entry.thing, [(item["field"], item["old"], item["new"]) for item in entry.changes])
        for entry in reversed(history(get_visit("oslo").id))
    ]
    assert told == [
        (COMMAND, "added", "visit", []),
        (COMMAND, "changed", "session.stroll", [("code", "walk", "stroll")]),
        (
            COMMAND,
            "changed",
            "session.opening",
            [("starts", "2017-04-03T07:00:00+00:00", "2017-04-03T07:30:00+00:00")],
        ),
        (COMMAND, "removed", "session.opening", []),
    ]
