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


def day_choices(name: str, language: str, visit: VisitFacts, said: str) -> Iterator[tuple[str, str]]:
    """The visit's days; something may end in the night after the last one. What is ``said`` stays to be chosen,
    whatever it is: a file may say any day, and what is no day is told at the field."""
    last = visit.ends_on + timedelta(days=name == "to_day")
    offered = [visit.starts_on + timedelta(days=n) for n in range((last - visit.starts_on).days + 1)]
    none = TO_BE_ANNOUNCED if name == "day" else SAME_DAY
    yield "", translate(language, none)
    yield from ((day.isoformat(), _day_in_words(language, day)) for day in offered)
    if said and said not in [day.isoformat() for day in offered]:
        try:
            yield said, _day_in_words(language, date.fromisoformat(typed.day(said)))
        except ValueError:
            yield said, said


def _day_in_words(language: str, day: date) -> str:
    return f"{dates.weekday(language, day)}, {dates.long_date(language, day)}"
