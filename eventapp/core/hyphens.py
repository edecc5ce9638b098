"""Soft hyphens in the long words of titles (pure), for pages alone: what is searched, copied or sent goes without.

Debian's Chromium hyphenates neither Lithuanian nor Norwegian nor English by itself.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyphen import Pyphen

SOFT_HYPHEN: Final = "\u00ad"
_DICTIONARIES: Final = {"lt": "lt", "en": "en_GB", "nb": "nb_NO"}
_PREFIX: Final = re.compile(r"(?:(?:de|re)(?=in)|non|over|multi)(?=\w)", re.IGNORECASE)
"""English ones that the dictionary does not know in long words: it breaks Dein-stitution, rein-dustrial, nondis-cr."""
_LONG: Final = re.compile(r"[^\W\d_]{16,}")


def hyphenate(text: str, language: str) -> str:
    """The text with soft hyphens where that language breaks words, in those of more than 15 letters."""
    return _LONG.sub(lambda found: _hyphenated(found[0], language), text)


def _hyphenated(word: str, language: str) -> str:
    found = _PREFIX.match(word) if language == "en" else None
    prefix = found[0] if found else ""
    rest = str(_dictionary(language).inserted(word[len(prefix) :], SOFT_HYPHEN))
    return f"{prefix}{SOFT_HYPHEN}{rest}" if prefix else rest


@cache
def _dictionary(language: str) -> "Pyphen":
    from pyphen import Pyphen  # a dictionary takes 50 ms to read, and most titles have no such word

    return Pyphen(lang=_DICTIONARIES[language])
