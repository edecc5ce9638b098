"""What a kind of question is (pure): how an answer is read, kept, said, exported."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from eventapp.core.errors import Refusal
from eventapp.core.text import Message, clean_line
from eventapp.visits.values import LINE, one_line

Days = tuple[date, date] | None
"""The visit's first and last one; None: not known."""


class Control(StrEnum):
    """What a form asks it with. TICKS: boxes; ONE: round ones, or a list where there are many; FILE: a file to
    choose; NONE: nothing."""

    LINE = "line"
    TEXT = "text"
    ONE = "one"
    TICKS = "ticks"
    FILE = "file"
    NONE = "none"


class Kind:
    """``name``: as files and rows have it; stays for good. ``label``: what organisers choose.

    ``type``, ``inputmode``, ``autocomplete``: of the control, as HTML has them. ``hint``: how to write it.
    ``chosen``: its answers are among choices, so another question may hang on them.
    """

    name: ClassVar[str]
    label: ClassVar[Message]
    control: ClassVar[Control] = Control.LINE
    type: ClassVar[str] = "text"
    inputmode: ClassVar[str] = ""
    autocomplete: ClassVar[str] = ""
    hint: ClassVar[Message | None] = None
    chosen: ClassVar[bool] = False
    own_choices: ClassVar[bool] = False
    """The organisers write down the choices."""

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """What is kept of what was typed, "" of nothing. ``among``: the codes of the choices.

        Raises Unfit or a Refusal, which both say in words what to do.
        """
        return str(one_line(LINE)(clean_line(typed)))

    def read_near(self, typed: str, among: Sequence[str], days: Days) -> str:
        """The same in the form of a visit: where its days help to understand it, or show that it cannot be."""
        return self.read(typed, among)

    def choices(self, language: str, among: Mapping[str, str]) -> Mapping[str, str]:
        """{what is kept: what it is called}; ``among``: {code: words} of what the organisers wrote."""
        return {}

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """In words, for people."""
        return kept

    def shown(self, kept: str, language: str) -> str:
        """As the control shows it, so that it is read as the same."""
        return kept

    def cell(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """For a spreadsheet, where it can be sorted and counted."""
        return self.say(kept, language, among)

    def number(self, kept: str) -> Decimal | None:
        """What a spreadsheet can add up; None: it is none."""
        return None

    def plain(self, kept: str) -> Any:
        """As JSON says it."""
        return kept


class NoSuchChoice(Refusal):
    message = Message("This choice is not offered any more. Please choose another one.")
