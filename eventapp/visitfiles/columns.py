"""What the columns of pasted lines may be, and how they are recognised by their headings in three languages (pure)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eventapp.core.text import LANGUAGES, Message, fold, translate
from eventapp.planning.plan import TABLES
from eventapp.visits.fields import Control

READ: Final = (
    *(Control.LINE, Control.TEXT, Control.NUMBER, Control.LENGTH, Control.DEGREES),
    *(Control.FLAG, Control.CHOICE, Control.WEB),
)
"""Fields that one cell says by itself."""
SEARCHED: Final = 6
"""Among so many lines at the top, without the empty ones, the headings are looked for."""


@dataclass(frozen=True, slots=True)
class Column:
    """``name``: as a plan calls the field ("title.lt"), or one of what is said together ("day"). ``language``: of a
    text, "" of what is no text."""

    name: str
    label: Message
    language: str = ""

    @property
    def base(self) -> str:
        """Without its language."""
        return self.name.partition(".")[0]


_OF_SESSIONS: Final = (
    Column("day", Message("Day")),
    Column("time", Message("Time")),
    Column("from", Message("From")),
    Column("to", Message("To")),
    Column("length", Message("Length")),
    Column("place", Message("Place")),
    Column("room", Message("Room")),
    Column("speakers", Message("Speakers")),
)
_OF_VENUES: Final = (Column("rooms", Message("Rooms")),)
_TOGETHER: Final[Mapping[str, Sequence[Column]]] = {"session": _OF_SESSIONS, "venue": _OF_VENUES}
# Beginnings of the words of a heading, folded; what stands further up is tried first.
_STEMS: Final[Mapping[str, Mapping[str, str]]] = {
    "session": {
        "from": "nuo pradzi prasideda from start begin fra kl_fra",
        "to": "iki pabaig baigiasi to end until til slutt",
        "length": "trukm duration length minut varighet lengde",
        "room": "sale patalp kabinet aukst room hall rom sal",
        "speakers": "praneseja lektor kalbet speaker presenter lecturer foredragshold taler innleder",
        "place": "viet adres pastat place venue location where kur sted hvor lokale",
        "kind": "rusis tipas kind type format slag",
        "status": "busen status state tilstand",
        "abstract": "aprasym apie turin abstract description about summary beskrivelse om_ innhold",
        "day": "diena data dienos date day when kada dag dato",
        "time": "laik valand time hours clock tid kl klokke",
        "title": "pavadin tema renginy sesij veikl title session subject topic activity event programme tittel tema "
        "emne hva aktivitet",
    },
    "speaker": {
        "website": "svetain interneto www web nettsted nettside hjemmeside",
        "role": "pareig pozicij position role title stilling tittel rolle",
        "affiliation": "organizac istaig imon institu affiliat organi company employer arbeids bedrift",
        "biography": "apie biograf aprasym about bio om_",
        "name": "vard praneseja lektor kalbet pavard name speaker navn foredragshold",
    },
    "venue": {
        "website": "svetain interneto www web nettsted nettside",
        "rooms": "sales patalpos kambar rooms halls rommene saler",
        "street": "gatv adres street address gate",
        "postal_code": "pasto indeks postal postcode zip postnummer postkode",
        "city": "miest city town by sted_by poststed",
        "latitude": "platum latitude lat bredde",
        "longitude": "ilgum longitude lon lengdegrad",
        "directions": "kaip nuvyk directions how hvordan veibeskrivelse",
        "name": "pavadin viet pastat name place venue building sted navn bygning",
    },
    "organisation": {
        "website": "svetain interneto www web nettsted nettside hjemmeside",
        "name_language": "kalb language sprak",
        "role": "vaidm role rolle",
        "places": "vietu places seats plasser",
        "name": "pavadin organizac istaig partner name organi navn",
    },
    "registration": {
        "email": "el elektron email e-mail mail epost e-post",
        "phone": "telef tel mob phone mobil tlf",
        "language": "kalb language sprak",
        "given_name": "vardas given first fornavn",
        "family_name": "pavard family last surname etternavn",
        "position": "pareig position role stilling",
        "organisation": "organizac istaig institu organi partner company",
        "name": "vard dalyv asm name participant person navn deltaker",
    },
}
_LANGUAGE_WORDS: Final[Mapping[str, str]] = {
    "lt": "lt lietuv lithuan litau",
    "en": "en angl english engelsk",
    "nb": "nb no norveg norw norsk bokm",
}


def columns_of(kind: str, languages: Sequence[str]) -> dict[str, Column]:
    """{name: column} of what may be said of that kind of thing; texts in the visit's languages first."""
    order = [*languages, *(language for language in LANGUAGES if language not in languages)]
    found = list(_TOGETHER.get(kind, ()))
    for name, field in TABLES[kind].fields.items():
        if field.control not in READ or field.check is None:
            continue
        if field.local:
            found += [Column(f"{name}.{language}", field.label, language) for language in order]
        else:
            found.append(Column(name, field.label))
    first = ("title", "name")  # what a thing is called stands before all else
    return {column.name: column for column in sorted(found, key=lambda column: column.base not in first)}


def find_headings(kind: str, rows: Sequence[Sequence[str]], columns: Mapping[str, Column]) -> tuple[int, list[str]]:
    """(which line has the headings, the column of each cell, "" where it is none); line -1: there are no headings.

    Most of the line's cells are headings, and it stands at the top.
    """
    for index in top_of(rows):
        row = rows[index]
        cells = [cell for cell in row if cell]
        found = [_base(kind, cell, columns) for cell in row]
        known = sum(map(bool, found))
        if known * 2 > len(cells) and (known > 1 or len(cells) == len(row) == 1):
            return index, _in_languages(row, found, columns)
    return -1, [""] * max(map(len, rows), default=0)


def top_of(rows: Sequence[Sequence[str]]) -> list[int]:
    """The numbers of the lines among which the headings may be."""
    return [number for number, row in enumerate(rows) if any(row)][:SEARCHED]


def _base(kind: str, heading: str, columns: Mapping[str, Column]) -> str:
    """Which field the heading names; "" for none. The words on our own pages come first."""
    plain = _plain(heading)
    bases = {column.base: column for column in columns.values()}
    if not plain or len(plain) > 60:
        return ""
    for base, column in bases.items():
        if plain in {_plain(translate(language, column.label)) for language in LANGUAGES} | {fold(base)}:
            return base
    tokens = plain.split()
    if len(tokens) > 5 or any(character.isdigit() for character in plain):
        return ""
    for base, stems in _STEMS[kind].items():
        if base in bases and any(_begins(token, stem) for stem in stems.split() for token in tokens):
            return base
    return ""


def _begins(token: str, stem: str) -> bool:
    """Short words are whole ones: "to" is no "topic"."""
    stem = stem.rstrip("_")
    return token == stem if len(stem) < 4 else token.startswith(stem)


def _plain(heading: str) -> str:
    """Without case, signs, and what stands in brackets."""
    return " ".join(re.findall(r"[^\W_]+(?:-[^\W_]+)*", re.sub(r"\([^)]*\)", " ", fold(heading))))


def _language(heading: str) -> str:
    """Of which language the heading says the column to be; "" of none."""
    tokens = re.findall(r"[^\W\d_]+", fold(heading))
    for language, stems in _LANGUAGE_WORDS.items():
        if any(_begins(token, stem) for stem in stems.split() for token in tokens):
            return language
    return ""


def _in_languages(row: Sequence[str], bases: Sequence[str], columns: Mapping[str, Column]) -> list[str]:
    """Texts get the language that is named; else the visit's first one, or where there are several of the same, that of
    the heading's word. Nothing stands there twice."""
    taken: list[str] = []
    for cell, base in zip(row, bases, strict=True):
        languages = [column.language for column in columns.values() if column.base == base and column.language]
        if not languages:
            name = base
        else:
            own = [_language(cell), _spoken(cell, base, columns) if bases.count(base) > 1 else "", *languages]
            free = (f"{base}.{language}" for language in own if language and f"{base}.{language}" not in taken)
            name = next(free, "")
        taken.append(name if name not in taken else "")
    return taken


def _spoken(heading: str, base: str, columns: Mapping[str, Column]) -> str:
    """The language in which our pages call that column so."""
    label = next(column.label for column in columns.values() if column.base == base)
    names = ((language, _plain(translate(language, label))) for language in LANGUAGES)
    return next((language for language, words in names if words == _plain(heading)), "")


def in_order(columns: Mapping[str, Column], names: Sequence[str]) -> Iterator[str]:
    """Which column each is, as somebody has chosen it; what is unknown or chosen before is none."""
    taken = set[str]()
    for name in names:
        yield name if name in columns and name not in taken else ""
        taken.add(name)
