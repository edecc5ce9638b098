"""People of a group as they are typed, a line each, and out of lines of a spreadsheet (pure): each mistake at its
cell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from eventapp.core import mailboxes
from eventapp.core.cells import Row
from eventapp.core.errors import Refusal
from eventapp.core.headings import Column, find_headings
from eventapp.core.text import Message, clean_line
from eventapp.registration import telephones
from eventapp.registration.columns import PEOPLE_STEMS
from eventapp.registration.errors import WhichCountry
from eventapp.registration.finding import search_words
from eventapp.registration.labels import FIELD_NAMES
from eventapp.visits.values import Unfit, one_line

Mistake = Unfit | Refusal
Typed = Mapping[str, str]
"""What stands in a line: {one of FIELDS: as it was typed}."""
FIELDS: Final = ("given_name", "family_name", "email", "phone", "position")
MOST: Final = 50
"""People of one group that are registered at once."""
LONGEST: Final = {"given_name": 120, "family_name": 120, "email": 254, "phone": 40, "position": 200}
MISSING: Final = Message("This is missing.")
NO_NAME: Final = Message("This is no name: there is no letter in it.")
FORMULA: Final = Message("A cell that begins with “=” is a formula. Copy what it shows.")
SURE: Final = Message("Letters of this address look like others. Please leave it empty, or let this person register.")
COUNTRY: Final = Message("Please begin with the country code, as in +370 612 34567.")
TWICE: Final = Message("This person stands in line %(number)s already.")
COLUMNS: Final[Mapping[str, Column]] = {
    column.name: column
    for column in (
        Column("name", Message("Given name and family name")),
        *(Column(name, FIELD_NAMES[name]) for name in FIELDS),
    )
}


@dataclass(slots=True)
class Line:
    """``number``: from 1, as the page counts them. ``said``: what is kept of each of FIELDS, where nothing is wrong."""

    number: int
    typed: Typed
    said: dict[str, str] = field(default_factory=dict)
    mistakes: dict[str, Mistake] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, str]:
        return self.said.get("given_name", ""), self.said.get("family_name", "")


def read_lines(typed: Sequence[Typed], language: str) -> list[Line]:
    """Those in which anything stands, judged one by one and beside each other."""
    found = [_read(number, each, language) for number, each in enumerate(typed, 1) if any(each.values())]
    _find_doubles(found)
    return found


def shared(lines: Sequence[Line], leader: str) -> set[str]:
    """The keys of the addresses that are nobody's own: of several lines, or the leader's. ``leader``: their address,
    "" where they take part themselves as one of the lines."""
    keys = [mailboxes.key(line.said["email"]) for line in lines if line.said.get("email")]
    return {key for key in keys if keys.count(key) > 1} | ({mailboxes.key(leader)} if leader else set())


def _read(number: int, typed: Typed, language: str) -> Line:
    line = Line(number, {name: typed.get(name, "") for name in FIELDS})
    readers: Mapping[str, Callable[[str], str]] = {
        "given_name": _name,
        "family_name": _name,
        "email": _email,
        "phone": partial(_phone, language=language),
    }
    for name in FIELDS:
        try:
            words = _one_line(name, line.typed[name])
            line.said[name] = readers[name](words) if name in readers else words
        except (Unfit, Refusal) as mistake:
            line.mistakes[name] = mistake
    return line


def _one_line(name: str, typed: str) -> str:
    if typed.startswith("="):
        raise Unfit("expected a value, found a formula", FORMULA)
    return str(one_line(LONGEST[name])(" ".join(typed.split("\n"))))


def _name(words: str) -> str:
    if not words:
        raise Unfit("expected a name", MISSING)
    if not any(map(str.isalpha, words)):  # a day or a number, of a column that is another one
        raise Unfit("expected a name", NO_NAME)
    return words


def _email(words: str) -> str:
    if not words:
        return ""
    address = mailboxes.parse(clean_line(words))
    if mailboxes.look_alikes(address):
        raise Unfit("expected Latin letters", SURE)
    return address


def _phone(words: str, language: str) -> str:
    try:
        return telephones.parse(words, language) if words else ""
    except WhichCountry:
        raise Unfit("expected a country code", COUNTRY) from None


def _find_doubles(lines: Sequence[Line]) -> None:
    """The same name with the same address, or with none, is one person."""
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        if line.mistakes:
            continue
        who = (
            mailboxes.key(line.said["email"]) if line.said["email"] else "",
            *sorted(search_words(" ".join(line.name))),
        )
        if who in seen:
            line.mistakes["given_name"] = Unfit("stands there already", TWICE, number=seen[who])
        seen.setdefault(who, line.number)


# ---- out of a spreadsheet


@dataclass(frozen=True, slots=True)
class Pasted:
    """``typed``: its lines as the form has them; ``headings``: the numbers, from 1, of those that only said what the
    columns are, and of what stood above."""

    typed: tuple[Typed, ...]
    headings: tuple[int, ...]


def from_cells(rows: Sequence[Row]) -> Pasted:
    """By the headings of the columns, or by what stands in them."""
    top, names = find_headings(rows, COLUMNS, PEOPLE_STEMS)
    heads = [number for number, row in enumerate(rows) if any(row) and (number <= top or is_heading(row))]
    people = [row for number, row in enumerate(rows) if any(row) and number not in heads]
    if top < 0:
        names = list(_guess(people, max(map(len, rows), default=0)))
    typed = (_typed(row, names) for row in people)
    return Pasted(tuple(line for line in typed if any(line.values())), tuple(number + 1 for number in heads))


def is_heading(row: Row) -> bool:
    """Whether the line says what columns are, and nothing of anybody."""
    number, names = find_headings([row], COLUMNS, PEOPLE_STEMS)
    return number == 0 and sum(map(bool, names)) > 1 and not any("@" in cell for cell in row)


def _typed(row: Row, names: Sequence[str]) -> Typed:
    said = {name: cell for name, cell in zip(names, row, strict=False) if name}
    if whole := said.pop("name", ""):
        given, _, family = whole.rpartition(" ")
        said = {"given_name": given or family, "family_name": family if given else "", **said}
    return {name: said.get(name, "") for name in FIELDS}


def _guess(rows: Sequence[Row], width: int) -> Iterator[str]:
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    texts = [column for column in columns if column and not _looks(column)]
    whole = bool(texts) and (len(texts) == 1 or _mostly(texts[0], lambda cell: " " in cell))
    words = iter(("name", "position") if whole else ("given_name", "family_name", "position"))
    taken = set[str]()
    for column in columns:
        found = _looks(column) if column else ""
        name = found if found and found not in taken else "" if found or not column else next(words, "")
        taken.add(name)
        yield name


def _looks(cells: Sequence[str]) -> str:
    """ "email", "phone", or "" where it is neither."""
    if _mostly(cells, lambda cell: "@" in cell):
        return "email"
    return "phone" if _mostly(cells, lambda cell: sum(map(str.isdigit, cell)) >= 7) else ""


def _mostly(cells: Sequence[str], look: Callable[[str], bool]) -> bool:
    return sum(map(look, cells)) >= 0.6 * len(cells)
