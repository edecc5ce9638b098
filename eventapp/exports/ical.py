"""iCalendar (RFC 5545, 7986): a released programme in, bytes out (pure). The rules are numbered in calendar.md.

The same release gives the same bytes: every date in a file is the release's, never the clock's.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core import addresses, dates
from eventapp.core.text import LocalizedText, Message, pick, say, translate
from eventapp.exports.vtimezone import CRLF, vtimezone
from eventapp.programme.labels import PLACE_TO_BE_ANNOUNCED, QUIET_KINDS
from eventapp.programme.selection import Entry
from eventapp.programme.snapshot import KIND_NAMES, Kind, PublicProgramme, PublicSession, PublicSlot, SessionStatus
from eventapp.programme.timetable import find_sitting
from eventapp.visits.spoken import all_in_words

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
CACHE_CONTROL: Final = "public, max-age=300"
"""Calendars ask again when they like; so long they need not."""
PRODID: Final = "-//eventapp//programme//EN"
REFRESH: Final = "PT1H"

CANCELLED: Final = Message("CANCELLED: %(title)s")
PROVISIONAL: Final = Message("The time is provisional and may change.")
ICAL_STATUS: Final[Mapping[SessionStatus, str]] = {
    SessionStatus.PROVISIONAL: "TENTATIVE",
    SessionStatus.CONFIRMED: "CONFIRMED",
    SessionStatus.CANCELLED: "CANCELLED",
}
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def feed(programme: PublicProgramme, language: str, base_url: str) -> bytes:
    """The programme's calendar, for subscribing (rules 9-11). ``base_url`` as in the settings."""
    name = say(programme.name, language, programme.languages)
    return _calendar(_named(name), programme, _all(programme, programme.sessions), language, base_url)


def part(
    entries: Sequence[Entry], programme: PublicProgramme, words: Sequence[str], language: str, base_url: str
) -> bytes:
    """The calendar of a selection, for subscribing; ``words``: what is chosen, in that language."""
    name = " · ".join([say(programme.name, language, programme.languages), *words])
    return _calendar(_named(name), programme, entries, language, base_url)


def single(session: PublicSession, programme: PublicProgramme, language: str, base_url: str) -> bytes:
    """One session as a download, without a calendar's name (rule 11)."""
    return _calendar([], programme, _all(programme, [session]), language, base_url)


def _named(name: str) -> list[str]:
    return [
        _line("NAME", name),
        _line("X-WR-CALNAME", name),
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}{CRLF}",
        f"X-PUBLISHED-TTL:{REFRESH}{CRLF}",
    ]


def _all(programme: PublicProgramme, sessions: Iterable[PublicSession]) -> list[Entry]:
    return [Entry(session, programme) for session in sessions]


def _calendar(
    head: Iterable[str],
    programme: PublicProgramme,
    entries: Sequence[Entry],
    language: str,
    base_url: str,
) -> bytes:
    zone = _zone(programme, entries)
    clock = ZoneInfo(programme.timezone) if zone else UTC
    events = (_event(entry.session, entry.programme, language, base_url, clock) for entry in entries)
    return _wrap([*head, zone or ""], filter(None, events))


def _event(
    session: PublicSession, programme: PublicProgramme, language: str, base_url: str, clock: tzinfo
) -> bytes | None:
    """One VEVENT, its times on that clock; None for a session that never had a time (rule 13)."""
    from icalendar import Event
    from icalendar.prop import vCategory, vInline

    if session.last_starts_at is None or session.last_ends_at is None or session.changed_at is None:
        return None
    order = programme.languages
    cancelled = session.status is SessionStatus.CANCELLED or session.starts_at is None
    title = say(session.title, language, order)
    item = Event()
    item.add("uid", session.uid)
    item.add("sequence", session.sequence)
    item.add("dtstamp", session.changed_at)
    item.add("last-modified", session.changed_at)
    for name, moment in (("dtstart", session.last_starts_at), ("dtend", session.last_ends_at)):
        item.add(name, _written(moment, clock))
    item.add("summary", _text(translate(language, CANCELLED, title=title) if cancelled else title))
    item.add("status", "CANCELLED" if cancelled else ICAL_STATUS[session.status])
    if cancelled or session.optional or session.kind is Kind.FREE:
        item.add("transp", "TRANSPARENT")
    if words := _text(_description(session, programme, language, cancelled=cancelled)):
        item.add("description", words)
    item["categories"] = vCategory([_text(translate(language, KIND_NAMES[session.kind]))])
    item.add("url", base_url + addresses.session(language, programme.slug, session.code))
    if place := _place(session, programme, language):
        item.add("location", _text(place))
    venue = programme.venue(session.venue)
    if venue and venue.latitude is not None and venue.longitude is not None:
        item["geo"] = vInline(f"{venue.latitude:.6f};{venue.longitude:.6f}")  # vGeo may write 1e-05
    return bytes(item.to_ical(sorted=False))


@dataclass(frozen=True, slots=True)
class WholeDays:
    """A visit as one entry; ``ends_on`` is its last day. Texts are in one language.

    ``cancelled``: whoever gets it is not taking part any more.
    """

    uid: str
    summary: str
    location: str
    description: str
    url: str
    starts_on: date
    ends_on: date
    sequence: int = 0
    cancelled: bool = False


def all_day(visit: WholeDays, language: str, stamp: datetime) -> bytes:
    """The visit itself as one all-day event (DTEND is exclusive, RFC 5545 3.8.2.2); ``stamp``: aware UTC."""
    from icalendar import Event

    item = Event()
    item.add("uid", visit.uid)
    item.add("sequence", visit.sequence)
    item.add("dtstamp", stamp)
    item.add("last-modified", stamp)
    item.add("dtstart", visit.starts_on)
    item.add("dtend", visit.ends_on + timedelta(days=1))
    summary = translate(language, CANCELLED, title=visit.summary) if visit.cancelled else visit.summary
    item.add("summary", _text(summary))
    item.add("status", "CANCELLED" if visit.cancelled else "CONFIRMED")
    item.add("transp", "TRANSPARENT")
    item.add("description", _text(visit.description))
    item.add("location", _text(visit.location))
    item.add("url", visit.url)
    return _wrap([], [item.to_ical(sorted=False)])


def _wrap(head: Iterable[str], parts: Iterable[bytes]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", ""]
    opening = CRLF.join(lines) + "".join(head)
    return opening.encode() + b"".join(parts) + f"END:VCALENDAR{CRLF}".encode()


def _zone(programme: PublicProgramme, entries: Iterable[Entry]) -> str | None:
    """The visit's VTIMEZONE; None where times are written in UTC (rule 2)."""
    years = [programme.starts_on.year, programme.ends_on.year]
    sessions = (*programme.sessions, *(entry.session for entry in entries))
    years += [moment.year for s in sessions for moment in (s.last_starts_at, s.last_ends_at) if moment]
    return vtimezone(programme.timezone, min(years), max(years))


def _written(moment: datetime, clock: tzinfo) -> datetime:
    """On that clock where it names one instant only; the second coming of the hour that clocks repeat, in UTC.

    RFC 5545 3.3.5 takes a repeated local time for the first of the two.
    """
    local = moment.astimezone(clock)
    return moment.astimezone(UTC) if local.fold else local


def _line(name: str, text: str) -> str:
    """A property that icalendar would write unescaped (rule 12), escaped and folded."""
    from icalendar import vText

    value = vText(_text(text)).to_ical().decode()
    folded, line = [], f"{name}:"
    for letter in value:
        if len((line + letter).encode()) > 74:
            folded.append(line)
            line = " "
        line += letter
    return CRLF.join([*folded, line, ""])


def _text(text: str) -> str:
    """NFC, newlines kept, nothing else that is a control character or that some parser takes for a line's end."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _place(session: PublicSession, programme: PublicProgramme, language: str) -> str:
    """Room, venue, street, city in one line; empty where the place is not known."""
    venue, room = programme.venue(session.venue), programme.room(session)
    if venue is None:
        return ""
    names: list[LocalizedText | None] = [room.name if room else None, venue.name]
    words = [say(name, language, programme.languages) for name in names if name]
    city = " ".join(part for part in (venue.postal_code, venue.city) if part)
    return " ".join(", ".join(part for part in (*words, venue.street, city) if part).split())


def _description(session: PublicSession, programme: PublicProgramme, language: str, *, cancelled: bool) -> str:
    order = programme.languages
    blocks = [
        "" if cancelled else "\n".join(_gathering(session, programme, language)),
        "\n".join(_slot(slot, programme, language) for slot in session.slots),
        say(session.abstract, language, order),
    ]
    if session.status is SessionStatus.PROVISIONAL and not cancelled:
        blocks.append(translate(language, PROVISIONAL))
    venue = programme.venue(session.venue)
    if venue is None and not cancelled and session.kind not in QUIET_KINDS:  # as on the page
        blocks.append(translate(language, PLACE_TO_BE_ANNOUNCED))
    elif venue:
        blocks.append(say(venue.directions, language, order))
    return "\n\n".join(block for block in blocks if block)


def _gathering(session: PublicSession, programme: PublicProgramme, language: str) -> Iterator[str]:
    """Where and when people meet, how they get there, and in which language it is: what is looked for on the way."""
    sitting, order = find_sitting(session, programme.timezone), programme.languages
    at = sitting.gathers if sitting else None
    clock = dates.clock_time(language, at) if at else ""
    if sitting and at and at.date() != sitting.starts.date():
        clock += f" ({dates.day_and_month(language, at.date())})"
    label = Message("Meeting point") if session.meeting_point else Message("Meeting time")
    said = {
        label: ", ".join(filter(None, (clock, say(session.meeting_point, language, order)))),
        Message("Way there"): say(session.transfer, language, order),
        Message("Language"): all_in_words(language, [session.spoken] if session.spoken else ()),
        Message("Interpreted into"): all_in_words(language, session.interpretation),
    }
    return (f"{translate(language, name)}: {words}" for name, words in said.items() if words)


def _slot(slot: PublicSlot, programme: PublicProgramme, language: str) -> str:
    """Name, role, affiliation: topic."""
    speaker = programme.speaker(slot.speaker)
    if speaker is None:
        return ""
    order = programme.languages
    who = ", ".join(
        filter(None, (speaker.name, say(speaker.role, language, order), say(speaker.affiliation, language, order)))
    )
    topic = pick(slot.topic, language, order)[0]
    return f"{who}: {topic}" if topic else who
