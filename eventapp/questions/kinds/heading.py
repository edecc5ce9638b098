"""A heading between questions (pure): it asks nothing."""

from collections.abc import Sequence

from eventapp.core.text import Message
from eventapp.questions.kinds.kind import Control, Kind


class Heading(Kind):
    name = "heading"
    label = Message("Heading")
    control = Control.NONE

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Nothing, whatever was sent."""
        return ""
