"""Calendars by the rules of RFC 5545 and of what clients need; read back by another parser than the one that wrote."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from eventapp.core.links import Links
from eventapp.core.text import LANGUAGES
from eventapp.exports.ical import WholeDays, all_day, feed, single
from eventapp.programme.snapshot import Kind, PublicProgramme, PublicSession, PublicSlot, SessionStatus
from tests.factories import NOON, public_draft, public_programme, public_session, released_again, text

BASE = "https://visits.example.org"
LATER = NOON + timedelta(days=3)
GOLDEN = Path(__file__).parent / "golden"


def entries(calendar: bytes) -> dict[str, dict[str, str]]:
    """{uid: {property with parameters: value}}: unfolded and split by hand, not by the library that wrote it."""
    found: dict[str, dict[str, str]] = {}
    for part in calendar.replace(b"\r\n ", b"").decode().split("BEGIN:VEVENT\r\n")[1:]:
        lines = part.split("END:VEVENT\r\n")[0].split("\r\n")[:-1]
        entry = dict(line.split(":", 1) for line in lines)
        assert len(entry) == len(lines), "a property stands twice"
        found[entry["UID"]] = entry
    return found


def one(session: PublicSession, language: str = "en", **values: Any) -> dict[str, str]:
    (found,) = entries(feed(public_programme(session, **values), language, BASE)).values()
    return found


def head(calendar: bytes) -> list[str]:
    return calendar.replace(b"\r\n ", b"").decode().split("\r\nBEGIN:V")[0].split("\r\n")


def test_times_are_local_with_the_zone_beside_them() -> None:
    """Rules 2 and 3: 09:00 in Oslo is 07:00Z."""
    entry = one(public_session())
    assert entry["DTSTART;TZID=Europe/Oslo"] == "20170403T090000"
    assert entry["DTEND;TZID=Europe/Oslo"] == "20170403T103000"
    calendar = feed(public_programme(public_session()), "en", BASE)
    assert calendar.count(b"BEGIN:VTIMEZONE") == calendar.count(b"TZID:Europe/Oslo") == 1
    assert b"X-WR-TIMEZONE" not in calendar


def test_where_no_yearly_rule_describes_the_zone_times_are_in_utc() -> None:
    entry = one(public_session(), timezone="Africa/Casablanca")
    assert entry["DTSTART"] == "20170403T070000Z"
    assert b"VTIMEZONE" not in feed(public_programme(public_session(), timezone="Africa/Casablanca"), "en", BASE)


@pytest.mark.parametrize(
    ("start", "name", "written"),
    [
        (datetime(2017, 3, 26, 0, 30, tzinfo=UTC), "DTSTART;TZID=Europe/Oslo", "20170326T013000"),
        (datetime(2017, 3, 26, 1, 30, tzinfo=UTC), "DTSTART;TZID=Europe/Oslo", "20170326T033000"),
        (datetime(2017, 10, 29, 0, 30, tzinfo=UTC), "DTSTART;TZID=Europe/Oslo", "20171029T023000"),
        (datetime(2017, 10, 29, 1, 30, tzinfo=UTC), "DTSTART", "20171029T013000Z"),
        (datetime(2017, 10, 29, 2, 30, tzinfo=UTC), "DTSTART;TZID=Europe/Oslo", "20171029T033000"),
    ],
)
def test_the_nights_on_which_the_clocks_change(start: datetime, name: str, written: str) -> None:
    assert one(public_session(starts_at=start, ends_at=start + timedelta(hours=2)))[name] == written


def test_every_event_carries_what_a_change_is_known_by() -> None:
    """Rules 4 to 7."""
    entry = one(public_session(status=SessionStatus.PROVISIONAL))
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == ("opening-uid@visits.example.org", "0", "TENTATIVE")
    assert entry["DTSTAMP"] == entry["LAST-MODIFIED"] == "20170301T120000Z"
    assert one(public_session(status=SessionStatus.CONFIRMED))["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("language", "title"),
    [("lt", "ATŠAUKTA: Opening (lt)"), ("en", "CANCELLED: Opening"), ("nb", "AVLYST: Opening (nb)")],
)
def test_what_is_cancelled_says_so_in_its_title_and_takes_nobody_s_time(language: str, title: str) -> None:
    """Rule 8."""
    entry = one(public_session(status=SessionStatus.CANCELLED), language)
    assert (entry["SUMMARY"], entry["STATUS"], entry["TRANSP"]) == (title, "CANCELLED", "TRANSPARENT")


@pytest.mark.parametrize("kind", Kind)
def test_free_time_takes_nobody_s_time_and_all_else_does(kind: Kind) -> None:
    """RFC 5545 3.8.2.7: OPAQUE unless it says otherwise."""
    assert one(public_session(kind=kind)).get("TRANSP") == ("TRANSPARENT" if kind is Kind.FREE else None)


@pytest.mark.parametrize("kind", Kind)
def test_a_place_is_to_be_announced_where_the_page_says_so(kind: Kind) -> None:
    quiet = kind in (Kind.TRAVEL, Kind.MEAL, Kind.FREE)
    words = one(public_session(kind=kind, venue=None, abstract={})).get("DESCRIPTION", "")
    assert ("Place to be announced" in words) is not quiet


def test_what_has_nothing_to_say_has_no_description() -> None:
    assert "DESCRIPTION" not in one(public_session(status=SessionStatus.CANCELLED, abstract={}))


def test_a_removed_session_stays_with_its_uid_and_a_new_sequence() -> None:
    first = public_programme(public_session("stays"), public_session("goes"))
    second = released_again(first, public_draft(public_session("stays")), now=LATER)
    third = released_again(second, public_draft(public_session("stays")), now=LATER + timedelta(days=1))
    for programme in (second, third):
        entry = entries(feed(programme, "en", BASE))["goes-uid@visits.example.org"]
        assert (entry["STATUS"], entry["SEQUENCE"], entry["DTSTAMP"]) == ("CANCELLED", "1", "20170304T120000Z")
        assert entry["DTSTART;TZID=Europe/Oslo"] == "20170403T090000"


def test_losing_its_time_is_cancelled_at_the_last_one_and_comes_back_with_a_new_one() -> None:
    """Rule 6."""
    timeless = public_session(starts_at=None, ends_at=None)
    first = public_programme(public_session())
    second = released_again(first, public_draft(timeless), now=LATER)
    (entry,) = entries(feed(second, "en", BASE)).values()
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", "1")
    assert entry["DTSTART;TZID=Europe/Oslo"] == "20170403T090000"
    third = released_again(second, public_draft(public_session()), now=LATER + timedelta(days=1))
    (entry,) = entries(feed(third, "en", BASE)).values()
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("TENTATIVE", "2")


def test_what_never_had_a_time_is_left_out_and_an_empty_feed_is_a_calendar() -> None:
    """Rules 9 and 13."""
    calendar = feed(public_programme(public_session(starts_at=None, ends_at=None)), "en", BASE)
    assert entries(calendar) == {}
    assert Calendar.from_ical(calendar)["VERSION"] == "2.0"
    assert calendar.count(b"PRODID") == 1


def test_the_feed_has_a_name_and_says_how_often_to_ask() -> None:
    """Rules 10 to 12."""
    lines = head(feed(public_programme(public_session(), name=text("A, b; c\\d")), "en", BASE))
    assert r"NAME:A\, b\; c\\d" in lines
    assert r"X-WR-CALNAME:A\, b\; c\\d" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines
    assert not [line for line in lines if line.startswith("METHOD")]


def test_a_download_of_one_session_has_no_calendar_name() -> None:
    """Rule 11: of a name Outlook makes a new calendar."""
    programme = public_programme(public_session("one"), public_session("two"))
    calendar = single(programme.sessions[0], programme, "en", BASE)
    uid = "one-uid@visits.example.org"
    assert entries(calendar) == {uid: entries(feed(programme, "en", BASE))[uid]}
    assert b"NAME" not in calendar.split(b"BEGIN:VTIMEZONE", maxsplit=1)[0].replace(b"TZNAME", b"")


def test_place_words_and_page() -> None:
    """Rule 14."""
    slot = PublicSlot("kari", 45, text("A topic"))
    entry = one(public_session(venue="town-hall", room="hall", slots=(slot,)), "nb")
    assert entry["LOCATION"] == r"Great hall (nb)\, Town hall (nb)\, Storgata 1\, 0155 Oslo"
    assert entry["GEO"] == "59.910000;10.730000"
    assert entry["URL"] == f"{BASE}/nb/oslo/sessions/opening"
    assert entry["CATEGORIES"] == "Møte"
    who = r"Kari Nordmann\, Adviser (nb)\, An association (nb): A topic (nb)"
    assert entry["DESCRIPTION"].startswith(rf"{who}\n\nWe begin.")
    assert {"ORGANIZER", "ATTENDEE", "X-ALT-DESC", "BEGIN:VALARM"} & set(entry) == set()


def test_the_visit_itself_is_an_entry_of_whole_days() -> None:
    visit = WholeDays("v@x", "Visit", "Oslo", "Words", f"{BASE}/en/oslo/", date(2017, 4, 3), date(2017, 4, 6))
    (entry,) = entries(all_day(visit, "en", NOON)).values()
    assert entry == {
        "UID": "v@x",
        "SEQUENCE": "0",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        **dict.fromkeys(("DTSTAMP", "LAST-MODIFIED"), "20170301T120000Z"),
        "DTSTART;VALUE=DATE": "20170403",
        "DTEND;VALUE=DATE": "20170407",
        "SUMMARY": "Visit",
        "DESCRIPTION": "Words",
        "LOCATION": "Oslo",
        "URL": f"{BASE}/en/oslo/",
    }
    assert b"METHOD" not in all_day(visit, "en", NOON)


def test_whoever_is_not_coming_any_more_has_the_same_entry_cancelled() -> None:
    days = WholeDays("v@x", "Visit", "Oslo", "Words", BASE, date(2017, 4, 3), date(2017, 4, 6), 3, cancelled=True)
    (entry,) = entries(all_day(days, "nb", NOON)).values()
    told = {"UID": "v@x", "SEQUENCE": "3", "STATUS": "CANCELLED", "TRANSP": "TRANSPARENT", "SUMMARY": "AVLYST: Visit"}
    assert {name: entry[name] for name in told} == told
    assert (entry["DTSTART;VALUE=DATE"], entry["DTEND;VALUE=DATE"]) == ("20170403", "20170407")
    assert Calendar.from_ical(all_day(days, "nb", NOON)).events[0]["status"] == "CANCELLED"


def test_what_nobody_has_to_attend_takes_nobody_s_time() -> None:
    assert one(public_session(optional=True))["TRANSP"] == "TRANSPARENT"


def test_the_description_begins_with_what_is_looked_for_on_the_way() -> None:
    said: dict[str, Any] = {
        "meeting_point": {"lt": "Fojė", "en": "Lobby"},
        "meeting_minutes": 20,
        "transfer": {"en": "By bus, \n20 minutes"},
        "spoken": "en",
        "interpretation": ("lt", "nb"),
    }
    told = r"Meeting point: 08:40\, Lobby\nWay there: By bus\, \n20 minutes\nLanguage: English\n"
    told += r"Interpreted into: Lithuanian\, Norwegian\n\nWe begin."
    assert one(public_session(**said))["DESCRIPTION"].startswith(told)
    only_then = public_session(meeting_minutes=570)
    assert one(only_then)["DESCRIPTION"].startswith(r"Meeting time: 23:30 (2 April)\n\nWe begin.")
    off = public_session(status=SessionStatus.CANCELLED, **said)
    assert one(off)["DESCRIPTION"] == "We begin."


def test_a_uid_lives_at_the_host_of_the_base_address() -> None:
    links = Links("https://visits.example.org:8443", "key")
    unique = UUID("1c3a6e0e-3b0f-4a77-9a3d-0a2d8a6c7b11")
    assert links.uid(unique) == f"{unique}@visits.example.org"


def test_one_uid_in_every_language() -> None:
    programme = public_programme(public_session("one"), public_session("two"))
    uids = [set(entries(feed(programme, language, BASE))) for language in LANGUAGES]
    assert uids[0] == uids[1] == uids[2]


def test_only_what_changed_changes() -> None:
    """Every other event keeps its bytes: also when a speaker's role or the way to a venue is put in other words."""
    slot = PublicSlot("kari", 45, {})
    draft = public_draft(
        public_session("a", slots=(slot,)), public_session("b", venue="town-hall"), public_session("c")
    )
    first = public_programme(*draft.sessions)
    speakers = (replace(draft.speakers[0], role=text("Director")),)
    venues = (replace(draft.venues[0], directions=text("Up the hill")),)
    second = released_again(first, replace(draft, speakers=speakers, venues=venues), now=LATER)
    before, after = (entries(feed(programme, "en", BASE)) for programme in (first, second))
    assert before["c-uid@visits.example.org"] == after["c-uid@visits.example.org"]
    for code in "ab":
        uid = f"{code}-uid@visits.example.org"
        assert after[uid]["SEQUENCE"] == "0"
        assert after[uid]["LAST-MODIFIED"] == after[uid]["DTSTAMP"] == "20170304T120000Z"


@pytest.mark.parametrize(
    "other", [{"timezone": "Europe/Vilnius"}, {"languages": ("nb", "en")}, {"slug": "oslo-2017"}, {"venues": ()}]
)
def test_whatever_an_entry_is_written_from_dates_it_anew(other: dict[str, Any]) -> None:
    """Rule 5: also the entry of a session that was removed long ago."""
    kept, gone = (public_session(code, title={"en": "A", "nb": "B"}, venue="town-hall") for code in ("kept", "gone"))
    first = released_again(public_programme(kept, gone), public_draft(kept), now=NOON + timedelta(days=1))
    second = released_again(first, public_draft(kept, **other), now=LATER)
    before, after = (entries(feed(programme, "lt", BASE)) for programme in (first, second))
    assert len(before) == 2
    for uid in before:
        assert after[uid] != before[uid]
        assert after[uid]["LAST-MODIFIED"] == after[uid]["DTSTAMP"] == "20170304T120000Z"
        assert int(after[uid]["SEQUENCE"]) - int(before[uid]["SEQUENCE"]) == ("venues" in other)


def test_a_place_near_the_equator_is_written_without_exponent() -> None:
    programme = public_programme(public_session(venue="town-hall"))
    venue = replace(programme.venues[0], latitude=0.00001, longitude=-0.5)
    assert b"\r\nGEO:0.000010;-0.500000\r\n" in feed(replace(programme, venues=(venue,)), "en", BASE)


HOSTILE = {
    "property": "x\r\nATTENDEE:mailto:x@example.org",
    "event": "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:other",
    "folded": "x\r\n ATTENDEE:mailto:x@example.org",
    "carriage return": "x\rMETHOD:CANCEL",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\x9fx",
    "separators": "a\u2028b\u2029c\x1cd\x1de\x1ef\x0bg\x0ch",
    "escapes": "a\\,b;c:d\"e'f^n\\n",
    "emoji": "🇳🇴 👩‍👩‍👧 " * 30,
    "decomposed": unicodedata.normalize("NFD", "Šiaulių ąžuolų gatvė, Åse Ørsta"),
    "right to left": "\u200fשלום\u202e abc",
    "surrogate": "x\ud800y",
    "long": "ž" * 10_000,
    "formula": '=cmd();"x",',
    "template": "<script>alert(1)</script>{{7*7}} %(title)s %s ${x}",
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_words_stay_words(words: str) -> None:
    """Rules 10, 12, 14: in every text, whatever it holds, and however a parser cuts the file into lines."""
    plain, calendar = (feed(programme_in(said), "en", BASE) for said in ("x", words))
    text_of = calendar.decode()
    assert text_of.split("\r\n")[:-1] == text_of.splitlines()
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
    assert [(part.name, sorted(part)) for part in Calendar.from_ical(calendar).walk()] == [
        (part.name, sorted(part)) for part in Calendar.from_ical(plain).walk()
    ]
    said = unicodedata.normalize("NFC", NOT_TEXT.sub("", re.sub("\r\n?", "\n", words)))
    open_entry, cancelled = ({k: meant(v) for k, v in entry.items()} for entry in entries(calendar).values())
    assert {meant(line[5:]) for line in head(calendar) if line.startswith("NAME:")} == {said}
    assert (open_entry["SUMMARY"], cancelled["SUMMARY"]) == (said, f"CANCELLED: {said}")
    assert open_entry["DESCRIPTION"] == f"{said}, {said}, {said}: {said}\n\n{said}\n\n{said}"
    assert "\n" not in open_entry["LOCATION"]
    assert "".join(open_entry["LOCATION"].split()) == "".join(f"{said},{said},{said},{said}{said}".split())
    whole_days = WholeDays("v@x", words, words, words, f"{BASE}/en/oslo/", date(2017, 4, 3), date(2017, 4, 6))
    (visit,) = entries(all_day(whole_days, "en", NOON)).values()
    assert {meant(visit[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")} == {said}


NOT_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def meant(value: str) -> str:
    """What an escaped text says (RFC 5545 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def programme_in(words: str) -> PublicProgramme:
    """A confirmed and a cancelled session in which every text is those words."""
    said = {"en": words}
    programme = public_programme(
        *(
            public_session(code, status=status, title=said, abstract=said, venue="town-hall", room="hall", slots=slots)
            for code, status, slots in (
                ("open", SessionStatus.CONFIRMED, (PublicSlot("kari", 5, said),)),
                ("cancelled", SessionStatus.CANCELLED, ()),
            )
        ),
        name=said,
    )
    room = replace(programme.venues[0].rooms[0], name=said)
    place: dict[str, Any] = {
        "name": said,
        "street": words,
        "postal_code": words,
        "city": words,
        "directions": said,
        "rooms": (room,),
    }
    speaker = replace(programme.speakers[0], name=words, role=said, affiliation=said)
    return replace(programme, venues=(replace(programme.venues[0], **place),), speakers=(speaker,))


TITLES = st.dictionaries(st.sampled_from(LANGUAGES), st.text(min_size=1, max_size=80), min_size=1)
YEAR = datetime(2017, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: YEAR + timedelta(minutes=minutes))


@st.composite
def sessions(draw: st.DrawFn) -> list[PublicSession]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        start = draw(st.none() | MOMENTS)
        length = timedelta(minutes=draw(st.integers(1, 2_000)))
        made.append(
            public_session(
                f"s{number}",
                title=draw(TITLES),
                abstract=draw(TITLES),
                kind=draw(st.sampled_from(Kind)),
                status=draw(st.sampled_from(SessionStatus)),
                starts_at=start,
                ends_at=start and start + length,
            )
        )
    return made


ZONES = st.sampled_from(
    ["Europe/Oslo", "Europe/Vilnius", "UTC", "Australia/Sydney", "America/New_York", "Asia/Tokyo", "Africa/Casablanca"]
)


@given(sessions(), ZONES, st.sampled_from(LANGUAGES))
def test_any_programme_parses_back_to_the_same_instants(
    made: list[PublicSession], timezone: str, language: str
) -> None:
    programme = public_programme(*made, timezone=timezone)
    calendar = feed(programme, language, BASE)
    assert calendar == feed(programme, language, BASE)
    read = {
        str(event["UID"]): (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC), event["SEQUENCE"])
        for event in Calendar.from_ical(calendar).walk("VEVENT")
    }
    timed = [session for session in programme.sessions if session.starts_at]
    assert read == {session.uid: (session.starts_at, session.ends_at, 0) for session in timed}


def golden_programme() -> PublicProgramme:
    """A second release: one session moved, one removed, one without a time, one at a known place."""
    slot = PublicSlot("kari", 45, text("A topic"))
    hours = {"starts_at": datetime(2017, 4, 4, 7, 0, tzinfo=UTC), "ends_at": datetime(2017, 4, 4, 9, 0, tzinfo=UTC)}
    first = public_programme(public_session("moved"), public_session("gone"), public_session("still", slots=(slot,)))
    draft = public_draft(
        public_session("moved", **hours),
        public_session("still", slots=(slot,)),
        public_session("there", venue="town-hall", room="hall", status=SessionStatus.CONFIRMED),
        public_session("later", starts_at=None, ends_at=None),
    )
    return released_again(first, draft, now=LATER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_golden_bytes(language: str) -> None:
    """A change here reaches every phone. To renew deliberately: delete the file and run this test twice."""
    file = GOLDEN / f"oslo-{language}.ics"
    calendar = feed(golden_programme(), language, BASE)
    if not file.exists():
        file.write_bytes(calendar)
        pytest.fail(f"{file.name} was missing and has been written; read it before it is kept")
    assert calendar == file.read_bytes()
