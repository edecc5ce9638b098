"""Languages that people speak (pure): those that can be chosen, and what they are called in each of ours."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from babel import Locale

from eventapp.core.alphabets import sort_keys
from eventapp.core.text import LANGUAGES

SPOKEN: Final = (*LANGUAGES, *["da", "de", "es", "et", "fi", "fr", "is", "it", "lv", "pl", "ru", "se", "sv", "uk"])
"""ISO 639-1."""
_CALLED: Final = {"nb": "no"}  # who speaks Norwegian writes it in one way or the other


@cache
def spoken_in_words(language: str, code: str) -> str:
    """lietuvių · Lithuanian · litauisk."""
    return str(Locale.parse(language).languages.get(_CALLED.get(code, code), code))


def all_in_words(language: str, codes: Iterable[str]) -> str:
    """Their names, one after the other."""
    return ", ".join(spoken_in_words(language, code) for code in codes)


@cache
def spoken_choices(language: str) -> tuple[tuple[str, str], ...]:
    """(code, what it is called): ours first, then the others by the alphabet."""
    others = [(code, spoken_in_words(language, code)) for code in SPOKEN[len(LANGUAGES) :]]
    ours = [(code, spoken_in_words(language, code)) for code in LANGUAGES]
    return (*ours, *sorted(others, key=lambda item: sort_keys(item[1])[language]))
