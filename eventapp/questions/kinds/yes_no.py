"""Yes or no (pure); nothing is neither."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from eventapp.core.text import Message, translate
from eventapp.questions.kinds.kind import Control, Kind, NoSuchChoice

YES: Final = "yes"
NO: Final = "no"
_WORDS: Final[Mapping[str, Message]] = {YES: Message("Yes"), NO: Message("No")}


class YesNo(Kind):
    name = "yes_no"
    label = Message("Yes or no")
    control = Control.ONE
    chosen = True

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Raises NoSuchChoice."""
        if typed not in ("", *_WORDS):
            raise NoSuchChoice
        return typed

    def choices(self, language: str, among: Mapping[str, str]) -> Mapping[str, str]:
        """Both."""
        return {kept: translate(language, words) for kept, words in _WORDS.items()}

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """The word."""
        return translate(language, _WORDS[kept])

    def plain(self, kept: str) -> Any:
        """True or false."""
        return kept == YES
