"""Places and speakers that pasted lines name (pure): known ones found, unknown ones offered as new, like ones named."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from eventapp.core.text import fold
from eventapp.planning.plan import Fields, Key, Plan, initial_fields
from eventapp.visitfiles.fieldwords import read_field

NEW: Final = "new"
NONE: Final = "none"
"""What may be answered for a name that is not known, beside the code of what is meant."""
MOST_ALIKE: Final = 5
CLOSE: Final = 0.72
MOST_COMPARED: Final = 60
"""Unknown names; comparing each with each takes its time, and nobody looks at more."""
_APART: Final = re.compile(r"\s*[,/:;(]\s*|\s+[–—-]\s+|\n")


@dataclass(slots=True)
class Unknown:
    """A name that is not known. ``kind``: of what; ``inside``: the code of a room's venue, "" of what has none.

    ``near``: (code, name) of those like it. ``answer``: NEW, NONE, or a code. ``lines``: where it stands.
    """

    kind: str
    words: str
    inside: str = ""
    near: tuple[tuple[str, str], ...] = ()
    answer: str = NEW
    lines: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of its question in the form."""
        return f"{self.kind}:{self.inside}:{fold(self.words)}"


@dataclass(slots=True)
class Place:
    """Codes; ``venue`` "": none. ``uses``: names of the unknown ones among them."""

    venue: str = ""
    room: str = ""
    uses: tuple[str, ...] = ()


@dataclass
class Names:
    """``answers``: {an unknown one's name: what was answered}; ``draw`` gives a code that nothing has."""

    draft: Plan
    answers: Mapping[str, str]
    languages: Sequence[str]
    draw: Callable[[], str]
    unknown: dict[str, Unknown] = field(default_factory=dict)
    made: dict[str, tuple[Key, Fields]] = field(default_factory=dict)
    """{an unknown one's name: the new thing}"""

    def __post_init__(self) -> None:
        self._known = {kind: _known(self.draft, kind) for kind in ("venue", "speaker")}

    def speakers(self, cell: str, line: int) -> tuple[list[str], list[str]]:
        """(codes, names of the unknown ones among them) of names with ; or / or a line break between. Raises Unfit."""
        codes, uses = list[str](), list[str]()
        for words in filter(None, (part.strip(" ,") for part in re.split(r"[;/\n]", cell))):
            code, unknown = self._find("speaker", words, line)
            if code and code not in codes:
                codes.append(code)
                uses += unknown
        return codes, uses

    def place(self, cell: str, room: str, line: int) -> Place:
        """What is meant by "town hall", "town hall, hall" or "hall" alone, with a column for the room or without.

        Raises Unfit.
        """
        words = cell.replace("\n", ", ")
        found = self._split(words, line) if not self._code("venue", words) else None
        if found is None and words and not self._code("venue", words) and (alone := self._room_alone(words)):
            found = alone
        if found is None and not words and room:
            found = self._room_alone(room)
            room = "" if found else room
        if found is None:
            code, unknown = self._find("venue", words or room, line)
            found = Place(code, "", tuple(unknown))
            room = room if words else ""
        if room and found.venue:
            return self._within(found, room, line)
        return found

    def _split(self, words: str, line: int) -> Place | None:
        """A known venue, and behind a sign what is in it."""
        for sign in _APART.finditer(words):
            code = self._code("venue", words[: sign.start()])
            rest = words[sign.end() :].strip(" )")
            if code and rest:
                return self._within(Place(code), rest, line)
        return None

    def _room_alone(self, words: str) -> Place | None:
        """A room's name that is of one venue only."""
        rooms = [key for key, fields in self.draft.of_kind("room") if fold(words) in _titles(key, fields)]
        return Place(rooms[0].top.code, rooms[0].code) if len(rooms) == 1 else None

    def _within(self, place: Place, words: str, line: int) -> Place:
        venue = Key("venue", place.venue)
        parts = [(key, each) for key, each in self.draft.parts_of(venue) if key.kind == "room"]
        rooms = {title: key.code for key, each in parts for title in _titles(key, each)}
        if code := rooms.get(fold(words)):
            return Place(place.venue, code, place.uses)
        # a new venue has another code each time it is drawn, but the same name
        inside = place.uses[0] if place.uses else place.venue
        code, unknown = self._ask(Unknown("room", words, inside), rooms, line)
        for name in unknown:
            key = venue.within("room", self.made[name][0].code)
            self.made[name] = key, self.made[name][1]
        return Place(place.venue, code, (*place.uses, *unknown))

    def _code(self, kind: str, words: str) -> str:
        return self._known[kind].get(fold(words), "")

    def _find(self, kind: str, words: str, line: int) -> tuple[str, list[str]]:
        if code := self._code(kind, words):
            return code, []
        return self._ask(Unknown(kind, words), self._known[kind], line)

    def _ask(self, asked: Unknown, known: Mapping[str, str], line: int) -> tuple[str, list[str]]:
        """(the code of what is meant, [its name] if it is new)."""
        if asked.name not in self.unknown:
            asked.near = tuple(self._near(asked, known)) if len(self.unknown) < MOST_COMPARED else ()
            answer = self.answers.get(asked.name, NEW)
            asked.answer = answer if answer in (NONE, *known.values()) else NEW
            if asked.answer == NEW:
                self.made[asked.name] = self._new(asked)
            self.unknown[asked.name] = asked
        unknown = self.unknown[asked.name]
        unknown.lines += [line] if line not in unknown.lines else []
        if unknown.answer == NEW:
            return self.made[unknown.name][0].code, [unknown.name]
        return "" if unknown.answer == NONE else unknown.answer, []

    def _new(self, unknown: Unknown) -> tuple[Key, Fields]:
        name = "name" if unknown.kind == "speaker" else f"name.{self.languages[0]}"
        value = read_field(unknown.kind, name, unknown.words, self.languages[0])
        return Key(unknown.kind, self.draw()), {**initial_fields(unknown.kind), name: value}

    def _near(self, unknown: Unknown, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        words = fold(unknown.words)
        close = difflib.get_close_matches(words[:80], list(known), MOST_ALIKE * 2, CLOSE)
        parts = [title for title in known if len(title) > 3 and (title in words or (len(words) > 3 and words in title))]
        codes = dict.fromkeys(known[title] for title in [*close, *parts])
        for code in list(codes)[:MOST_ALIKE]:
            key = Key(unknown.kind, code, Key("venue", unknown.inside) if unknown.kind == "room" else None)
            yield code, self.draft.title_of(key, self.languages[0], self.languages)


def _known(draft: Plan, kind: str) -> dict[str, str]:
    """{a folded name or code: the code}; of several of one name the first."""
    found: dict[str, str] = {}
    for key, fields in draft.of_kind(kind):
        for title in _titles(key, fields):
            found.setdefault(title, key.code)
    return found


def _titles(key: Key, fields: Fields) -> list[str]:
    """Its names in all languages, and its code; folded."""
    names = [str(value) for name, value in fields.items() if name.partition(".")[0] == "name" and value]
    return [fold(words) for words in [*names, key.code]]
