"""Writing a visit's file: what is written reads as the same visit, for any visit."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES, clean_line, clean_text
from eventapp.planning.plan import FUNDER, REGISTRATION, VISIT, Key, Plan, flat_fields, initial_fields
from eventapp.programme.snapshot import ROLE_NAMES
from eventapp.visitfiles.comparison import compare
from eventapp.visitfiles.operations import dump_visit, load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visitfiles.writing import write_visit_file
from eventapp.visits.models import Visit
from eventapp.visits.spoken import SPOKEN
from eventapp.visits.values import degrees, several_spoken
from tests.factories import LINKS, NOON

ZONES = ("Europe/Oslo", "America/St_Johns", "Australia/Lord_Howe", "UTC")
CODES = st.text(st.sampled_from("abcdef-09"), min_size=1, max_size=6)
RAW = st.text(max_size=18) | st.text(st.sampled_from("\"'\\\n#=[]{}a é\t"), max_size=18)
LINES = RAW.map(clean_line)
BLOCKS = RAW.map(clean_text)
SEVERAL = ("purpose", "practical", "directions", "biography", "abstract", "transfer", "organisers_note")
# Around a change of clocks, where wall-clock times are missing or come twice, and anywhere.
MOMENTS = (st.integers(1509220800, 1509256800) | st.integers(157766400, 6942672000)).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "first_day": st.dates(date(1970, 1, 1), date(2190, 1, 1)),
    "timezone": st.sampled_from(ZONES),
    "languages": st.permutations(LANGUAGES).map(tuple),
    "website": st.sampled_from(["", "https://example.org/a?b=c&d=%20#e"]),
    "contact_email": st.sampled_from(["", "ona+oslo@xn--pato-h6a.lt"]),
    "contact_phone": st.sampled_from(["", "+370 612 34567"]),
    "contact_public": st.booleans(),
    "hours": st.sampled_from(["", "Mo-Fr 08:00-16:00; Sa 22:00-02:00; 2017-04-05 off"]),
    "available": st.sampled_from(["", "2017-04-03 09:00-12:00,14:00-16:00; 2017-04-04 off"]),
    "email": st.sampled_from(["", "ona+oslo@xn--pato-h6a.lt"]),
    "letters_in": st.sampled_from(["", "nb"]),
    "places": st.none() | st.integers(0, 100_000),
    "capacity": st.none() | st.integers(1, 100_000),
    "waiting": st.integers(0, 1440),
    "by": st.sampled_from(["", "bus"]),
    "way_margin": st.integers(0, 120),
    "minutes": st.none() | st.integers(1, 1440),
    "keep_days": st.integers(1, 3650),
    "moderated": st.sampled_from(["nobody", "other", "everybody"]),
    "accept_hours": st.none() | st.integers(1, 720),
    "evidence_until": st.none() | st.dates(date(2017, 1, 1), date(2100, 1, 1)),
    "evidence_years": st.none() | st.integers(1, 30),
    "queue": st.booleans(),
    "everybody": st.booleans(),
    "locked": st.booleans(),
    "meeting_minutes": st.none() | st.integers(0, 720),
    "spoken": st.sampled_from(["", "nb", "uk"]),
    "interpretation": st.lists(st.sampled_from(SPOKEN), max_size=3).map(several_spoken),
    "join_link": st.sampled_from(["", "https://meet.example.org/a?b=c&d=%20#e"]),
    "opens": st.none() | MOMENTS,
    "queue_until": st.none() | MOMENTS,
    "after_the_end": st.just(True),  # such moments are anywhere
    "name_language": st.sampled_from(["lt", "de"]),
    "role": st.sampled_from(list(ROLE_NAMES)),
    "kind": st.sampled_from(["meeting", "free"]),
}
STATUSES = {"session": ["provisional", "confirmed", "cancelled"], "slot": ["invited", "confirmed", "declined"]}


class ForgetIt(Exception):
    """Ends the transaction without a trace."""


@st.composite
def fields(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, field in flat_fields(kind):
        base = name.split(".")[0]
        if base == "status":
            said[name] = draw(st.sampled_from(STATUSES[kind]))
        elif base in OTHERS and not field.local and not (base == "role" and kind == "speaker"):
            said[name] = draw(OTHERS[base])
        else:
            said[name] = draw(BLOCKS if base in SEVERAL else LINES) if isinstance(field.initial, str) else field.initial
        if field.required and said[name] in ("", None):
            said[name] = "words" if said[name] == "" else 5
    return said


def degrees_to(limit: int) -> st.SearchStrategy[Any]:
    """As they are kept."""
    return st.floats(-limit, limit).map(degrees(limit))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    visit = draw(fields("visit"))
    last_day = visit["first_day"] + timedelta(days=3)
    plan = Plan({VISIT: visit | {"calendar_uid": "v@x", "last_day": last_day}})
    plan[REGISTRATION] = draw(fields("registration"))
    plan[FUNDER] = draw(fields("funder")) | {"audit_until": None, "audit_reason": ""}
    if plan[FUNDER]["evidence_until"] and draw(st.booleans()):
        later = plan[FUNDER]["evidence_until"] + timedelta(days=draw(st.integers(1, 400)))
        plan[FUNDER] = {**plan[FUNDER], "audit_until": later, "audit_reason": "an audit"}
    many = st.lists(CODES, max_size=3, unique=True)
    for kind in ("organisation", "venue", "speaker", "session"):
        for code in draw(many):
            key, said = Key(kind, code), draw(fields(kind))
            plan[key] = said
            if kind == "venue":
                plan |= {key.within("room", room): draw(fields("room")) for room in draw(many)}
                others = [known.code for known in plan if known.kind == "venue" and known != key]
                plan |= {key.within("way", other): draw(fields("way")) for other in others if draw(st.booleans())}
                said["host"] = draw(
                    st.sampled_from(["", *(known.code for known in plan if known.kind == "organisation")])
                )
                position = draw(st.none() | st.tuples(degrees_to(90), degrees_to(180))) or (None, None)
                said |= dict(zip(("latitude", "longitude"), position, strict=True))
    speakers = [key.code for key, _ in plan.of_kind("speaker")]
    places = [("", ""), *((key.code, "") for key, _ in plan.of_kind("venue"))]
    places += [(key.top.code, key.code) for key, _ in plan.of_kind("room")]
    for number, (key, fields_said) in enumerate(list(plan.of_kind("session"))):
        starts = draw(st.none() | MOMENTS)
        ends = starts + timedelta(minutes=draw(st.integers(1, 3000))) if starts else None
        venue, room = draw(st.sampled_from(places))
        plan[key] = {**fields_said, "uid": f"{number}@x", "starts": starts, "ends": ends, "venue": venue, "room": room}
        for speaker in draw(st.permutations(speakers)):
            plan[key.within("slot", speaker)] = draw(fields("slot"))
    return plan


def same_order(plan: Plan) -> list[Key]:
    """Slots and rooms stand below their session or venue in a file, and after all of them in a plan."""
    return sorted(plan, key=lambda key: key.inside is not None)


@given(plans())
def test_what_is_written_reads_as_the_same_visit(plan: Plan) -> None:
    text = write_visit_file("oslo", plan)
    result = compare(read_visit_file("visit.toml", text.encode()), Plan(), None, {}, overwrite=False)
    assert result.problems == []
    assert result.plan == plan
    assert same_order(result.plan) == same_order(plan)
    assert write_visit_file("oslo", result.plan) == text


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_a_visit_in_the_database_is_dumped_as_it_was_loaded(app: Flask, plan: Plan) -> None:
    text = write_visit_file("oslo", plan)
    try:
        with transaction():
            load_visit(read_visit_file("a", text.encode()), act=Act(COMMAND, LINKS, NOON), overwrite=False)
            assert dump_visit("oslo") == text
            raise ForgetIt
    except ForgetIt:
        assert session.query(Visit).count() == 0


@pytest.mark.parametrize("words", ['a\n"', 'a\n""', 'a\n"""', 'a\n""""', 'a\n"""b', '"\n\\"', 'a "b"\nc', '\\\n"""\\'])
def test_quotes_and_backslashes_in_paragraphs_come_back(words: str) -> None:
    plan = Plan({VISIT: {**initial_fields("visit"), "timezone": "UTC", "purpose.en": words}})
    read = read_visit_file("visit.toml", write_visit_file("oslo", plan).encode())
    assert (read.problems, read.plan[VISIT]["purpose.en"]) == ((), words)


def test_what_is_as_at_first_takes_no_room() -> None:
    said = initial_fields("visit") | {"timezone": "Europe/Oslo", "name.en": "Visit"}
    plan = Plan(
        {VISIT: said, REGISTRATION: initial_fields("registration"), Key("speaker", "a"): initial_fields("speaker")}
    )
    assert write_visit_file("oslo", plan) == (
        '[visit]\nslug = "oslo"\nname.en = "Visit"\ntimezone = "Europe/Oslo"\n\n[[speaker]]\ncode = "a"\n'
    )
