"""How people are found (pure): the words that are kept of them, and what is looked for (decision 152).

A word is kept together with those behind it in its field: of "O’Brien-Smith" obriensmith, briensmith, smith. What is
looked for is the beginning of one: obrien, o'brien, brien, smith. Of a telephone number each end of four digits and
more is kept, so that any four in a row are a beginning.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from eventapp.core.text import fold

LONGEST: Final = 60
"""Of a word that is kept; as much of one that is looked for counts."""
OTHERWISE: Final = "~"
"""Begins a word in which aa, ae, oe and ue are a, o and u, as in Åse and Aase, Ødegård and Oedegaard, Müller and
Mueller: no other word has it, so nobody else is found by it."""
# Without modifier letters (U+02B0 to U+02FF), some of which are apostrophes to those who type them.
_WORD: Final = re.compile(r"[^\W_\u02b0-\u02ff]+")
_WRITTEN_OUT: Final = str.maketrans({"å": "aa", "æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "œ": "oe", "ü": "ue"})
_TWO_LETTERS: Final = re.compile(r"([ao])(?:(?<=a)[ae]|(?<=o)e)|(u)e")
# Country codes of one and of two digits, all others have three (ITU-T E.164, list of codes).
_CODE: Final = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
_NUMBERS: Final = re.compile(r"(?<![^\s(])[+(]?\d[\d\s()+./~\u2010-\u2015-]*(?!\S)")


def search_words(text: str) -> list[str]:
    """The words of a text: folded, without the signs between them."""
    return _WORD.findall(fold(text))


def kept_words(*fields: str, phone: str = "") -> list[str]:
    """By which a person is found. ``phone``: E.164."""
    found = [word for field in fields for word in _of_field(field)]
    return list(dict.fromkeys([*found, *_of_phone(phone.removeprefix("+"))]))


def _of_field(field: str) -> Iterator[str]:
    plain, other = search_words(field), _WORD.findall(_otherwise(field))
    for words, mark in ((plain, ""), (other if other != _WORD.findall(_written_out(field)) else [], OTHERWISE)):
        for place in range(len(words)):
            yield f"{mark}{''.join(words[place:])}"[:LONGEST]


def _of_phone(digits: str) -> Iterator[str]:
    if digits:
        yield digits
        yield from (digits[start:] for start in range(1, len(digits) - 3))
        code = _CODE.match(digits)
        # as it is dialled inside its country; of most of them with 0
        yield f"0{digits[code.end() if code else 0 :]}"


def looked_for(text: str) -> list[tuple[str, ...]]:
    """For each word that was typed what is kept of who has it: a word that begins with one of these.

    Two words beside each other may have been typed as one ("Anne Marie", "Annemarie"). Numbers beside each other are
    one telephone number.
    """
    found = [_as_dialled(re.sub(r"\D", "", number)) for number in _numbers(text)]
    typed = [token for token in _NUMBERS.sub(_only_short, text).split() if search_words(token)]
    for place, token in enumerate(typed):
        together = (typed[place - 1] + token if place else "", "".join(typed[place : place + 2]))
        found.append(tuple(dict.fromkeys(each for words in (token, *together) if words for each in _readings(words))))
    return list(dict.fromkeys(found))


def _numbers(text: str) -> list[str]:
    return [number for number in _NUMBERS.findall(text) if _is_long(number)]


def _only_short(number: re.Match[str]) -> str:
    return " " if _is_long(number[0]) else number[0]


def _is_long(number: str) -> bool:
    return len(re.sub(r"\D", "", number)) >= 4


def _as_dialled(digits: str) -> tuple[str, ...]:
    """As it stands; behind 00; with 0 for Lithuania's 8; without either between the country's code and the rest."""
    found = [digits]
    if digits.startswith("00") and len(digits) >= 6:
        digits = digits[2:]
        found.append(digits)
    if digits.startswith("8"):
        found.append(f"0{digits[1:]}")
    if re.match(r"370[08]\d", digits):
        found.append(f"370{digits[4:]}")
    return tuple(found)


def _readings(typed: str) -> Iterator[str]:
    yield "".join(search_words(typed))[:LONGEST]
    yield f"{OTHERWISE}{''.join(_WORD.findall(_otherwise(typed)))}"[:LONGEST]


def _written_out(text: str) -> str:
    return fold(unicodedata.normalize("NFC", text).casefold().translate(_WRITTEN_OUT))


def _otherwise(text: str) -> str:
    return _TWO_LETTERS.sub(lambda found: found[1] or found[2], _written_out(text))


def search_key(*fields: str, phone: str) -> str:
    """All that is kept, to be looked through."""
    return " ".join(kept_words(*fields, phone=phone))


def has_each(key: str, asked: Sequence[tuple[str, ...]]) -> bool:
    """Whether somebody of that ``search_key`` has, for each word ``looked_for``, one that begins so."""
    kept = f" {key}"
    return all(any(f" {each}" in kept for each in beginnings) for beginnings in asked)
