"""What a file may not say, and words that break programs, in every place."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.visitfiles.operations import dump_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.models import Visit
from tests.visitfiles.files import FACTS, OPENING, VISIT, WALK, WHOLE, load, refusal


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
            FACTS + '[registration]\ncloses = "2017-04-07 00:01"\nqueue_until = "2017-04-08 12:00"',
            [
                "10: registration.closes: expected a moment not after the last day, unless after_the_end = true",
                "11: registration.queue_until: expected a moment not after the last day, unless after_the_end = true",
            ],
        ),
        (
            FACTS + '[funder]\naudit_until = 2030-01-01\naudit_reason = "x"',
            ["10: funder.audit_until: expected a day after evidence_until: audit_until, audit_reason"],
        ),
        (
            FACTS + "[funder]\nevidence_until = 2022-12-31\naudit_until = 2030-01-01",
            ["9: funder.audit_reason: expected both, or neither: audit_until, audit_reason"],
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
            FACTS + WALK + "everybody = true\noptional = true",
            ["14: session.walk.everybody: expected false, or optional = false: both cannot be"],
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


def test_a_visit_of_years_is_worth_a_look_and_loaded(app: Flask) -> None:
    long = FACTS.replace("last_day = 2017-04-06", "last_day = 2019-04-06")
    assert load(VISIT + long + OPENING).notes == ("visit lasts 734 days: is a year mistyped?",)


def test_days_as_they_should_be_are_not_noted(app: Flask) -> None:
    assert load(VISIT + FACTS + OPENING).notes == ()


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
    said = {f"{key.path}.{name}": value for key, fields in plan.items() for name, value in fields.items()}
    assert {key: said[key] for key in (*LINES, *BLOCKS)} == dict.fromkeys((*LINES, *BLOCKS), kept)


def test_a_file_moves_what_is_locked_only_if_it_unlocks_it(app: Flask) -> None:
    timed = VISIT + FACTS + WALK + 'day = 2017-04-03\nfrom = "09:00"\nto = "10:00"\n'
    later = timed.replace("09:00", "09:30")
    load(timed + "locked = true")
    told = "session.walk.from: it is locked: expected what the draft has, or locked = false"
    assert [line.split(": ", 1)[1] for line in refusal(later + "locked = true")] == [told]
    assert [line.split(": ", 1)[1] for line in refusal(later)] == [told]
    assert any("09:00" in line for line in load(later + "locked = false").changed)
