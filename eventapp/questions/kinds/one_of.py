"""One of several choices (pure)."""

from collections.abc import Mapping, Sequence

from eventapp.core.text import Message
from eventapp.questions.kinds.kind import Control, Kind, NoSuchChoice


class OneOf(Kind):
    """Kept as the choice's code."""

    name = "one"
    label = Message("One of several")
    control = Control.ONE
    chosen = own_choices = True

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Raises NoSuchChoice."""
        if typed not in ("", *among):
            raise NoSuchChoice
        return typed

    def choices(self, language: str, among: Mapping[str, str]) -> Mapping[str, str]:
        """Those of the organisers."""
        return among

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """What it is called."""
        return among.get(kept, kept)
