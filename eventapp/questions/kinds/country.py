"""A country (pure), by ISO 3166-1."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from babel import Locale

from eventapp.core.alphabets import sort_keys
from eventapp.core.text import Message
from eventapp.questions.kinds.kind import Control, Kind, NoSuchChoice

# Two letters that CLDR has and ISO 3166-1 has not: unions, and places that belong to a country which has its own.
_NONE: Final = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@cache
def countries(language: str) -> Mapping[str, str]:
    """{code of two letters: what it is called}, in the order of the language's alphabet."""
    named = Locale.parse(language).territories.items()
    found = {code: str(name) for code, name in named if len(code) == 2 and code.isalpha() and code not in _NONE}
    return dict(sorted(found.items(), key=lambda item: sort_keys(item[1])[language]))


class Country(Kind):
    """Kept as its code, "LT"."""

    name = "country"
    label = Message("Country")
    control = Control.ONE
    autocomplete = "country"

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Raises NoSuchChoice."""
        if typed and typed not in countries("en"):
            raise NoSuchChoice
        return typed

    def choices(self, language: str, among: Mapping[str, str]) -> Mapping[str, str]:
        """All countries."""
        return countries(language)

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """What the country is called."""
        return countries(language).get(kept, kept)
