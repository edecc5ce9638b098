"""A file corrects the time zone: clock times stay, or on request the instants; every hour that moves is listed."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from eventapp.core.db import session
from eventapp.programme.queries import find_programme
from eventapp.visitfiles.operations import preview_load
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from tests.factories import NOON, publish
from tests.visitfiles.files import FACTS, OPENING, VISIT, edit, load, refusal, row

TZ1 = """
[visit]
slug = "tz"
name.en = "Zone"
timezone = "Europe/Oslo"
first_day = 2018-05-14
last_day = 2018-05-15
[registration]
opens = "2018-03-01 09:00"
closes = "2018-04-30 23:59"
[[session]]
code = "opening"
kind = "meeting"
title.en = "Opening"
day = 2018-05-14
from = "09:00"
to = "10:00"
[[session]]
code = "latebus"
kind = "travel"
title.en = "Late bus"
day = 2018-05-14
from = "23:30"
to = "23:50"
"""
TZ2 = '[visit]\nslug = "tz"\ntimezone = "Europe/Vilnius"\n'
HOUR = timedelta(hours=1)


def hours() -> list[datetime | None]:
    session.expire_all()
    visit = session.get_one(Visit, get_visit("tz").id)
    window = [visit.registration_opens_at, visit.registration_closes_at]
    return [
        *window,
        *(getattr(row(code), name) for code in ("opening", "latebus") for name in ("starts_at", "ends_at")),
    ]


def test_clock_times_stay_and_each_hour_that_moves_is_listed_before_it_is_done(app: Flask) -> None:
    load(TZ1)
    before = hours()
    moved = (
        "registration.opens: 2018-03-01 09:00 Europe/Oslo (+0100) → 2018-03-01 09:00 Europe/Vilnius (+0200)",
        "registration.closes: 2018-04-30 23:59 Europe/Oslo (+0200) → 2018-04-30 23:59 Europe/Vilnius (+0300)",
        "session.opening.starts: 2018-05-14 09:00 Europe/Oslo (+0200) → 2018-05-14 09:00 Europe/Vilnius (+0300)",
        "session.opening.ends: 2018-05-14 10:00 Europe/Oslo (+0200) → 2018-05-14 10:00 Europe/Vilnius (+0300)",
        "session.latebus.starts: 2018-05-14 23:30 Europe/Oslo (+0200) → 2018-05-14 23:30 Europe/Vilnius (+0300)",
        "session.latebus.ends: 2018-05-14 23:50 Europe/Oslo (+0200) → 2018-05-14 23:50 Europe/Vilnius (+0300)",
    )
    seen = preview_load(read_visit_file("tz2.toml", TZ2.encode()), overwrite=False)
    assert (seen.moved, hours()) == (moved, before)
    assert f"moved: {moved[0]}" in seen.lines(dry_run=True)
    assert load(TZ2).moved == moved
    assert hours() == [moment and moment - HOUR for moment in before]
    told = {entry.thing for entry in history(get_visit("tz").id)}
    assert {"visit", "registration", "session.opening", "session.latebus"} <= told
    assert load(TZ2).changes_nothing
    assert load(TZ1.replace("Europe/Oslo", "Europe/Vilnius")).changes_nothing


def test_the_instants_stay_where_that_is_asked_and_clocks_show_others(app: Flask) -> None:
    load(TZ1)
    before = hours()
    moved = load(TZ2, keep_instants=True).moved
    assert hours() == before
    assert moved[-1] == (
        "session.latebus.ends: 2018-05-14 23:50 Europe/Oslo (+0200) → 2018-05-15 00:50 Europe/Vilnius (+0300)"
    )


def test_a_released_hour_that_moves_raises_the_sequence_with_the_next_release(app: Flask) -> None:
    load(TZ1)
    visit_id = get_visit("tz").id
    publish(visit_id)
    load(TZ2)
    publish(visit_id, now=NOON + timedelta(days=1))
    assert [item.sequence for item in find_programme(visit_id).sessions] == [1, 1]


def test_instants_that_stay_raise_none(app: Flask) -> None:
    load(TZ1)
    visit_id = get_visit("tz").id
    publish(visit_id)
    load(TZ2, keep_instants=True)
    publish(visit_id, now=NOON + timedelta(days=1))
    assert [item.sequence for item in find_programme(visit_id).sessions] == [0, 0]


def test_what_the_file_says_itself_is_said_as_a_change(app: Flask) -> None:
    load(TZ1)
    report = load(TZ1.replace("Europe/Oslo", "Europe/Vilnius").replace('from = "09:00"', 'from = "08:00"'))
    assert "session.opening.starts: 2018-05-14 09:00 → 2018-05-14 08:00" in report.changed
    assert not [line for line in report.moved if line.startswith("session.opening.starts")]
    assert row("opening").starts_at == datetime(2018, 5, 14, 5, tzinfo=UTC)


def test_an_organiser_s_edit_is_still_one_and_the_rest_is_none(app: Flask) -> None:
    load(TZ1)
    edit("opening", starts_at=datetime(2018, 5, 14, 7, 30, tzinfo=UTC))
    whole = TZ1.replace("Europe/Oslo", "Europe/Vilnius")
    problems = refusal(whole)
    assert len(problems) == 1
    assert "session.opening.starts: an organiser changed this since the last load, to 2018-05-14 09:30" in problems[0]
    load(TZ2)
    assert row("opening").starts_at == datetime(2018, 5, 14, 6, 30, tzinfo=UTC)


def test_the_same_clock_in_another_zone_moves_nothing(app: Flask) -> None:
    load(TZ1)
    report = load(TZ2.replace("Vilnius", "Berlin"))
    assert (report.changed, report.moved) == (('visit.timezone: "Europe/Oslo" → "Europe/Berlin"',), ())


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("2018-03-25", "03:30", "clocks in Europe/Vilnius never show 03:30:00 on 2018-03-25"),
        ("2018-10-28", "03:30", "clocks in Europe/Vilnius show 03:30 twice on 2018-10-28"),
    ],
)
def test_an_hour_that_the_new_zone_skips_or_repeats_is_refused_at_the_zone(
    app: Flask, day: str, clock: str, words: str
) -> None:
    night = OPENING.replace("2017-04-03", day).replace("09:00", clock).replace("10:30", "05:00")
    load(VISIT + FACTS + night)
    (problem,) = refusal(VISIT.replace("Oslo", "Vilnius"))
    assert problem.startswith("visit.toml:4: visit.timezone: session.opening.starts: ")
    assert words in problem
    assert "use --keep-instants" in problem
    load(VISIT.replace("Oslo", "Vilnius"), keep_instants=True)
