"""A day and a time, by the clocks of the place that is meant (pure): a flight's arrival has no other zone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from eventapp.core import dates
from eventapp.core.text import Message, clean_line
from eventapp.questions.kinds.kind import Kind
from eventapp.visits import typed as as_typed
from eventapp.visits import values
from eventapp.visits.values import Unfit


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
        try:
            day, _, clock = as_typed.moment(line).partition(" ")
            moment = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock))
            values.day(moment.date())
        except ValueError:
            raise Unfit("expected a day and a time", values.NO_MOMENT) from None
        return f"{moment:%Y-%m-%dT%H:%M}"

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """3 April 2017, 14:35."""
        moment = datetime.fromisoformat(kept)
        return f"{dates.long_date(language, moment.date())}, {dates.clock_time(language, moment)}"

    def cell(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """2017-04-03 14:35, which sorts."""
        return kept.replace("T", " ")
