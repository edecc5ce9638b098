"""Languages, translated messages, texts kept in several languages, and cleaning of what people type."""

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from typing import Final

from eventapp.core.paths import PACKAGE

LANGUAGES: Final = ("lt", "en", "nb")
SOURCE: Final = "en"
DEFAULT: Final = "lt"
LANGUAGE_NAMES: Final = {"lt": "Lietuvių", "en": "English", "nb": "Norsk"}

LocalizedText = Mapping[str, str]
"""One text in some of the LANGUAGES: {"lt": …, "en": …, "nb": …}; a missing key is a missing translation."""


class Message(str):
    """An English source text that is translated where it is shown; the name is what the extractor looks for."""

    __slots__ = ()


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations into that language, from ``translations/<language>.po``, read once a process.

    The .po file is read directly: there is no compiled file that could be stale or missing.
    """
    if language == SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # which whoever says nothing in other languages does without
    from babel.messages.pofile import read_po

    with (PACKAGE / "translations" / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


_LAST_VALUE = re.compile(r"%\((\w+)\)s\.")


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text to be filled in by ``%`` with those values: no full stop follows a value that ends with one.

    Lithuanian days and times do (3 d., 14.05 val.), and so may whatever people write.
    """
    return _LAST_VALUE.sub(lambda found: found[0][: -str(values.get(found[1], "")).endswith(".") or None], text)


def translate(language: str, message: str, **values: object) -> str:
    """The message in that language, with ``%(name)s`` filled in from ``values``."""
    text = catalogue(language).gettext(message)
    return fill(text, values) % values if values else text


def translate_plural(language: str, one: str, many: str, number: int, **values: object) -> str:
    """The form that ``number`` asks for (Lithuanian has three for whole numbers); ``%(num)s`` is the number."""
    told = {"num": number, **values}
    return fill(catalogue(language).ngettext(one, many, number), told) % told


def choose_language(accepted: Sequence[tuple[str, float]]) -> str:
    """The best of LANGUAGES for Accept-Language pairs (tag, quality); Lithuanian if nothing fits.

    ``no`` and ``nn`` readers get bokmål (RFC 4647 lookup on the primary subtag otherwise).
    """
    for tag, quality in sorted(accepted, key=lambda pair: -pair[1]):
        primary = tag.lower().split("-")[0]
        language = "nb" if primary in ("no", "nn") else primary
        if quality > 0 and language in LANGUAGES:
            return language
    return DEFAULT


def pick(text: LocalizedText, language: str, order: Sequence[str] = LANGUAGES) -> tuple[str, str]:
    """(words, their language): the reader's language where there is one, else the first of ``order`` that has it."""
    for candidate in (language, *order):
        if text.get(candidate):
            return text[candidate], candidate
    return "", language


def say(text: LocalizedText, language: str, order: Sequence[str] = LANGUAGES) -> str:
    """The words of ``pick`` alone, for places that cannot mark another language (file formats, titles)."""
    return pick(text, language, order)[0]


def borrowed_languages(texts: Iterable[LocalizedText], language: str, order: Sequence[str] = LANGUAGES) -> list[str]:
    """The languages that ``pick`` has to take words from because the reader's is missing; each once."""
    found = [pick(text, language, order)[1] for text in texts]
    return list(dict.fromkeys(other for other in found if other != language))


# A soft hyphen, too: titles on our pages have them, and are pasted into searches.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\xad\u2028\u2029\ufeff\ud800-\udfff]")
# Bidirectional overrides and isolates (Unicode UAX #9): a name that carries them turns its neighbours round.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


# Letters and signs by their category, without a shape: fillers of Hangul, Braille's blank, a note without a head.
_SHAPELESS = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")


def without_directions(text: str) -> str:
    """As it is, but for marks of direction: a text that keeps its tabs and lines."""
    return _DIRECTIONS.sub("", text)


def clean_line(text: str) -> str:
    """One line as typed by a person: NFC, no control or direction marks, any blank one space, none around.

    "" if nothing of it can be seen.
    """
    text = _DIRECTIONS.sub("", _CONTROLS.sub("", text.replace("\x85", " ")))
    cleaned = unicodedata.normalize("NFC", " ".join(text.split()))
    return cleaned if any(_has_a_shape(character) for character in cleaned) else ""


def _has_a_shape(character: str) -> bool:
    """By its general category: a letter, a digit, a sign; not a mark (without a letter), a format, a blank, nothing."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _SHAPELESS


# Letters that no decomposition takes apart (Unicode gives them none), as people type them without their keyboard.
_ALIKE = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n"}
)


def fold(text: str) -> str:
    """For searching and sorting: without case and diacritics, so that Brønnøysund and "bronnoysund" are the same."""
    # a letter's plain form may be a capital, so case goes twice
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_ALIKE)
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(kept.split())


def clean_text(text: str) -> str:
    """Several lines: as ``clean_line`` for each, newline between, at most one empty line together."""
    lines = [clean_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
