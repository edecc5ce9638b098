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
_LONG: Final = re.compile(r"[^\W\d_]{16,}")


def hyphenate(text: str, language: str) -> str:
    """The text with soft hyphens where that language breaks words, in those of more than 15 letters."""
    return _LONG.sub(lambda found: _dictionary(language).inserted(found[0], SOFT_HYPHEN), text)


@cache
def _dictionary(language: str) -> "Pyphen":
    from pyphen import Pyphen  # a dictionary takes 50 ms to read, and most titles have no such word

    return Pyphen(lang=_DICTIONARIES[language])
