"""A day (pure)."""

from collections.abc import Mapping, Sequence
from datetime import date

from eventapp.core import dates
from eventapp.core.text import Message, clean_line
from eventapp.questions.kinds.kind import Days, Kind
from eventapp.visits import typed as as_typed
from eventapp.visits import values


class Day(Kind):
    """Kept as 2017-04-03."""

    name = "date"
    label = Message("Date")
    type = "date"
    hint = Message("Year, month, day, as in 2017-04-03.")

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Of 2017-04-03, 2017.04.03, 3.4.2017. Raises Unfit."""
        line = clean_line(typed)
        return str(values.written_day(as_typed.day(line))) if line else ""

    def read_near(self, typed: str, among: Sequence[str], days: Days) -> str:
        """A day without a year is one of those around the visit."""
        return self.read(as_typed.near(clean_line(typed), *days) if days else typed, among)

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """3 April 2017."""
        return dates.long_date(language, date.fromisoformat(kept))

    def cell(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """2017-04-03, which sorts."""
        return kept
