"""A day (pure)."""

from collections.abc import Mapping, Sequence
from datetime import date

from eventapp.core import dates
from eventapp.core.text import Message, clean_line
from eventapp.questions.kinds.kind import Kind
from eventapp.visits import typed as as_typed
from eventapp.visits import values
from eventapp.visits.values import Unfit


class Day(Kind):
    """Kept as 2017-04-03."""

    name = "date"
    label = Message("Date")
    type = "date"
    hint = Message("Year, month, day, as in 2017-04-03.")

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Of 2017-04-03, 2017.04.03, 3.4.2017. Raises Unfit."""
        line = clean_line(typed)
        if not line:
            return ""
        try:
            return str(values.day(date.fromisoformat(as_typed.day(line))))
        except ValueError:  # Unfit, too
            raise Unfit("expected a day", values.NO_DAY) from None

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """3 April 2017."""
        return dates.long_date(language, date.fromisoformat(kept))

    def cell(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """2017-04-03, which sorts."""
        return kept
