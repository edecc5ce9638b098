"""What a release changes, in an organiser's language: groups of lines, each with what was and what will be (pure)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.text import LANGUAGES, Message, say, translate, translate_plural
from eventapp.programme.differences import Change, Difference, Place, Span, Talk
from eventapp.programme.names import KIND_NAMES, STATUS_NAMES, TIME_TO_BE_ANNOUNCED, label_of
from eventapp.programme.snapshot import Kind, PublicRoom, PublicSession, SessionStatus

GROUPS: Final = {
    "added": Message("New"),
    "gone": Message("Cancelled or removed"),
    "restored": Message("Taking place after all"),
    "time": Message("At another time"),
    "place": Message("At another place"),
    "title": Message("Under another title"),
    "words": Message("Other changes"),
}
_OWN_GROUPS: Final = {Change.REMOVED: "gone", Change.CANCELLED: "gone", Change.RESTORED: "restored"}
_NOTHING: Final = Message("nothing")


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
    pairs = {"": (in_words(item.old, reader), in_words(item.new, reader))}
    if isinstance(item.old, dict) and isinstance(item.new, dict):
        pairs = {each: (item.old.get(each, ""), item.new.get(each, "")) for each in LANGUAGES}
    nothing = translate(language, _NOTHING) if changed else ""
    for of, (old, new) in pairs.items():
        if old != new or not changed:
            told = translate(language, label) if label else ""
            gone = item.change is Change.REMOVED
            yield Line(item.kind, item.code, name, told, of, old or nothing, new or nothing, gone)


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
        return f"{part.speaker} ({more})" if more else part.speaker
    if isinstance(part, PublicRoom):
        return say(part.name, reader.language, reader.order)
    return str(part)


def _place(place: Place, reader: Reader) -> str:
    return ", ".join(say(name, reader.language, reader.order) for name in (place.venue, place.room) if name)


# An enumeration is a str, too: it comes before.
_WORDS: Final[tuple[tuple[Any, Callable[[Any, Reader], str]], ...]] = (
    (PublicSession, span_in_words),
    (Span, _span),
    (Place, _place),
    (Kind, lambda kind, reader: translate(reader.language, KIND_NAMES[kind])),
    (SessionStatus, lambda status, reader: translate(reader.language, STATUS_NAMES[status])),
    (date, lambda day, reader: dates.long_date(reader.language, day)),
    (tuple, lambda parts, reader: ", ".join(_part(part, reader) for part in parts)),
    (str | int | float, lambda plain, _reader: str(plain)),
)
