"""What a release changes, in an organiser's language: groups of lines, each with what was and what will be (pure)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.text import LANGUAGE_NAMES, LANGUAGES, Message, say, translate, translate_plural
from eventapp.planning.plan import label_of
from eventapp.programme.differences import Change, Difference, Meeting, Place, Span, Spoken, Talk, WayTo
from eventapp.programme.hours import told as hours_in_words
from eventapp.programme.labels import PLACE_TO_BE_ANNOUNCED, TIME_TO_BE_ANNOUNCED
from eventapp.programme.snapshot import (
    KIND_NAMES,
    ROLE_NAMES,
    STATUS_NAMES,
    Kind,
    PublicRoom,
    PublicSession,
    SessionStatus,
)
from eventapp.programme.ways import Given, tell_way
from eventapp.visits.spoken import all_in_words

GROUPS: Final = {
    "added": Message("New"),
    "gone": Message("Cancelled or removed"),
    "restored": Message("Taking place after all"),
    "time": Message("At another time"),
    "place": Message("At another place"),
    "meeting": Message("Gathering elsewhere, or at another time"),
    "title": Message("Under another title"),
    "words": Message("Other changes"),
}
_OWN_GROUPS: Final = {Change.REMOVED: "gone", Change.CANCELLED: "gone", Change.RESTORED: "restored"}
_NOTHING: Final = Message("nothing")
_NONE_YET: Final = {"time": TIME_TO_BE_ANNOUNCED, "place": PLACE_TO_BE_ANNOUNCED}


@dataclass(frozen=True, slots=True)
class Line:
    """One change. ``kind``, ``code``: of what; ``label``: in what ("" for all of it); ``language`` of a text, or "".

    ``old`` and ``new`` are words, "" where there is nothing to say. ``gone``: the draft has no such thing any more.
    """

    kind: str
    code: str
    name: str
    label: str
    language: str
    old: str
    new: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """In whose language and, of instants, on which clock: the visit's. ``order`` of the visit's languages."""

    language: str
    order: Sequence[str]
    timezone: str


def in_groups(differences: Iterable[Difference], reader: Reader) -> list[tuple[Message, list[Line]]]:
    """(heading, lines) of each group in which there is something, what concerns readers most first."""
    grouped: dict[str, list[Line]] = {}
    for item in differences:
        grouped.setdefault(_group(item), []).extend(_lines(item, reader))
    return [(words, grouped[group]) for group, words in GROUPS.items() if group in grouped]


def _group(item: Difference) -> str:
    if item.kind != "session":
        return "words"
    if item.change is Change.CHANGED:
        return item.field if item.field in GROUPS else "words"
    return _OWN_GROUPS.get(item.change, "added")


def _lines(item: Difference, reader: Reader) -> Iterator[Line]:
    language, changed = reader.language, item.change is Change.CHANGED
    name = item.name if isinstance(item.name, str) else say(item.name, language, reader.order)
    label = label_of(item.kind, item.field) if changed else _WHOLE[item.change] if item.kind != "session" else ""
    told, gone = translate(language, label) if label else "", item.change is Change.REMOVED
    nothing = translate(language, _NONE_YET.get(item.field, _NOTHING)) if changed else ""
    for of, old, new in _pairs(item, reader):
        yield Line(item.kind, item.code, name, told, of, old or nothing, new or nothing, gone)


def _pairs(item: Difference, reader: Reader) -> list[tuple[str, str, str]]:
    """(language or "", old, new): where only texts changed, in each language in which they did."""
    old, new = item.old, item.new
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(each, old.get(each, ""), new.get(each, "")) for each in LANGUAGES]
    elif item.change is Change.CHANGED and _differ_in_words(old, new):
        readers = [replace(reader, language=each, order=(each,)) for each in LANGUAGES]
        pairs = [(each.language, in_words(old, each), in_words(new, each)) for each in readers]
    else:
        return [("", _named(item.field, old, reader), _named(item.field, new, reader))]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _differ_in_words(old: Any, new: Any) -> bool:
    """Whether they are alike but for texts inside of them."""
    if isinstance(old, Meeting) and isinstance(new, Meeting):
        return old.at == new.at
    return isinstance(old, tuple) and [*map(_bare, old)] == [*map(_bare, new)]


def _bare(part: Any) -> Any:
    """Without its texts."""
    if isinstance(part, Talk):
        return part.speaker, part.minutes
    return (part.code, part.capacity) if isinstance(part, PublicRoom) else part


def _named(field: str, value: Any, reader: Reader) -> str:
    """A value as people write it; of one that is a code, what it stands for."""
    if field == "role" and isinstance(value, str):
        return translate(reader.language, ROLE_NAMES[value])
    if field == "hours" and isinstance(value, str):
        return hours_in_words(reader.language, value)
    return LANGUAGE_NAMES.get(value, value) if field == "name_language" else in_words(value, reader)


_WHOLE: Final = {
    Change.ADDED: Message("new"),
    Change.REMOVED: Message("removed"),
    Change.CANCELLED: Message("cancelled"),
    Change.RESTORED: Message("restored"),
}


def in_words(value: Any, reader: Reader) -> str:
    """A value of a difference as people write it; "" for nothing."""
    return next((words(value, reader) for kind, words in _WORDS if isinstance(value, kind)), "")


def span_in_words(session: PublicSession, reader: Reader) -> str:
    """When a session takes place, or that it is to be announced."""
    if session.starts_at and session.ends_at:
        return _span(Span(session.starts_at, session.ends_at), reader)
    return translate(reader.language, TIME_TO_BE_ANNOUNCED)


def _span(span: Span, reader: Reader) -> str:
    zone, language = ZoneInfo(reader.timezone), reader.language
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    first, until = dates.day_heading(language, starts.date()), dates.clock_time(language, ends)
    if ends.date() != starts.date():
        until = f" {dates.day_heading(language, ends.date())} {until}"
    return f"{first} {dates.clock_time(language, starts)}{dates.DASH}{until}"


def _part(part: Any, reader: Reader) -> str:
    if isinstance(part, Talk):
        topic = say(part.topic, reader.language, reader.order)
        minutes = translate_plural(reader.language, "%(num)s minute", "%(num)s minutes", part.minutes or 0)
        more = ", ".join(filter(None, (topic, minutes if part.minutes else "")))
        return f"{part.name} ({more})" if more else part.name
    if isinstance(part, PublicRoom):
        name = say(part.name, reader.language, reader.order)
        seats = translate_plural(reader.language, "%(num)s seat", "%(num)s seats", part.capacity or 0)
        return f"{name} ({seats})" if part.capacity else name
    return LANGUAGE_NAMES.get(part, part) if isinstance(part, str) else say(part, reader.language, reader.order)


def _place(place: Place, reader: Reader) -> str:
    return ", ".join(say(name, reader.language, reader.order) for name in (place.venue_name, place.room_name) if name)


def _meeting(meeting: Meeting, reader: Reader) -> str:
    """The day and hour, and where."""
    at = meeting.at.astimezone(ZoneInfo(reader.timezone)) if meeting.at else None
    when = f"{dates.day_heading(reader.language, at.date())} {dates.clock_time(reader.language, at)}" if at else ""
    return ", ".join(filter(None, (when, say(meeting.point, reader.language, reader.order))))


def _way(item: WayTo, reader: Reader) -> str:
    """ "to the library: by bus 45 + 10 min"."""
    told = tell_way(reader.language, Given(item.way.minutes, item.way.waiting, item.way.by))
    name = say(item.name, reader.language, reader.order)
    return translate(reader.language, "to %(place)s: %(way)s min", place=name, way=told)


# An enumeration is a str, too, and a truth value an int: they come before.
_WORDS: Final[tuple[tuple[Any, Callable[[Any, Reader], str]], ...]] = (
    (PublicSession, span_in_words),
    (Span, _span),
    (Place, _place),
    (Meeting, _meeting),
    (Spoken, lambda spoken, reader: all_in_words(reader.language, spoken.codes)),
    (bool, lambda value, reader: translate(reader.language, Message("yes") if value else Message("no"))),
    (WayTo, _way),
    (Kind, lambda kind, reader: translate(reader.language, KIND_NAMES[kind])),
    (SessionStatus, lambda status, reader: translate(reader.language, STATUS_NAMES[status])),
    (date, lambda day, reader: dates.long_date(reader.language, day)),
    (tuple, lambda parts, reader: ", ".join(_part(part, reader) for part in parts)),
    (str | int | float, lambda plain, _reader: str(plain)),
)
