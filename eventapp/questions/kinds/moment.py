"""A day and a time, by the clocks of the place that is meant (pure): a flight's arrival has no other zone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from eventapp.core import dates
from eventapp.core.text import Message, clean_line
from eventapp.questions.kinds.kind import Days, Kind
from eventapp.visits import typed as as_typed
from eventapp.visits import values
from eventapp.visits.values import Unfit

A_YEAR: Final = timedelta(days=366)
TOO_FAR: Final = Message("This is more than a year before or after the visit. Please look at the year.")


class Moment(Kind):
    """Kept as 2017-04-03T14:35, without a zone."""

    name = "moment"
    label = Message("Date and time")
    type = "datetime-local"
    hint = Message("Day and time, as in 2017-04-03 14:35.")

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Of 2017-04-03 14:35, 3.4.2017 kl. 14.35, 2017-04-03T14:35. Raises Unfit."""
        line = clean_line(typed)
        if not line:
            return ""
        day, _, clock = as_typed.moment(line).partition(" ")
        try:
            on = values.written_day(day)
            if not clock:
                raise Unfit("expected a time, too", values.NO_CLOCK)
            return f"{datetime.combine(on, time.fromisoformat(clock)):%Y-%m-%dT%H:%M}"
        except ValueError as error:
            if isinstance(error, Unfit) and error.told in (values.NO_SUCH_DAY, values.NO_CLOCK):
                raise
            raise Unfit("expected a day and a time", values.NO_MOMENT) from None

    def read_near(self, typed: str, among: Sequence[str], days: Days) -> str:
        """A day without a year is one of those around the visit; nobody arrives or leaves a year from it. Raises
        Unfit."""
        if not days:
            return self.read(typed, among)
        first, last = days
        kept = self.read(as_typed.near(clean_line(typed), first, last), among)
        if kept and not first - A_YEAR <= date.fromisoformat(kept[:10]) <= last + A_YEAR:
            raise Unfit("expected a day less than a year from the visit", TOO_FAR)
        return kept

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """3 April 2017, 14:35."""
        moment = datetime.fromisoformat(kept)
        return f"{dates.long_date(language, moment.date())}, {dates.clock_time(language, moment)}"

    def cell(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """2017-04-03 14:35, which sorts."""
        return kept.replace("T", " ")
