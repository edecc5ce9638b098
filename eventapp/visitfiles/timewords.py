"""Days and hours as people write them in tables, in three languages (pure).

A day is compared with those of the visit, so that "3 d.", "Monday" or "04/03" need no year: what fits one day is that
one, what fits several is asked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names

from eventapp.core.text import LANGUAGES, Message, fold
from eventapp.visits import typed, values
from eventapp.visits.values import Unfit

NO_DAY: Final = Message("This is not understood as a day. Write it as in 2017-04-03.")
OTHER_DAY: Final = Message("The visit is not on that day.")
OTHER_WEEKDAY: Final = Message("That day of the week is another date. Which is right?")
WHICH_DAY: Final = Message("Which day is meant?")
NO_HOURS: Final = Message("These are not understood as hours. Write them as in 9:00–10:30.")
NO_LENGTH: Final = Message("This is not understood as a length. Write it as in 45 min.")
NO_END: Final = Message("It is not said when it ends.")
NO_BEGINNING: Final = Message("It is not said when it begins.")
NO_DAY_SAID: Final = Message("It is not said on which day.")
ENDS_BEFORE: Final = Message("It ends before it begins.")
LONGEST_NIGHT: Final = timedelta(hours=10)
"""What ends so long after it begins, or earlier, may end on the day after; else the hours are a slip."""
_LATER: Final = frozenset(
    ("tba", "tbd", "to be announced", "bus pranesta", "bus patikslinta", "kunngjores senere", "ikke bestemt", "?", "–")
)
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of the numbers that spreadsheets write for days (from 1 March 1900 on)."""


class WhichDay(Unfit):
    """``days``: those that are meant, perhaps."""

    def __init__(self, days: Sequence[date], told: Message = WHICH_DAY) -> None:
        super().__init__("expected one day", told)
        self.days = tuple(days)


@dataclass(frozen=True, slots=True)
class Span:
    """``ends`` None: not said."""

    begins: str
    ends: str | None


def is_later(words: str) -> bool:
    """Whether it says that this is to be announced."""
    return fold(words) in _LATER


# ---- days


def read_day(words: str, days: Sequence[date]) -> date:
    """Which of the visit's days is meant. Raises WhichDay, Unfit."""
    plain = re.sub(r"[ t]0?0:00(:00)?$", "", fold(words).strip(" ,"))
    named, rest = _weekday(plain)
    if not rest and named is not None:
        return _one([day for day in days if day.weekday() == named])
    readings = list(dict.fromkeys(_readings(rest, days)))
    if not readings:
        raise Unfit("expected a day", NO_DAY)
    found = [day for day in readings if day in days]
    fitting = [day for day in found if named in (None, day.weekday())]
    if found and not fitting:
        raise WhichDay([*found, *(day for day in days if day.weekday() == named)], OTHER_WEEKDAY)
    return _one(fitting)


def _one(days: Sequence[date]) -> date:
    if len(days) > 1:
        raise WhichDay(days)
    if not days:
        raise Unfit("expected a day of the visit", OTHER_DAY)
    return days[0]


def _readings(plain: str, days: Sequence[date]) -> Iterator[date]:
    """All days that these words may mean; of those without a year the visit's years count."""
    years = sorted({day.year for day in days})
    # of a stroke either order is asked back; words are read below, where they may leave out the year
    whole = typed.day(plain) if re.match(r"\d{4}\D|\d+\.", plain) else plain
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", whole):
        yield from _dates([int(found[1])], int(found[2]), int(found[3]))
    elif found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", plain):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        yield from _dates([year], int(found[2]), int(found[1]))
        yield from _dates([year], int(found[1]), int(found[2]))
    elif found := re.fullmatch(r"(\d{1,2})([/. -]) ?(\d{1,2})\.?", plain):
        # 3.4. is the third of April; 04-03 and 04 03 are Lithuanian for it; a stroke may be either
        if found[2] in "/.":
            yield from _dates(years, int(found[3]), int(found[1]))
        if found[2] in "/- ":
            yield from _dates(years, int(found[1]), int(found[3]))
    elif re.fullmatch(r"[1-9]\d{4}", plain):
        yield _EPOCH + timedelta(days=int(plain))
    else:
        yield from _in_words(plain, days, years)


def _in_words(plain: str, days: Sequence[date], years: Sequence[int]) -> Iterator[date]:
    """3 d. · balandžio 3 d. · 3. april 2017 · April 3rd · 2 diena · day 2."""
    if found := re.fullmatch(r"(?:day|diena|dag) ?(\d{1,2})|(\d{1,2})(?:\.|-oji|-a|-ji)? ?(?:diena|dag|day)", plain):
        number = int(found[1] or found[2])
        yield from [days[0] + timedelta(days=number - 1)] if number else []
    elif found := re.fullmatch(r"(\d{1,2}) ?(?:d\.?|\.|-oji|st|nd|rd|th)?", plain):
        fitting = [day for day in days if day.day == int(found[1])]
        yield from fitting or _dates(years, days[0].month, int(found[1]))
    else:
        tokens = re.findall(r"[a-z]+|\d+", plain)
        said = [token for token in tokens if token not in ("m", "d", "men", "st", "nd", "rd", "th", "of", "den")]
        months = [month for token in said if (month := _months().get(token))]
        numbers = [int(token) for token in said if token.isdigit()]
        if len(months) == 1 and len(said) == len(numbers) + 1 and 1 <= len(numbers) <= 2:
            year = [number for number in numbers if number > 31] or list(years)
            day = [number for number in numbers if number <= 31]
            yield from _dates(year, months[0], day[0]) if len(day) == 1 else ()


def _dates(years: Sequence[int], month: int, day: int) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _weekday(plain: str) -> tuple[int | None, str]:
    """(the day of the week with which it begins, what follows)."""
    found = re.match(r"([a-z]+)\.?[,\s]*(.*)$", plain, re.DOTALL)
    number = _weekdays().get(found[1]) if found else None
    return (None, plain) if found is None or number is None else (number, found[2].strip(" ,()"))


@cache
def _weekdays() -> dict[str, int]:
    """{folded name: its number}; Lithuanian in the case of "on Monday", too; short ones as Babel has them."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_day_names(width, locale=language).items():
                plain = fold(str(name)).rstrip(".")
                found |= {plain: number, plain.removesuffix("is") + "i": number}
    return found


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = get_month_names(width, context=context, locale=language)
                found |= {fold(str(name)).rstrip("."): number for number, name in names.items()}
    return {name: number for name, number in found.items() if name.isalpha()}


# ---- hours


def read_span(words: str) -> Span:
    """ "09:00" and "10:30" of 9–10.30, 9:00 - 10:30, nuo 9 iki 10.30 val., kl. 9 til 10.30; or a beginning alone.

    Raises Unfit.
    """
    # a clock of a file may come with the day 0 of spreadsheets
    plain = re.sub(r"^(?:\d{4}-\d\d-\d\d[ t]|(?:nuo|from|fra|between|tarp)\s+)", "", words.strip().lower())
    parts = re.split(r"\s*(?:[–—−-]|\biki\b|\bto\b|\btil\b|\band\b|\bir\b)\s*", plain)
    if len(parts) > 2 or not parts[0]:
        raise Unfit("expected hours", NO_HOURS)
    begins, *ends = [read_clock(part) if part else "" for part in parts]
    return Span(begins, ends[0] if ends and ends[0] else None)


def read_clock(words: str) -> str:
    """ "09:00", as ``typed.clock`` reads it; seconds of files are left out. Raises Unfit."""
    plain = re.sub(r"^\d{4}-\d\d-\d\d[ tT]", "", words.strip())
    said = typed.clock(re.sub(r"^(\d{1,2}:\d\d):00(\.0+)?$", r"\1", plain))
    found = re.fullmatch(r"(\d\d):(\d\d)", said)
    if not found or int(found[1]) > 24 or int(found[2]) > 59 or (found[1] == "24" and found[2] != "00"):
        raise Unfit("expected a time", NO_HOURS)
    return said


def read_length(words: str) -> timedelta:
    """Raises Unfit."""
    if found := re.fullmatch(r"(\d{1,2}):(\d\d)(:00)?", words.strip()):
        return timedelta(hours=int(found[1]), minutes=int(found[2]))
    minutes = typed.length(words)
    if not (minutes.isascii() and minutes.isdigit()) or not 0 < int(minutes) <= 48 * 60:
        raise Unfit("expected a length", NO_LENGTH)
    return timedelta(minutes=int(minutes))


def instants(day: date, span: Span, length: timedelta | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Beginning and end (UTC) of what takes place on that day; an end of before the beginning is one in the night.

    Raises Unfit.
    """
    begins = _instant(day, span.begins, zone)
    if span.ends is None:
        if length is None:
            raise Unfit("expected an end", NO_END)
        return begins, begins + length
    ends = _instant(day, span.ends, zone)
    if ends > begins:
        return begins, ends
    ends = _instant(day + timedelta(days=1), span.ends, zone)
    if ends - begins > LONGEST_NIGHT:
        raise Unfit("expected an end after the beginning", ENDS_BEFORE)
    return begins, ends


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """24:00 is the beginning of the day after."""
    if clock == "24:00":
        return values.wall_clock(day + timedelta(days=1), time(), zone)
    return values.wall_clock(day, clock, zone)
