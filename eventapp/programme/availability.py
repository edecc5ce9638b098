"""When somebody can be there (pure): as people say it in three languages about the days of a visit; kept as hours are.

Kept as "2017-04-03 09:00-12:00,14:00-16:00; 2017-04-04 off" (programme.hours); nothing: always. A day that is not
named is free, and so is every day where no day of the week is named.
"""

import re
from datetime import date
from typing import Any, Final

from eventapp.core import dates
from eventapp.core.text import Message, translate
from eventapp.programme import hours
from eventapp.programme.hours import DAY, WHOLE, Hours, Spans
from eventapp.visits.fields import Control
from eventapp.visits.typed import MONTHS
from eventapp.visits.values import Unfit

HELP: Final = Message(
    "Empty: always. As people write it, for the days that are not free: 3 Apr 9–12, 14–16; 4 Apr not at all. Only "
    "organisers see it; what is planned at another time is listed as a clash."
)
UNREAD: Final = Message("“%(part)s” cannot be read. Write it like this: 3 Apr 9–12, 14–16; 4 Apr not at all.")
NO_HOURS: Final = Message("It is not said when on that day: “%(part)s”.")
HOURS: Final = (Control.HOURS, Control.AVAILABLE)
"""Fields whose values are kept as hours are."""
NOT_AT_ALL: Final = Message("not at all")
_MONTH: Final = rf"\b(?P<month>{'|'.join(MONTHS)})[^\W\d_]*\.?"
_FIRST: Final = r"(?<![\d.:-])(?P<day>\d{1,2})(?![\d:])"
_LAST: Final = r"(?:\s*[-–—]\s*(?P<last>\d{1,2})(?![\d:]))?"
_DATES: Final = (
    re.compile(rf"{_MONTH}\s*{_FIRST}{_LAST}\s*d\b\.?"),  # balandžio 3–4 d.
    re.compile(rf"(?<![\d.:-])(?P<day>\d{{1,2}})\.?(?:\s*[-–—]\s*(?P<last>\d{{1,2}})\.?)?\s*(?:d\.?\s*)?{_MONTH}"),
    re.compile(rf"{_MONTH}\s*{_FIRST}(?!\s*[-–—.])"),  # April 3
    re.compile(r"(?<![\d.:-])(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.(?!\s?(?:19|20|21)\d\d)(?!\d)"),  # 3.4.
)
_WORDS: Final = (
    (
        " off ",
        "not at all|cannot|can't|never|not|no|visiškai negali|visai negali|visai ne|negali|niekada|ne"
        "|ikke i det hele tatt|kan ikke|ikke|aldri|nei",
    ),
    (" all day ", "at any time|any time|anytime|always|bet kada|visada|når som helst|alltid"),
)
_FROM: Final = re.compile(
    r"\b(?:from|after|nuo|po|fra|etter)\s+(?:kl\.?\s*)?(?P<at>\d{1,2}(?:[.:]\d\d)?)(?![\d.:]*\s*(?:[-–—]|to\b|til\b|until\b|iki\b))"
)
_UNTIL: Final = re.compile(
    r"(?<![\d])(?<!\d\s)\b(?:until|till|before|iki|til|før)\s+(?:kl\.?\s*)?(?P<at>\d{1,2}(?:[.:]\d\d)?)"
)


def check(value: Any) -> str:
    """The form in which it is kept, of what a file says. Raises Unfit."""
    if not isinstance(value, str):
        raise Unfit('expected when they can be there in quotes, for example "2017-04-03 9-12, 14-16"')
    return _checked(_in_plain_words(value.lower()))


def read(typed: str, first: date, last: date) -> str:
    """The same of what was typed about a visit from ``first`` to ``last``: a day needs no year. Raises Unfit."""
    text = typed.lower()
    for pattern in _DATES:
        text = pattern.sub(lambda found: _dated(found, first, last), text)
    return _checked(_in_plain_words(text))


def _dated(found: re.Match[str], first: date, last: date) -> str:
    said = found.groupdict()
    month = int(said["number"]) if said.get("number") else MONTHS[said["month"]]
    try:
        days = [_day(int(said[each]), month, first, last) for each in ("day", "last") if said.get(each)]
    except ValueError:
        raise _unread(found[0]) from None
    return f" {' - '.join(map(str, days))} "


def _day(day: int, month: int, first: date, last: date) -> date:
    """In a year of the visit. Raises ValueError."""
    found = [date(year, month, day) for year in dict.fromkeys((first.year, last.year))]
    return next((each for each in found if first <= each <= last), found[0])


def _in_plain_words(text: str) -> str:
    """Words about people as those about houses, which ``hours`` reads."""
    for word, others in _WORDS:
        text = re.sub(rf"(?<![^\W_])(?:{others})(?![^\W_])", word, text)
    text = _FROM.sub(r" \g<at>-24:00 ", text)
    return _UNTIL.sub(r" 00:00-\g<at> ", text).replace("\n", "; ")


def _checked(text: str) -> str:
    try:
        return hours.check(text)
    except Unfit as unfit:
        part = str(unfit.values.get("part", ""))
        if unfit.told == hours.NO_HOURS:
            raise Unfit(str(unfit), NO_HOURS, part=part) from None
        if unfit.told == hours.UNREAD:
            raise _unread(part) from None
        raise


def _unread(part: str) -> Unfit:
    words = f'expected when they can be there, for example "2017-04-03 9-12, 14-16; 2017-04-04 off", found "{part}"'
    return Unfit(words, UNREAD, part=part.strip())


def told(language: str, kept: str, *, of_year: int | None = None) -> str:
    """In words, which ``read`` reads; a day without its year where that is ``of_year``."""
    if not kept:
        return ""
    found = hours.read(kept)
    week = hours.told(language, hours.write(Hours(found.week))) if found.week else ""
    days = (f"{_day_in_words(language, day, of_year)}: {_spans(language, found.on[day])}" for day in sorted(found.on))
    return "; ".join(filter(None, (week, *days)))


def in_words(language: str, control: Control, kept: str, year: int) -> str:
    """Of a field that HOURS has; "" for nothing."""
    return hours.told(language, kept) if control is Control.HOURS else told(language, kept, of_year=year)


def _day_in_words(language: str, day: date, of_year: int | None) -> str:
    return dates.day_and_month(language, day) if day.year == of_year else day.isoformat()


def _spans(language: str, spans: Spans) -> str:
    if not spans:
        return translate(language, NOT_AT_ALL)
    if spans == WHOLE:
        return translate(language, hours.ALL_DAY)
    return ", ".join(dates.DASH.join(_clock(language, at) for at in span) for span in spans)


def _clock(language: str, minutes: int) -> str:
    minutes = minutes - DAY if minutes > DAY else minutes
    words = f"{minutes // 60:02}:{minutes % 60:02}"
    return words if language == "en" else words.replace(":", ".")
