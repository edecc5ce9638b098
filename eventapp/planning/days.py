"""The visit's days as a form offers them (pure)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from eventapp.core import dates
from eventapp.core.text import Message, translate
from eventapp.programme.labels import TO_BE_ANNOUNCED
from eventapp.visits import typed
from eventapp.visits.facts import VisitFacts

SAME_DAY: Final = Message("On the same day")
AROUND: Final = 7
"""So many days before the visit and after it are offered, too, behind its own: of those who come early or stay."""
BEFORE: Final = Message("%(day)s (before the visit)")
AFTER: Final = Message("%(day)s (after the visit)")


def day_choices(name: str, language: str, visit: VisitFacts, said: str) -> Iterator[tuple[str, str]]:
    """The visit's days, then those around it; something may end in the night after the last one. What is ``said`` stays
    to be chosen, whatever it is: a file may say any day, and what is no day is told at the field."""
    first, last = visit.starts_on, visit.ends_on + timedelta(days=name == "to_day")
    offered: dict[date, Message | None] = dict.fromkeys(_days(first, last))
    offered |= dict.fromkeys(_days(first - timedelta(days=AROUND), first - timedelta(days=1)), BEFORE)
    offered |= dict.fromkeys(_days(last + timedelta(days=1), last + timedelta(days=AROUND)), AFTER)
    none = TO_BE_ANNOUNCED if name == "day" else SAME_DAY
    yield "", translate(language, none)
    for day, words in offered.items():
        called = _day_in_words(language, day)
        yield day.isoformat(), translate(language, words, day=called) if words else called
    if said and said not in [day.isoformat() for day in offered]:
        try:
            yield said, _day_in_words(language, date.fromisoformat(typed.day(said)))
        except ValueError:
            yield said, said


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _day_in_words(language: str, day: date) -> str:
    return f"{dates.weekday(language, day)}, {dates.long_date(language, day)}"
