"""Opening hours (pure): read as people type them in three languages, kept in one form, told in the reader's.

Kept as "Mo-Fr 08:00-16:00; Sa 10:00-12:00,13:00-15:00; 2017-04-05 off", the order of OpenStreetMap's opening_hours.
A day that no rule names is closed; where no rule names hours of the week, every day is open that is not named.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.text import Message, translate
from eventapp.visits import typed
from eventapp.visits.values import FIRST_YEAR, LAST_YEAR, TOO_LONG, Unfit

LENGTH: Final = 500
DAY: Final = 24 * 60
LONGEST_RANGE: Final = 366
HELP: Final = Message(
    "As people write them: Mo–Fr 8–16, Sa 10–14, 2017-04-05 closed. What is planned outside them is listed as a clash."
)
UNREAD: Final = Message("“%(part)s” cannot be read. Write it like this: Mo–Fr 8–16, Sa 10–14, 2017-04-05 closed.")
TWICE: Final = Message("“%(part)s” has been said already. Please say each day once.")
NO_HOURS: Final = Message("It is not said when it is open: “%(part)s”.")
CLOSED: Final = Message("closed")
ALL_DAY: Final = Message("all day")
EVERY_DAY: Final = Message("every day")

Spans = tuple[tuple[int, int], ...]
"""(from, to) in minutes of a day's clock, in order, none touching another; after 1440 it is the next day."""
WHOLE: Final[Spans] = ((0, DAY),)
ALWAYS: Final = "Mo-Su 00:00-24:00"
_CODES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONDAY: Final = date(2017, 4, 3)


@dataclass(frozen=True, slots=True)
class Hours:
    """``week``: of Monday to Sunday, () closed; None: every day is open. ``on``: of days that are otherwise."""

    week: tuple[Spans, ...] | None = None
    on: Mapping[date, Spans] = field(default_factory=dict)

    def of(self, day: date) -> Spans:
        """When it is open that day."""
        if day in self.on:
            return self.on[day]
        return WHOLE if self.week is None else self.week[day.weekday()]

    def spans(self, first: date, last: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
        """(from, until) as instants, aware UTC, of these days and the night before them; what touches stays apart."""
        days = [first + timedelta(days=number) for number in range(-1, (last - first).days + 1)]
        return [tuple(_instant(day, at, zone) for at in span) for day in days for span in self.of(day)]  # type: ignore[misc]


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Of a clock on the wall; one that the night of a clock change skips is the next that there is."""
    return (datetime.combine(day, time()) + timedelta(minutes=minutes)).replace(tzinfo=zone).astimezone(UTC)


def check(value: Any) -> str:
    """The form in which they are kept, of what a file or a form says; "" for nothing. Raises Unfit."""
    if not isinstance(value, str):
        raise Unfit('expected opening hours in quotes, for example "Mo-Fr 8-16"')
    kept = write(read(value)) if value.strip() else ""
    if len(kept) > LENGTH:
        words = f"expected at most {LENGTH} characters, found {len(kept)}"
        raise Unfit(words, TOO_LONG, characters=LENGTH, typed=len(kept))
    return kept


def write(hours: Hours) -> str:
    """As they are kept."""
    rules = [f"{_days_as(days, _CODES, '-', ',')} {_spans_as_kept(spans)}" for days, spans in _rules(hours)]
    return "; ".join([*rules, *(f"{day} {_spans_as_kept(hours.on[day])}" for day in sorted(hours.on))])


def _spans_as_kept(spans: Spans) -> str:
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans) or "off"


def _clock(minutes: int) -> str:
    """24:00 is the end of the day; what ends later says so by a clock before its beginning."""
    minutes = minutes - DAY if minutes > DAY else minutes
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _rules(hours: Hours) -> list[tuple[list[int], Spans]]:
    """(days, spans) of the week: those that are alike together, by their first day; closed ones are not named."""
    if hours.week is None:
        return []
    alike: dict[Spans, list[int]] = {}
    for number, spans in enumerate(hours.week):
        alike.setdefault(spans, []).append(number)
    return [(days, spans) for spans, days in alike.items() if spans or len(days) == 7]


def _days_as(days: Sequence[int], names: Sequence[str], dash: str, comma: str) -> str:
    """Mo-We,Fr of [0, 1, 2, 4]."""
    runs: list[list[int]] = []
    for number in days:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return comma.join(names[run[0]] + (f"{dash}{names[run[-1]]}" if len(run) > 1 else "") for run in runs)


def lines(language: str, kept: str, *, plain: bool = False) -> list[tuple[str, str]]:
    """[(days, hours)] in words: "pr–pn", "8.00–16.00". ``plain``: days of the calendar as 2017-04-05, which ``read``
    reads, as it reads all else that stands here."""
    if not kept:
        return []
    hours, names = read(kept), [dates.short_weekday(language, _MONDAY + timedelta(days=n)) for n in range(7)]
    told = [
        (
            translate(language, EVERY_DAY) if len(days) == 7 else _days_as(days, names, dates.DASH, ", "),
            _spans_in_words(language, spans),
        )
        for days, spans in _rules(hours)
    ]
    on = ((day, _spans_in_words(language, hours.on[day])) for day in sorted(hours.on))
    return [*told, *((day.isoformat() if plain else dates.long_date(language, day), words) for day, words in on)]


def told(language: str, kept: str, *, plain: bool = False) -> str:
    """The same in one line."""
    if kept == ALWAYS:
        return translate(language, ALL_DAY)
    return "; ".join(" ".join(pair) for pair in lines(language, kept, plain=plain))


def _spans_in_words(language: str, spans: Spans) -> str:
    if spans in ((), WHOLE):
        return translate(language, ALL_DAY if spans else CLOSED)
    return ", ".join(dates.DASH.join(_clock_in_words(language, at) for at in span) for span in spans)


def _clock_in_words(language: str, minutes: int) -> str:
    return _clock(minutes) if language == "en" else _clock(minutes).replace(":", ".")


# What people call it; a dot behind is passed over, and so is a Lithuanian ending.
_DAY_WORDS: Final = (
    "mo mon monday ma man mandag pr pirm pirmadienis pirmadienį pirmadieniais pirmadienio i",
    "tu tue tues tuesday ti tir tirs tirsdag an antr antradienis antradienį antradieniais antradienio ii",
    "we wed wednesday on ons onsdag tr treč trec trečiadienis treciadienis trečiadienį trečiadieniais iii",
    "th thu thur thurs thursday to tor tors torsdag kt ketv ketvirtadienis ketvirtadienį ketvirtadieniais iv",
    "fr fri friday fre fredag pn penkt penktadienis penktadienį penktadieniais penktadienio v",
    "sa sat saturday lø lo lør lor lørdag lordag št st šešt sest šeštadienis sestadienis šeštadienį šeštadieniais vi",
    "su sun sunday sø so søn son søndag sondag sk sekm sekmadienis sekmadienį sekmadieniais sekmadienio vii",
)
_DAYS: Final = {word: number for number, words in enumerate(_DAY_WORDS) for word in words.split()}
_KINDS: Final = {
    "closed": ("off", "closed", "close", "stengt", "lukket", "uždaryta", "uzdaryta", "nedirba", "nedirbama"),
    "every": ("daily", "every day", "everyday", "all days", "daglig", "hver dag", "alle dager", "kasdien"),
    "whole": ("all day", "24 hours", "hele døgnet", "døgnåpent", "hele dagen", "visą parą", "visą dieną"),
    "workdays": ("weekdays", "working days", "hverdager", "darbo dienomis", "d. d."),
    "weekend": ("weekend", "weekends", "helg", "helger", "savaitgalį", "savaitgaliais"),
    "until": ("to", "til", "till", "until", "iki"),
    "filler": ("from", "fra", "nuo", "and", "og", "ir", "at", "open", "åpent", "atidaryta", "dirba", "kl", "val", "h"),
}
_WORDS: Final = {word: kind for kind, words in _KINDS.items() for word in words}
_TOKEN: Final = re.compile(
    r"(?P<date>(?:19|20|21)\d\d([-. ])\d{1,2}\2\d{1,2}(?!\d)|\d{1,2}\. ?\d{1,2}\. ?(?:19|20|21)\d\d)"
    r"|(?P<always>24 ?/ ?7)"
    rf"|(?P<phrase>{'|'.join(re.escape(word) for word in _WORDS if ' ' in word)})"
    r"|(?P<time>\d{1,2} ?h ?\d\d(?!\d)|\d{1,4}(?:[.:]\d\d(?!\d))?(?: ?[ap]\.?m\b\.?)?)"
    r"|(?P<word>[^\W\d_]+\.?)"
    r"|(?P<dash>[-‐‑‒–—−])"
    r"|(?P<apart>[\s,;:/&+.]+)"
    r"|(?P<other>.)"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    value: Any = None


def _tokens(text: str) -> Iterator[_Token]:
    before = ""
    for found in _TOKEN.finditer(" ".join(text.split()).lower()):
        kind, part = found.lastgroup or "", found[0]
        word = part.rstrip(".")
        before, last = (before + part if kind == "apart" else kind), before
        if kind == "date":
            yield _Token(kind, part, _date(part))
        elif kind == "time":
            yield _Token(kind, part, _minutes(part))
        elif word in _WORDS and not (word == "to" and last not in ("time ", "word ")):  # else a Norwegian's Thursday
            yield _Token(_WORDS[word], part)
        elif word in _DAYS:
            yield _Token("day", part, _DAYS[word])
        elif kind in ("word", "other"):
            raise _unread(part)
        elif kind != "apart":
            yield _Token(kind, part)


def _date(part: str) -> date:
    try:
        day = date.fromisoformat(typed.day(part))
    except ValueError:
        raise _unread(part) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _unread(part)
    return day


def _minutes(part: str) -> int:
    hour, _, minute = typed.clock(part).partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(minute) < 60 and int(hour) * 60 + int(minute) <= DAY):
        raise _unread(part)
    return int(hour) * 60 + int(minute)


def _unread(part: str) -> Unfit:
    words = f'expected opening hours, for example "Mo-Fr 8-16; Sa 10-14; 2017-04-05 closed", found "{part}"'
    return Unfit(words, UNREAD, part=part)


@lru_cache(maxsize=512)
def read(text: str) -> Hours:
    """What was typed, or is kept; of nothing, every day. Raises Unfit, with the part that cannot be read."""
    if not text.strip():
        return Hours()
    reader = _Reader(list(_tokens(text)))
    reader.read()
    return Hours(reader.whole_week(), reader.on)


class _Reader:
    """Walks the tokens once: days, then their hours, then other days."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.at = tokens, 0
        self.named: list[tuple[str, int | date]] = []
        self.hours: list[tuple[int, int]] | None = None
        self.week: dict[int, Spans] = {}
        self.on: dict[date, Spans] = {}

    def read(self) -> None:
        """Fills ``week`` and ``on``."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind in ("day", "date", "every", "workdays", "weekend", "always"):
                self._name(token)
            if token.kind == "time":
                self._add(token, (token.value, self._end_of(token)))
            elif token.kind in ("closed", "whole", "always"):
                self._add(token, *(() if token.kind == "closed" else WHOLE))
            elif token.kind in ("dash", "until"):
                raise _unread(token.text)
        self._finish()

    def whole_week(self) -> tuple[Spans, ...] | None:
        """Of seven days; where only closed ones are named, the others are open."""
        if not self.week:
            return None
        other: Spans = () if any(self.week.values()) or len(self.week) == 7 else WHOLE
        return tuple(self.week.get(number, other) for number in range(7))

    def _name(self, token: _Token) -> None:
        if self.hours is not None:
            self._finish()
        last = self._range_after(token.kind)
        if token.kind == "date":
            days = ((last.value if last else token.value) - token.value).days
            if not 0 <= days < LONGEST_RANGE:
                raise _unread(f"{token.text}–{last.text if last else ''}")
            self.named += [(token.text, token.value + timedelta(days=number)) for number in range(days + 1)]
        elif token.kind == "day":
            count = ((last.value if last else token.value) - token.value) % 7
            self.named += [(token.text, (token.value + number) % 7) for number in range(count + 1)]
        else:
            first, until = {"workdays": (0, 5), "weekend": (5, 7)}.get(token.kind, (0, 7))
            self.named += [(token.text, number) for number in range(first, until)]

    def _range_after(self, kind: str) -> _Token | None:
        """The last day of a range that begins with the one just read."""
        following = self.tokens[self.at : self.at + 2]
        if kind in ("day", "date") and [token.kind for token in following] in (["dash", kind], ["until", kind]):
            self.at += 2
            return following[1]
        return None

    def _end_of(self, token: _Token) -> int:
        following = [each for each in self.tokens[self.at : self.at + 3] if each.kind != "filler"][:2]
        if [each.kind for each in following] not in (["dash", "time"], ["until", "time"]):
            raise _unread(token.text)
        end = following[1]
        self.at = self.tokens.index(end, self.at) + 1
        if token.value in (end.value, DAY):
            raise _unread(f"{token.text}–{end.text}")
        return int(end.value) if end.value > token.value else int(end.value) + DAY

    def _add(self, token: _Token, *spans: tuple[int, int]) -> None:
        if self.hours is not None and not (spans and self.hours):
            raise _unread(token.text)
        self.hours = [*(self.hours or ()), *spans]

    def _finish(self) -> None:
        """The days that were named have those hours; of none, every day."""
        if self.hours is None:
            raise _no_hours(self.named)
        spans = _joined(self.hours)
        if any(end - start > DAY - (start > 0) for start, end in spans):
            raise _unread(_spans_as_kept(spans))
        for text, day in self.named or [("", number) for number in range(7)]:
            kept: dict[Any, Spans] = self.on if isinstance(day, date) else self.week
            # "every day 9–17, Su closed": what is closed may have been named before
            if day in kept and spans:
                raise Unfit(f"expected each day once, found {text} twice", TWICE, part=text or _spans_as_kept(spans))
            kept[day] = spans
        self.named, self.hours = [], None


def _no_hours(named: Sequence[tuple[str, Any]]) -> Unfit:
    part = " ".join(dict.fromkeys(text for text, _ in named))
    return Unfit(f'expected hours or "closed" after "{part}", found none', NO_HOURS, part=part)


def _joined(hours: Sequence[tuple[int, int]]) -> Spans:
    """In order; what touches or overlaps is one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(hours):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)
