"""Dates and times as people write them in each language (pure)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names

DASH = "–"
# Between a number and its word, where Lithuanian and Norwegian end no line.
NBSP = "\u00a0"


def _month(language: str, day: date) -> str:
    return str(get_month_names("wide", locale=language)[day.month])


def weekday(language: str, day: date) -> str:
    """pirmadienis · Monday · mandag."""
    return str(get_day_names("wide", locale=language)[day.weekday()])


def short_weekday(language: str, day: date) -> str:
    """pr · Mon · man., as babel's abbreviations have it."""
    return str(get_day_names("abbreviated", locale=language)[day.weekday()])


def long_date(language: str, day: date) -> str:
    """2017 m. balandžio 3 d. · 3 April 2017 · 3. april 2017."""
    if language == "lt":
        return f"{day.year}{NBSP}m. {_month(language, day)} {day.day}{NBSP}d."
    return f"{day_and_month(language, day)} {day.year}"


def day_and_month(language: str, day: date) -> str:
    """balandžio 3 d. · 3 April · 3. april."""
    if language == "lt":
        return f"{_month(language, day)} {day.day}{NBSP}d."
    return f"{day.day}{'.' + NBSP if language == 'nb' else ' '}{_month(language, day)}"


def day_heading(language: str, day: date) -> str:
    """Antradienis, balandžio 4 d. · Tuesday 4 April · Tirsdag 4. april."""
    comma = "," if language == "lt" else ""
    return f"{weekday(language, day).capitalize()}{comma} {day_and_month(language, day)}"


def date_range(language: str, first: date, last: date) -> str:
    """2017 m. balandžio 3–6 d. · 3–6 April 2017 · 3.–6. april 2017; both days count."""
    if first == last:
        return long_date(language, first)
    dot, blank = (".", NBSP) if language == "nb" else ("", " ")
    if first.year != last.year:
        return f"{long_date(language, first)} {DASH} {long_date(language, last)}"
    if first.month != last.month:
        if language == "lt":
            return f"{first.year}{NBSP}m. {day_and_month(language, first)} {DASH} {day_and_month(language, last)}"
        return f"{day_and_month(language, first)} {DASH} {day_and_month(language, last)} {last.year}"
    if language == "lt":
        return f"{first.year}{NBSP}m. {_month(language, first)} {first.day}{DASH}{last.day}{NBSP}d."
    return f"{first.day}{dot}{DASH}{last.day}{dot}{blank}{_month(language, first)} {first.year}"


# Of a time that clocks show twice in the night in which they are put back, which of the two is meant.
_WHICH = {
    "lt": ("pirmą kartą", "antrą kartą"),
    "en": ("first time", "second time"),
    "nb": ("første gang", "andre gang"),
}


def clock_time(language: str, local: datetime) -> str:
    """09.00 in Lithuanian and Norwegian, 09:00 in English; ``local`` is in the zone to show."""
    return _clock(language, local) + _which(language, local)


def _clock(language: str, local: datetime) -> str:
    return f"{local:%H:%M}" if language == "en" else f"{local:%H.%M}"


def _which(language: str, local: datetime) -> str:
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return f" ({_WHICH[language][local.fold]})" if first != second else ""


_NEXT_DAY = {"lt": "kitą dieną", "en": "next day", "nb": "neste dag"}


def later_day(language: str, ends: datetime, starts: datetime) -> str:
    """What is said beside an end, if it is not on the day of the beginning: "next day" · "4 April"; else "".

    Both are in the zone to show. 00:00 needs no word: everybody takes it for the end of the day that was named.
    """
    days = (ends.date() - starts.date()).days
    if days == 0 or (days == 1 and ends.time() == time()):
        return ""
    return _NEXT_DAY[language] if days == 1 else day_and_month(language, ends.date())


def date_and_time(language: str, instant: datetime, timezone: str) -> str:
    """2017 m. kovo 20 d. 14.05 val. · 20 March 2017 at 14:05 · 20. mars 2017 kl. 14.05, in that zone."""
    local = instant.astimezone(ZoneInfo(timezone))
    day, clock, which = long_date(language, local.date()), _clock(language, local), _which(language, local)
    told = {"lt": f"{day} {clock}{NBSP}val.", "nb": f"{day} kl.{NBSP}{clock}"}.get(language, f"{day} at {clock}")
    return told + which


def date_of(language: str, instant: datetime, timezone: str) -> str:
    """The day of an instant on that zone's calendar, as ``long_date``."""
    return long_date(language, instant.astimezone(ZoneInfo(timezone)).date())


_LENGTHS = {"lt": ("val.", "min."), "en": ("h", "min"), "nb": ("t", "min")}


def length(language: str, start: datetime, end: datetime) -> str:
    """ "45 min", "2 h", "1 h 30 min", in hours and minutes that pass; "1 val. 30 min.", "1 t 30 min"."""
    whole = round((end - start).total_seconds()) // 60
    return minutes(language, whole) if whole else ""


def minutes(language: str, number: int) -> str:
    """The same of so many minutes; none: "0 min"."""
    hours, rest = divmod(number, 60)
    if not number:
        return f"0{NBSP}{_LENGTHS[language][1]}"
    numbers = zip((hours, rest), _LENGTHS[language], strict=True)
    return NBSP.join(f"{number}{NBSP}{unit}" for number, unit in numbers if number)
