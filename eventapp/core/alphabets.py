"""Names in the order of a language's alphabet, by ICU (UTS 10 with CLDR's rules): Č after C in Lithuanian, Å last in
Norwegian.

ICU takes 40 ms and 11 MB to load. Of people the worker writes keys into columns, by which the database sorts (decision
151); a web process loads it where an organiser opens the list of time zones, and nowhere else.
"""

from functools import cache
from typing import Any, Final

from eventapp.core.text import LANGUAGES

MOST_BYTES: Final = 400
"""Of a key, so that an index holds it; an ordinary name has 60. Names that agree so far stand beside each other."""
_FORM: Final = 1
_BETWEEN: Final = "\ufffe"
"""Between the parts of a name: lower than every letter (UTS 35, part 5, 1.1), so that Berg comes before Berge, whatever
either is called besides."""


@cache
def version() -> str:
    """Of the keys: those of another version cannot be compared with them. At most 40 characters."""
    import icu

    return f"{_FORM}/{icu.ICU_VERSION}/{icu.UNICODE_VERSION}"


def sort_keys(*parts: str) -> dict[str, bytes]:
    """{language: key} of a name in its parts; keys sort as bytes, never empty."""
    name = _BETWEEN.join(parts)
    return {language: bytes(_collator(language).getSortKey(name))[:MOST_BYTES] for language in LANGUAGES}


@cache
def _collator(language: str) -> Any:
    import icu

    return icu.Collator.createInstance(icu.Locale(language))
