"""Some of several choices (pure)."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventapp.core.text import Message
from eventapp.questions.kinds.kind import Control, Kind, NoSuchChoice


class SomeOf(Kind):
    """Kept as the choices' codes with blanks between them, in the order in which the choices stand."""

    name = "some"
    label = Message("Some of several")
    control = Control.TICKS
    chosen = own_choices = True

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Of codes with blanks between. Raises NoSuchChoice."""
        ticked = typed.split()
        if not set(ticked) <= set(among):
            raise NoSuchChoice
        return " ".join(code for code in among if code in ticked)

    def choices(self, language: str, among: Mapping[str, str]) -> Mapping[str, str]:
        """Those of the organisers."""
        return among

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """What they are called, one after the other."""
        return ", ".join(among.get(code, code) for code in kept.split())

    def cell(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """The same with semicolons, since there may be commas in what one is called."""
        return "; ".join(among.get(code, code) for code in kept.split())

    def plain(self, kept: str) -> Any:
        """A list of codes."""
        return kept.split()
