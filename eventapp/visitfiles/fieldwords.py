"""What one cell says of one field (pure): choices and numbers as people write them, in three languages."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from eventapp.core.text import LANGUAGES, Message, fold, translate
from eventapp.planning.plan import TABLES
from eventapp.visits import typed, values
from eventapp.visits.fields import Control, Field
from eventapp.visits.values import Unfit, Value

FORMULA: Final = Message("A cell that begins with “=” is a formula. Copy what it shows.")
NOT_CHOSEN: Final = Message("This is none of: %(choices)s.")
NOT_YES: Final = Message("Write “yes” or “no” here.")
# Other words for what there is to choose from, folded; whole, or the first of several.
_ALSO: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": {
        "meeting": "susitikimas pasitarimas posedis meeting mote",
        "presentation": "pranesimas pristatymas paskaita presentation lecture talk foredrag presentasjon",
        "discussion": "diskusija apvalus debatai discussion panel workshop dirbtuves diskusjon samtale verksted",
        "site_visit": "apsilankymas lankymas ekskursija site tour excursion visit omvisning besok befaring",
        "travel": "kelione pervezimas transferas isvykimas atvykimas travel transfer bus flight departure arrival "
        "reise transport avreise ankomst buss",
        "meal": "pietus vakariene pusryciai kava kavos lunch dinner breakfast coffee supper lunsj middag frokost kaffe "
        "kveldsmat",
        "social": "kulturine vakaras social reception party sosialt mottakelse kultur",
        "free": "laisvas laisvalaikis pertrauka free break fri fritid pause",
    },
    "status": {
        "provisional": "preliminarus preliminariai planuojama provisional tentative planned forelopig planlagt",
        "confirmed": "patvirtinta patvirtintas confirmed yes taip bekreftet ja",
        "cancelled": "atsaukta atsauktas neivyks cancelled canceled avlyst kansellert",
    },
    "role": {
        "executor": "vykdytojas pareiskejas executor promoter lead applicant prosjekteier soker",
        "partner": "partneris partneriai partner partners",
        "host": "priimantis priimanti seimininkas seimininkai host hosts vert vertskap vertsorganisasjon",
    },
}
_YES: Final = frozenset(("yes", "y", "true", "taip", "t", "ja", "j", "x", "1", "+", "✓"))
_NO: Final = frozenset(("no", "n", "false", "ne", "nei", "0", "-", "–"))
_TONGUES: Final[Mapping[str, str]] = {
    "lt": "lietuviu lithuanian litauisk lietuviskai",
    "en": "anglu english engelsk angliskai",
    "nb": "norvegu norwegian norsk norvegiskai bokmal no",
}


def read_field(kind: str, name: str, cell: str, language: str) -> Value:
    """The value as a plan keeps it; a cell that is not empty. ``language``: of a refusal. Raises Unfit."""
    check_formula(cell)
    base = name.partition(".")[0]
    field = TABLES[kind].fields[base]
    if base == "name_language":
        cell = tongue(cell)
    if field.control is Control.CHOICE:
        return _choice(base, field, cell, language)
    if field.control is Control.FLAG:
        return _yes(cell)
    check = field.check or values.one_line()
    if field.control in (Control.NUMBER, Control.LENGTH, Control.DEGREES):
        return check(_number(cell, field.control))
    # a line break in a title is one of the spreadsheet's cell, not of the title
    return check(cell if field.control is Control.TEXT else re.sub(r"\s*\n\s*", " ", cell))


def check_formula(cell: str) -> None:
    """Raises Unfit."""
    if cell.startswith("="):
        raise Unfit("expected a value, found a formula", FORMULA)


def tongue(words: str) -> str:
    """ "lt" of "Lithuanian", "lietuvių (LT)" and so on; what is not known stays."""
    tokens = re.findall(r"[^\W\d_]+", fold(words))
    for language, names in _TONGUES.items():
        if language in tokens or set(tokens) & set(names.split()):
            return language
    return fold(words)


def kind_of(title: str) -> str:
    """What kind of session its title says it to be; a meeting, if it says nothing."""
    tokens = re.findall(r"[^\W\d_]+", fold(title))
    kinds = (_words("kind").get(token, "") for token in tokens)
    return next((kind for kind in kinds if kind not in ("", "site_visit")), "meeting")


def _choice(base: str, field: Field, cell: str, language: str) -> str:
    plain = fold(cell).strip(" .")
    first = re.split(r"[^\w-]+", plain, maxsplit=1)[0]
    known = _named(tuple((str(value), words) for value, words in field.choices.items()))
    found = known.get(plain) or _words(base).get(plain) or known.get(first) or _words(base).get(first)
    if found is None:
        choices = ", ".join(translate(language, words) for words in field.choices.values())
        raise Unfit("expected one of the choices", NOT_CHOSEN, choices=choices)
    return found


@cache
def _named(choices: tuple[tuple[str, Message], ...]) -> dict[str, str]:
    """{what it is called in any language, or its value: the value}."""
    found = {fold(value): value for value, _ in choices}
    return found | {fold(translate(language, words)): value for language in LANGUAGES for value, words in choices}


@cache
def _words(base: str) -> dict[str, str]:
    return {word: value for value, words in _ALSO.get(base, {}).items() for word in words.split()}


def _yes(cell: str) -> bool:
    plain = fold(cell)
    if plain not in _YES | _NO:
        raise Unfit("expected yes or no", NOT_YES)
    return plain in _YES


def _number(cell: str, control: Control) -> int | float | str:
    """A number where it is one; else the text, which no number check takes. A file's 40.0 is 40."""
    written = typed.length(cell) if control is Control.LENGTH else typed.decimal(cell)
    written = re.sub(r"\.0+$", "", written) if control is Control.NUMBER else written
    for kind in (int, float):
        try:
            return kind(written) if written.isascii() and len(written) < 40 else written
        except ValueError:
            continue
    return written
