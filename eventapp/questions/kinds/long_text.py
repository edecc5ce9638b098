"""Text of several lines (pure)."""

from collections.abc import Sequence
from typing import Final

from eventapp.core.text import Message, clean_text
from eventapp.questions.kinds.kind import Control, Kind
from eventapp.visits.values import several_lines

MOST: Final = 2_000
"""Characters."""


class LongText(Kind):
    name = "long"
    label = Message("Long text")
    control = Control.TEXT

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """At most MOST characters. Raises Unfit."""
        return str(several_lines(MOST)(clean_text(typed)))
