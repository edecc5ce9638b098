"""What a reader has chosen of a programme, as its page shows it and its calendar is called (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eventapp.core import dates
from eventapp.core.text import Message, say, translate
from eventapp.exports import ical
from eventapp.programme.selection import NAMES, Choices, Selection, choices, entries_so_far
from eventapp.programme.snapshot import KIND_NAMES, Kind, PublicProgramme, as_shown_now

LABELS: Final[Mapping[str, Message]] = {
    "day": Message("Day"),
    "kind": Message("Kind"),
    "venue": Message("Place"),
    "speaker": Message("Speaker"),
}
ALL: Final[Mapping[str, Message]] = {
    "day": Message("All days"),
    "kind": Message("All kinds"),
    "venue": Message("All places"),
    "speaker": Message("All speakers"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One of ``NAMES``, to choose in: ``options`` are (value, words), the first ("", all)."""

    name: str
    label: Message
    value: str
    options: Sequence[tuple[str, str]]


def fields_of(programme: PublicProgramme, selection: Selection, language: str) -> list[Field]:
    """Those in which there is something to choose."""
    found, there = [], choices(programme)
    for name in NAMES:
        words = _words(programme, there, name, language)
        if len(words) > 1:
            options = [("", translate(language, ALL[name])), *words.items()]
            found.append(Field(name, LABELS[name], getattr(selection, name), options))
    return found


def in_words(programme: PublicProgramme, selection: Selection, language: str) -> list[str]:
    """What is chosen; of what the programme does not know any more only what it was: a place, a speaker."""
    there = choices(programme)
    return [
        _words(programme, there, name, language).get(value, translate(language, LABELS[name]))
        for name, value in selection.pairs
    ]


def _words(programme: PublicProgramme, there: Choices, name: str, language: str) -> dict[str, str]:
    """{value: words} of all there is to choose from."""
    order = programme.languages
    if name == "day":
        return {value: dates.day_heading(language, day) for value, day in there.day.items()}
    if name == "kind":
        return {value: translate(language, KIND_NAMES[Kind(value)]) for value in there.kind}
    if name == "venue":
        return {item.code: say(item.name, language, order) for item in programme.venues if item.code in there.venue}
    return {item.code: item.name for item in programme.speakers if item.code in there.speaker}


def calendar_of(selection: Selection, releases: Sequence[PublicProgramme], language: str, base_url: str) -> bytes:
    """The calendar of a selection; ``releases``: all of them, the latest first."""
    current, earliest_first = releases[0], releases[::-1]
    shown = [as_shown_now(release, current) for release in earliest_first]
    entries = entries_so_far(selection, earliest_first, shown)
    return ical.part(entries, current, in_words(current, selection, language), language, base_url)
