"""What a value in a visit's file must be (pure): each check takes what TOML gave and returns what is kept.

A check raises Unfit with what was expected. The empty string means "nothing" wherever nothing is allowed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from eventapp.core import mailboxes
from eventapp.core.errors import Refusal
from eventapp.core.text import LANGUAGES, Message, clean_line, clean_text, translate
from eventapp.visits.spoken import SPOKEN

Value = str | int | float | bool | date | datetime | tuple[str, ...] | None
Check = Callable[[Any], Value]

LINE, SUMMARY, TEXT = 200, 600, 8_000
FIRST_YEAR, LAST_YEAR = 1970, 2199
_CODE = re.compile(r"[a-z0-9-]{1,40}")
_UID = re.compile(r"[!-~]{1,120}")
_TELEPHONE = re.compile(r"\+[0-9](?:[ ().-]{0,2}[0-9]){6,14}")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ?([+-][0-9]{2}:[0-9]{2}))?")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T](.+)")


NOT_READ = Message("What was sent here cannot be read. Please type it anew.")
NOT_ONE_LINE = Message("Please write it in one line.")
NOT_LISTED = Message("Please choose one from the list.")
NO_YES = Message("Please say yes or no.")
NO_LANGUAGES = Message("Please name each language once: lt, en, nb.")
CODE_OF_OTHERS = Message("“other” stands for organisations that are not listed. Please choose another code.")
TOO_LONG = Message("Please write at most %(characters)s characters; these are %(typed)s.")
NOT_WORDS = Message("There is a character in it that cannot be printed.")
NO_ADDRESS = Message("A web address begins with http:// or https://.")
NOT_SECURE = Message("The link begins with https://.")
NO_TELEPHONE = Message("Please write the number with its country code, as in +370 612 34567.")
NO_NUMBER = Message("Please write a whole number from %(low)s to %(high)s.")
NO_DEGREES = Message("Please write degrees from -%(limit)s to %(limit)s, for example 59.9139.")
NO_DAY = Message("Please write a day, for example 2017-04-03.")
NO_SUCH_DAY = Message("There is no such day. Please look at the day and the month.")
NO_MOMENT = Message("Write the day and the time like this: 2017-03-01 12:00.")
NO_CLOCK = Message("Please add the time, as in 2017-03-01 12:00.")
NO_TIME = Message("Please write a time, for example 09:00.")
NO_ZONE = Message("Please write the name of a time zone, for example Europe/Oslo.")
NO_LANGUAGE = Message("Write the language as two letters, for example lt.")
NO_CODE = Message("A code has 1 to 40 small letters a–z, digits and hyphens.")
NEVER_SHOWN = Message("Clocks never show %(time)s on that day: they are put forward.")
WRONG_OFFSET = Message("Clocks show another offset at %(time)s on that day. Please write %(right)s.")
SHOWN_TWICE = Message("Clocks show %(time)s twice on that day. Please write %(first)s or %(second)s.")


class Unfit(ValueError):
    """The value cannot be taken; the text says what a file should have, in English.

    ``told``: the same for a form, translated where it is shown, filled in with ``values``; ``field``: of the form.
    """

    field = ""

    def __init__(self, words: str, told: Message = NOT_READ, **values: object) -> None:
        super().__init__(words)
        self.told, self.values = told, values

    def text(self, language: str) -> str:
        return translate(language, self.told, **self.values)


def one_line(limit: int = LINE) -> Check:
    """A text without line breaks."""
    return lambda value: _words(value, limit, several=False)


def several_lines(limit: int = TEXT) -> Check:
    """A text that may have line breaks and paragraphs."""
    return lambda value: _words(value, limit, several=True)


def _words(value: Any, limit: int, *, several: bool) -> str:
    if not isinstance(value, str):
        raise Unfit("expected a text in quotes")
    if not several and re.search(r"[\r\n]", value.strip("\r\n")):
        raise Unfit("expected one line, found a line break", NOT_ONE_LINE)
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character not in "\t\r\n":
            raise Unfit(f"expected text, found the control character U+{ord(character):04X}", NOT_WORDS)
    cleaned = clean_text(value) if several else clean_line(value)
    if len(cleaned) > limit:
        words = f"expected at most {limit} characters, found {len(cleaned)}"
        raise Unfit(words, TOO_LONG, characters=limit, typed=len(cleaned))
    return cleaned


def code(value: Any) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise Unfit("expected a code of 1 to 40 small letters a-z, digits and hyphens", NO_CODE)
    return value


def organisation_code(value: Any) -> str:
    if value == "other":
        raise Unfit("expected another code; the form calls those so whose organisation is not listed", CODE_OF_OTHERS)
    return code(value)


def reference(value: Any) -> str:
    """A code, or nothing."""
    return "" if value == "" else code(value)


def uid(value: Any) -> str:
    if not isinstance(value, str) or not _UID.fullmatch(value):
        raise Unfit("expected a calendar UID as dump writes it: up to 120 characters without blanks")
    return value


def web_address(value: Any, limit: int = 300) -> str:
    address = _words(value, limit, several=False)
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        fits = fits and parts.port != 0 and not re.search(r'[\s<>"\\^`{|}]', address)
    except ValueError:
        fits = False
    if address and not fits:
        raise Unfit('expected a web address that begins with "http://" or "https://"', NO_ADDRESS)
    return address


def link_of_a_meeting(value: Any) -> str:
    """An address that begins with https://, often a long one; or nothing."""
    address = web_address(value, 1_000)
    if address and urlsplit(address).scheme != "https":
        raise Unfit('expected a web address that begins with "https://"', NOT_SECURE)
    return address


def mailbox(value: Any) -> str:
    """An e-mail address as core.mailboxes keeps it, or nothing."""
    address = _words(value, 254, several=False)
    try:
        return address and mailboxes.parse(address)
    except Refusal as refusal:
        raise Unfit("expected an e-mail address as name@example.org", refusal.message, **refusal.values) from None


def telephone(value: Any) -> str:
    """A telephone number that can be called from anywhere, as it was typed; or nothing."""
    number = _words(value, 40, several=False)
    if number and not _TELEPHONE.fullmatch(number):
        raise Unfit('expected a telephone number with its country code, for example "+370 612 34567"', NO_TELEPHONE)
    return number


def whole(low: int, high: int) -> Check:
    """A whole number, or nothing."""

    def check(value: Any) -> int | None:
        if value == "":
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Unfit(f"expected a whole number from {low} to {high}", NO_NUMBER, low=low, high=high)
        return value

    return check


def degrees(limit: int) -> Check:
    """Decimal degrees, or nothing."""

    def check(value: Any) -> float | None:
        if value == "":
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise Unfit("expected decimal degrees, for example 59.9139", NO_DEGREES, limit=limit)
        if not -limit <= value <= limit:  # nor nan
            raise Unfit(f"expected degrees from -{limit} to {limit}", NO_DEGREES, limit=limit)
        return float(value) + 0.0  # no minus before a zero: it would not be written again

    return check


def one_of(choices: Iterable[str]) -> Check:
    known = [str(choice) for choice in choices]

    def check(value: Any) -> str:
        if value not in known:
            raise Unfit("expected one of " + ", ".join(f'"{choice}"' for choice in known), NOT_LISTED)
        return str(value)

    return check


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("expected true or false, without quotes", NO_YES)
    return value


def day(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Unfit("expected a day without quotes, for example 2017-04-03", NO_DAY)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unfit(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}", NO_DAY)
    return value


def written_day(said: str) -> date:
    """Of 2017-04-03, as ``typed.day`` gives it. Raises Unfit, which tells a day that no month has from what is none."""
    try:
        on = date.fromisoformat(said)
    except ValueError:
        is_one = re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", said)
        raise Unfit(f"there is no day {said}", NO_SUCH_DAY if is_one else NO_DAY) from None
    return day(on)


def language_tag(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("[a-z]{2}", value):
        raise Unfit('expected a language of two letters, for example "lt"', NO_LANGUAGE)
    return value


def languages(value: Any) -> tuple[str, ...]:
    known = isinstance(value, list) and all(item in LANGUAGES for item in value)
    if not known or not value or len(set(value)) < len(value):
        words = "expected a list of languages, each once, for example " + str(list(LANGUAGES)).replace("'", '"')
        raise Unfit(words, NO_LANGUAGES)
    return tuple(value)


def spoken(value: Any) -> str:
    """The code of a language that people speak, or nothing."""
    if value not in ("", *SPOKEN):
        raise Unfit("expected one of " + ", ".join(f'"{code}"' for code in SPOKEN), NOT_LISTED)
    return str(value)


def several_spoken(value: Any) -> tuple[str, ...]:
    """Codes of languages that people speak, each once, in the order of SPOKEN whatever was theirs."""
    if not isinstance(value, list | tuple) or not set(map(str, value)) <= set(SPOKEN):
        known = ", ".join(f'"{code}"' for code in SPOKEN)
        raise Unfit(f'expected a list of languages as ["lt", "en"], each one of {known}', NOT_LISTED)
    return tuple(code for code in SPOKEN if code in value)


def codes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Unfit('expected a list of codes, for example ["opening"]')
    return tuple(code(item) for item in value)


def zone(value: Any) -> str:
    if not isinstance(value, str) or value not in available_timezones():
        raise Unfit('expected the name of a time zone, for example "Europe/Oslo"', NO_ZONE)
    return value


def moment(value: Any, timezone: ZoneInfo) -> datetime | None:
    """An instant: a local day and time in the visit's zone, or with its own offset; or nothing."""
    expected = Unfit('expected a day and a time, for example "2017-03-01 12:00"', NO_MOMENT)
    if value == "":
        return None
    if isinstance(value, datetime):
        value = value.isoformat(" ", "seconds")
    parts = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        raise Unfit(str(expected), NO_CLOCK) if _is_day(value) else expected
    try:
        return wall_clock(written_day(parts[1]), parts[2], timezone)
    except Unfit as unfit:
        if unfit.told == NO_SUCH_DAY:
            raise Unfit(str(expected), NO_SUCH_DAY) from None
        if unfit.told in (NO_DAY, NO_TIME):
            raise Unfit(str(unfit), NO_MOMENT) from None
        raise
    except ValueError:
        raise expected from None


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(written_day(value))
    except Unfit:
        return False


def wall_clock(on: date, value: Any, timezone: ZoneInfo) -> datetime:
    """The instant (UTC) at which clocks in the zone show that time on that day.

    A time that the night of the clock change skips is refused; one that it shows twice needs its offset,
    as in "02:30 +02:00".
    """
    parts = _CLOCK.fullmatch(value.isoformat("seconds") if isinstance(value, time) else str(value))
    try:
        local = datetime.combine(on, time(int(parts[1]), int(parts[2]), int(parts[3] or 0))) if parts else None
    except ValueError:
        local = None
    if parts is None or local is None:
        raise Unfit('expected a time in quotes, for example "09:00"', NO_TIME)
    shown = {f"{local:%H:%M} {_offset(instant, timezone)}": instant for instant in instants_showing(local, timezone)}
    instants = [instant for instant in shown.values() if not parts[4] or _offset(instant, timezone) == parts[4]]
    if shown and not instants:
        right = " or ".join(f'"{each}"' for each in shown)
        words = f"expected {right}: that is what clocks in {timezone.key} show on {on}"
        raise Unfit(words, WRONG_OFFSET, time=f"{local:%H:%M}", right=" / ".join(shown))
    if not instants:
        words = f"expected a time that exists: clocks in {timezone.key} never show {parts[0]} on {on}"
        raise Unfit(words, NEVER_SHOWN, time=parts[0])
    if len(instants) > 1:
        first, second = shown
        words = f'expected "{first}" or "{second}": clocks in {timezone.key} show {local:%H:%M} twice on {on}'
        raise Unfit(words, SHOWN_TWICE, time=f"{local:%H:%M}", first=first, second=second)
    return instants[0]


def show_clock(instant: datetime, timezone: ZoneInfo) -> str:
    """The time as ``wall_clock`` reads it: "09:00", with seconds or offset only where they are needed."""
    local = instant.astimezone(timezone)
    words = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    shown_twice = len(instants_showing(local.replace(tzinfo=None), timezone)) > 1
    return f"{words} {_offset(instant, timezone)}" if shown_twice else words


def instants_showing(local: datetime, timezone: ZoneInfo) -> list[datetime]:
    """The instants (UTC) at which clocks show ``local``: none, one or two, the earlier first."""
    candidates = {local.replace(tzinfo=timezone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in candidates if at.astimezone(timezone).replace(tzinfo=None) == local)


def _offset(instant: datetime, timezone: ZoneInfo) -> str:
    """+02:00, -03:30."""
    words = f"{instant.astimezone(timezone):%z}"
    return f"{words[:3]}:{words[3:5]}"


def plain(value: Value) -> Any:
    """As JSON keeps it; equal values give equal ones."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
