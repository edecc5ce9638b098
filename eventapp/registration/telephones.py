"""Telephone numbers as people write them, in the one form in which they are stored, E.164 (pure).

Without a country code a number may be of several countries: of which one is asked, never guessed.
"""

import re
from typing import Final

import phonenumbers

from eventapp.core.text import clean_line
from eventapp.registration.errors import MoreThanATelephone, NotATelephone, WhichCountry

HOME: Final = {"lt": "LT", "nb": "NO"}
"""Whose numbers readers of a language write without a country code."""
COUNTRIES: Final = ("LT", "NO", "LV", "EE", "PL", "SE", "DK", "FI", "IS", "DE", "GB", "UA")
"""Of which a number without a country code may be (ISO 3166-1), in the order in which they are offered."""
_LABEL: Final = re.compile(r"(?:tel|tlf|mob)[^\W\d_]*[.:]*\s*", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[\d\s()+./~\u2010-\u2015-]*")


def parse(typed: str, language: str, country: str = "") -> str:
    """E.164 of what a reader of that language typed. ``country``: of which it is, as they said when they were asked.

    Raises NotATelephone; MoreThanATelephone, where something would be lost; WhichCountry.
    """
    text = clean_line(typed)
    label = _LABEL.match(text)
    text = text[label.end() :] if label else text
    if not _SIGNS.fullmatch(text):
        raise MoreThanATelephone
    digits = re.sub(r"\D", "", text)
    if text.lstrip(" (").startswith("+") or digits.startswith("00"):
        number = _number(f"+{digits.removeprefix('00')}", None)
        if number is None:
            raise NotATelephone
        return number
    found = {each: number for each in COUNTRIES if (number := _number(digits, each))}
    if country in found:
        return found[country]
    if not found:
        raise NotATelephone
    home = HOME.get(language, "")
    if home in found and not ({*HOME.values()} - {home}) & found.keys():
        return found[home]
    raise WhichCountry(dict(sorted(found.items(), key=lambda item: item[0] != home)))


def _number(digits: str, country: str | None) -> str | None:
    """E.164; None: no such number. Raises MoreThanATelephone where digits would be left out."""
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    made: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not digits.endswith(str(number.national_number)):
        raise MoreThanATelephone
    return made
