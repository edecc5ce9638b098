"""Visits as a board shows them, as files for ``eventapp visit load``: many rooms, ways between buildings, clashes."""

from collections.abc import Iterator
from datetime import timedelta

from benchmarks.visits import FIRST_DAY, KINDS, TITLE, facts, organisations, same, texts

ROOMS, ROOMS_A_VENUE, A_SPEAKER_PER_SESSIONS = 40, 5, 4
STARTS, A_ROOM_AND_DAY = 8, 10
"""The first begins at eight; a room has that many a day, an hour apart."""


def day_file(slug: str, sessions: int) -> str:
    """All sessions on the first day, in as many rooms as that takes, ten in each; each tenth room is too small."""
    rooms = -(-sessions // A_ROOM_AND_DAY)
    return _file(slug, sessions, rooms)


def places_file(slug: str, sessions: int) -> str:
    """As many rooms whatever the number of sessions: they fill day after day."""
    return _file(slug, sessions, ROOMS)


def _file(slug: str, sessions: int, rooms: int) -> str:
    days = -(-sessions // (rooms * A_ROOM_AND_DAY))
    lines = [*facts(slug, days=days), *organisations(), *_venues(rooms), *_speakers(sessions)]
    return "\n".join([*lines, *_sessions(sessions, rooms)])


def _venues(rooms: int) -> Iterator[str]:
    """A kilometre or less apart."""
    for number in range(-(-rooms // ROOMS_A_VENUE)):
        yield f'[[venue]]\ncode = "house-{number}"'
        yield f"latitude = {59.9 + number / 200:.4f}\nlongitude = {10.7 + number / 150:.4f}"
        yield from same("name", f"House {number}")
        for room in range(ROOMS_A_VENUE):
            yield f'[[venue.room]]\ncode = "hall-{room}"\ncapacity = 40'
            yield from same("name", f"Hall {room}")


def _speakers(sessions: int) -> Iterator[str]:
    for number in range(-(-sessions // A_SPEAKER_PER_SESSIONS)):
        yield f'[[speaker]]\ncode = "speaker-{number}"\nname = "Kari Nordmann {number}"'


def _sessions(sessions: int, rooms: int) -> Iterator[str]:
    """Three quarters of an hour each; those of a speaker stand apart in the order, some of them at one time."""
    speakers = -(-sessions // A_SPEAKER_PER_SESSIONS)
    for number in range(sessions):
        day, place = divmod(number // rooms, A_ROOM_AND_DAY)
        room, minute = number % rooms, (STARTS + place) * 60 + number % rooms * 5 % 15
        venue, hall = divmod(room, ROOMS_A_VENUE)
        kind = KINDS[number % len(KINDS)].replace("meal", "meeting")
        status = "provisional" if number % 7 == 0 else "confirmed"
        yield f'[[session]]\ncode = "session-{number}"\nkind = "{kind}"\nstatus = "{status}"'
        yield f'day = {FIRST_DAY + timedelta(days=day)}\nfrom = "{_clock(minute)}"\nto = "{_clock(minute + 45)}"'
        yield f'venue = "house-{venue}"\nroom = "hall-{hall}"\nplaces = {50 if number % 10 == 0 else 30}'
        yield from texts("title", TITLE, number=number + 1)
        yield f'[[session.slot]]\nspeaker = "speaker-{number * 7 % speakers}"\nminutes = 20'


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
