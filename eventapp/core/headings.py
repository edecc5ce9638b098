"""What the columns of lines from a spreadsheet are, recognised by their headings in three languages (pure)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eventapp.core.text import LANGUAGES, Message, fold, translate

SEARCHED: Final = 6
"""Among so many lines at the top, without the empty ones, the headings are looked for."""
_LANGUAGE_WORDS: Final[Mapping[str, str]] = {
    "lt": "lt lietuv lithuan litau",
    "en": "en angl english engelsk",
    "nb": "nb no norveg norw norsk bokm",
}


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


def find_headings(
    rows: Sequence[Sequence[str]], columns: Mapping[str, Column], stems: Mapping[str, str]
) -> tuple[int, list[str]]:
    """(which line has the headings, the column of each cell, "" where it is none); line -1: there are no headings.

    Most of the line's cells are headings, and it stands at the top. ``stems``: {column: beginnings of the words of its
    heading, folded}; "_" ends a whole word; what stands first is tried first.
    """
    for index in top_of(rows):
        row = rows[index]
        cells = [cell for cell in row if cell]
        found = [_base(cell, columns, stems) for cell in row]
        known = sum(map(bool, found))
        if known * 2 > len(cells) and (known > 1 or len(cells) == len(row) == 1):
            return index, _in_languages(row, found, columns)
    return -1, [""] * max(map(len, rows), default=0)


def top_of(rows: Sequence[Sequence[str]]) -> list[int]:
    """The numbers of the lines among which the headings may be."""
    return [number for number, row in enumerate(rows) if any(row)][:SEARCHED]


def _base(heading: str, columns: Mapping[str, Column], all_stems: Mapping[str, str]) -> str:
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
    for base, stems in all_stems.items():
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
