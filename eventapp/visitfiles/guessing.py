"""Which column is which where no heading says so (pure): by what stands in them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from eventapp.core.headings import Column
from eventapp.core.text import LANGUAGES, fold, translate
from eventapp.planning.plan import Plan
from eventapp.programme.snapshot import KIND_NAMES
from eventapp.visitfiles import timewords
from eventapp.visitfiles.fieldwords import read_field
from eventapp.visitfiles.saying import About
from eventapp.visits.values import Unfit

MOST_READ: Final = 60
"""Lines that are looked at."""
SHARE: Final = 0.6
"""Of the cells of a column that has to be so."""
Look = Callable[[str], bool]
# What is left over, in this order: the columns with words.
_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "session": ("title", "place", "speakers"),
    "speaker": ("name", "role", "affiliation", "biography"),
    "venue": ("name", "street", "city"),
    "organisation": ("name",),
    "registration": ("name", "position"),
}
_LONG: Final[Mapping[str, str]] = {"session": "abstract", "speaker": "biography", "venue": "directions"}
LONG: Final = 120
"""Characters of a cell, on average, from which a column is one of texts."""


def guess(
    kind: str, rows: Sequence[Sequence[str]], columns: Mapping[str, Column], looks: Mapping[str, Look]
) -> list[str]:
    """The name of each column, "" for one that seems to be none. ``looks``: see ``looks_of``, in their order."""
    width = max(map(len, rows), default=0)
    found = [""] * width
    cells = [[row[number] for row in rows[:MOST_READ] if row[number]] for number in range(width)]
    for number, column in enumerate(cells):
        fits = (name for name, look in looks.items() if name not in found and _mostly(column, look))
        found[number] = next(fits, "")
    words = iter(_WORDS[kind])
    for number, column in enumerate(cells):
        if not column or found[number]:
            continue
        if sum(map(len, column)) > LONG * len(column):
            found[number] = _free(_LONG.get(kind, ""), columns, found)
        else:
            found[number] = next((name for base in words if (name := _free(base, columns, found))), "")
    return found


def _mostly(cells: Sequence[str], look: Look) -> bool:
    return bool(cells) and sum(map(look, cells)) >= SHARE * len(cells)


def _free(base: str, columns: Mapping[str, Column], taken: Sequence[str]) -> str:
    return next((name for name, column in columns.items() if column.base == base and name not in taken), "")


def looks_of(kind: str, draft: Plan, about: About) -> dict[str, Look]:
    """{column: whether a cell looks as if it were of it}; the surest first."""
    if kind == "session":
        return dict(_of_sessions(draft, about))
    found: dict[str, Look] = {"website": lambda cell: bool(re.match(r"https?://", cell))}
    if kind == "venue":
        found["postal_code"] = lambda cell: bool(re.fullmatch(r"(?:[A-Z]{1,2}-?)?\d{4,5}", cell))
    if kind == "organisation":
        found["role"] = _reads(lambda cell: read_field(kind, "role", cell, "en"))
        found["places"] = lambda cell: bool(re.fullmatch(r"\d{1,4}", cell))
    return found


def _of_sessions(draft: Plan, about: About) -> Iterator[tuple[str, Look]]:
    places = {fold(title) for kind in ("venue", "room") for title in _titles(draft, kind)}
    people = {fold(title) for title in _titles(draft, "speaker")}
    yield "status", _reads(lambda cell: read_field("session", "status", cell, "en"))
    yield "time", _is_whole_span
    yield "day", lambda cell: _is_day(cell, about)
    yield "length", lambda cell: bool(re.search(r"\d ?(?:min|val|h|t)\b", cell)) and _is_length(cell)
    yield "from", _is_clock
    yield "to", _is_clock
    yield "kind", _is_kind
    yield "place", lambda cell: any(part in places for part in _parts(cell, r"[,/(]"))
    yield "speakers", lambda cell: any(part in people for part in _parts(cell, r"[;/\n]"))


def _titles(draft: Plan, kind: str) -> Iterator[str]:
    for _, fields in draft.of_kind(kind):
        yield from (str(value) for name, value in fields.items() if name.partition(".")[0] == "name" and value)


def _parts(cell: str, signs: str) -> list[str]:
    return [fold(cell), *(fold(part) for part in re.split(signs, cell))]


def _reads(read: Callable[[str], object]) -> Look:
    def look(cell: str) -> bool:
        try:
            read(cell)
        except Unfit:
            return False
        return True

    return look


def _is_whole_span(cell: str) -> bool:
    try:
        return timewords.read_span(cell).ends is not None
    except Unfit:
        return False


def _is_clock(cell: str) -> bool:
    """A number alone is none: it may be anything."""
    return not re.fullmatch(r"\d{1,2}", cell) and _says_clock(cell)


def _is_day(cell: str, about: About) -> bool:
    """Nor is such a number a day."""
    if re.fullmatch(r"\d{1,4}", cell):
        return False
    try:
        timewords.read_day(cell, about.days)
    except timewords.WhichDay:
        return True
    except Unfit as unfit:
        return unfit.told == timewords.OTHER_DAY and bool(re.match(r"\d{4}\D", cell))
    return True


def _is_kind(cell: str) -> bool:
    """A word alone, or what our pages call a kind; a title may begin with such a word, too."""
    names = {fold(translate(language, words)) for language in LANGUAGES for words in KIND_NAMES.values()}
    return fold(cell) in names or (len(cell.split()) == 1 and _says_kind(cell))


_is_length = _reads(timewords.read_length)
_says_clock = _reads(timewords.read_clock)
_says_kind = _reads(lambda cell: read_field("session", "kind", cell, "en"))
