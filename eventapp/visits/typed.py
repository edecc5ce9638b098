"""Times, lengths, days and numbers as people type them in a form (pure), rewritten as ``values`` reads them.

A visit's file says each in one way only. What cannot be read stays as it was typed: the check that follows refuses it.
"""

import re
from collections.abc import Iterator, Set
from datetime import date, timedelta
from typing import Final

_MINUTE: Final = r"(?:min|minutes?|minutt(?:er)?|minut[eėę]s?|minučių)?\.?"
_CLOCK: Final = re.compile(
    rf"""
    (?:(?:kl\.?|at)\ ?)?
    (?P<hour>[0-9]{{1,2}})
    (?:
        (?P<together>[0-9]{{2}})                                   # 900, 0900
      | [.:](?P<apart>[0-9]{{2}})(?P<seconds>:[0-9]{{2}})?         # 9.00, 9:00, 9:00:30
      | \ ?(?:h|val)\.?\ ?(?P<spelt>[0-9]{{2}})(?:\ ?{_MINUTE})    # 9h30, 9 val. 30 min.
      | \ ?(?:h|val)\.?\ ?(?P<few>[0-9])\ ?(?=m){_MINUTE}          # 9 val. 5 min.
    )?
    (?:\ ?(?:h|val)\.?)?                                           # 9 h, 9.30 val.
    (?:\ ?(?P<half>[ap])\.?m\.?)?                                  # 9 a.m., 9:30pm
    (?:\ ?(?P<offset>[+-][0-9]{{2}}:[0-9]{{2}}))?                  # of an hour that clocks show twice
    """,
    re.VERBOSE,
)
_LENGTH: Final = re.compile(
    rf"""
    (?:(?P<hours>[0-9]{{1,2}}(?:[.,][0-9]{{1,2}})?)\ ?(?:h|t|time|timer|hours?|val)\.?)?\ ?
    (?:(?P<minutes>[0-9]{{1,5}})\ ?{_MINUTE})?
    """,
    re.VERBOSE,
)
_BY_NUMBER: Final = (
    ("jan", "saus"),
    ("feb", "vasar"),
    ("mar", "kov"),
    ("apr", "bal"),
    ("may", "mai", "geg"),
    ("jun", "birž", "birz"),
    ("jul", "liep"),
    ("aug", "rugp"),
    ("sep", "rugs"),
    ("oct", "okt", "spal"),
    ("nov", "lapkr"),
    ("dec", "des", "gruod"),
)
MONTHS: Final = {stem: number for number, stems in enumerate(_BY_NUMBER, start=1) for stem in stems}
"""{how it begins, in any of the languages: its number} of each month."""
_NAMED: Final = rf"(?P<name>{'|'.join(MONTHS)})[^\W\d_]*\.?"
_DAYS: Final = (
    re.compile(r"(?P<year>[0-9]{4})(?P<apart>[-. /])(?P<month>[0-9]{1,2})(?P=apart)(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[0-9]{4})"),
    re.compile(rf"(?P<year>[0-9]{{4}})(?: ?m\.?)? {_NAMED} ?(?P<day>[0-9]{{1,2}})(?: ?d\b\.?)?"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?{_NAMED},? (?P<year>[0-9]{{4}})"),
    re.compile(rf"{_NAMED} ?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})"),
)
_NOT_WHOLE: Final = (
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})"),
    re.compile(r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\."),
    re.compile(rf"{_NAMED} ?(?P<day>[0-9]{{1,2}})(?: ?d\b\.?)?"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?{_NAMED}"),
    re.compile(r"(?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})"),
)
_EITHER: Final = re.compile(r"[0-9]{1,2}[./][0-9]{1,2}(?:/[0-9]{4})?")
"""04.03 is the third of April in Lithuanian, the fourth of March in Norwegian; 3/4/2017 depends on who writes it."""
_NEAR: Final = timedelta(days=60)
_AT: Final = timedelta(days=7)
_DECIMAL: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")


def clock(typed: str) -> str:
    """09:00, with seconds and offset where they were typed, of 9, 09, 900, 0900, 9.00, 9h, 9 val., kl. 9, 9 a.m."""
    found = _CLOCK.fullmatch(_plain(typed))
    if not found:
        return typed
    hour, half = int(found["hour"]), found["half"]
    if half and not 1 <= hour <= 12:
        return typed
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute = found["together"] or found["apart"] or found["spelt"] or found["few"] or "0"
    offset = f" {found['offset']}" if found["offset"] else ""
    return f"{hour:02}:{int(minute):02}{found['seconds'] or ''}{offset}"


def length(typed: str) -> str:
    """The whole minutes of 45, 45 min., 1 h, 1,5 h, 1 val. 30 min."""
    found = _LENGTH.fullmatch(_plain(typed))
    if not found or not (found["hours"] or found["minutes"]):
        return typed
    minutes = float((found["hours"] or "0").replace(",", ".")) * 60 + int(found["minutes"] or 0)
    return str(int(minutes)) if minutes == int(minutes) else typed


def day(typed: str) -> str:
    """2017-04-03 of itself, 2017.04.03, 2017 04 03, 3.4.2017, 2017 m. balandžio 3 d., 3. april 2017."""
    found, rest = _day(_plain(typed))
    return typed if rest else found


def moment(typed: str) -> str:
    """A day and a clock time, each as here: 2017-03-01 12:00 of 1.3.2017 kl. 12; of a day alone that day."""
    found, rest = _day(_plain(typed))
    return f"{found} {clock(rest)}".strip() if found else typed


def near(typed: str, first: date, last: date) -> str:
    """Whole what begins with a day without its year, or that may be another: 2017-04-03 9:30 of 3.4. 9:30, 04.03 9:30,
    balandžio 3 d. 9:30, 3/4/2017 9:30.

    ``first``, ``last``: the days around which it is. What may be either of two days stays as it was typed.
    """
    plain = _plain(typed)
    if _day(plain)[0]:
        return typed
    for found in filter(None, (form.match(plain) for form in _NOT_WHOLE)):
        rest = plain[found.end() :]
        on = _nearest(set(_readings(found, first, last)), first, last)
        if on and rest[:1] in ("", "t", ",", " "):
            return f"{on} {rest.lstrip('t, ')}".strip()
    return typed


def decimal(typed: str) -> str:
    """With a point: 59.9139 of 59,9139. A minus is one however it looks."""
    plain = _plain(typed).replace("−", "-")
    return plain.replace(",", ".") if _DECIMAL.fullmatch(plain) else plain


def _plain(typed: str) -> str:
    return " ".join(typed.lower().split())


def _day(plain: str) -> tuple[str, str]:
    """(the day with which it begins, what follows); the day "" where it begins with none."""
    for form in _DAYS:
        if found := form.match(plain):
            rest = plain[found.end() :]
            if not rest or rest[0] in "t, ":
                return f"{found['year']}-{_month(found):02}-{int(found['day']):02}", rest.lstrip("t, ")
    return "", plain


def _month(found: re.Match[str]) -> int:
    said = found.groupdict()
    return MONTHS[said["name"]] if "name" in said else int(said["month"])


def _nearest(days: Set[date], first: date, last: date) -> date | None:
    """The only one of them that is near, or that is hardly apart from these days; None: it may be several, or none."""
    for most in (_NEAR, _AT):
        fitting = [day for day in days if first - most <= day <= last + most]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _readings(found: re.Match[str], first: date, last: date) -> Iterator[date]:
    """The days that it may be, in its year or those around these days."""
    month, day, year = _month(found), int(found["day"]), found.groupdict().get("year")
    either = [(month, day), (day, month)] if _EITHER.fullmatch(found[0]) else [(month, day)]
    for one in [int(year)] if year else range(first.year - 1, last.year + 2):
        for reading in either:
            try:
                yield date(one, *reading)
            except ValueError:
                continue
