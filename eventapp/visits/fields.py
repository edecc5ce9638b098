"""What one field of a thing is (pure): told once, for the file, the form, the table, the release and the history.

A field of something that is released stands in its public value (programme.snapshot), with ``described``; the table's
column (programme.models), the draft's value and the place in differences follow from there. ``planning.plan`` has the
fields that are never released beside them.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eventapp.core.text import LANGUAGES, Message
from eventapp.visits import values
from eventapp.visits.values import LINE, Check, Value


class Control(StrEnum):
    """How a form asks for it, and how its value is written for people."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    LENGTH = "length"
    DEGREES = "degrees"
    DAY = "day"
    VISIT_DAY = "visit day"
    CLOCK = "clock"
    HOURS = "hours"
    AVAILABLE = "available"
    MOMENT = "moment"
    FLAG = "flag"
    CHOICE = "choice"
    WEB = "url"
    REFERENCE = "reference"
    SPOKEN = "spoken"
    SEVERAL_SPOKEN = "several spoken"
    ZONE = "zone"
    HIDDEN = "hidden"


class Width(StrEnum):
    """Of its place in the form's grid."""

    HALF = "half"
    ONE = ""
    DOUBLE = "double"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """``label``: what it is called; ``help``: what else a form says of it.

    ``check`` turns what a file or a form says into what is kept; None: an instant, which is read in the visit's zone.
    ``column``: its name in the models, where that differs; ``length``: of a column for words. ``initial``: of a new
    thing that has no word on it. ``required``: a new thing cannot do without, and it cannot be emptied. ``local``: one
    text for each language. ``choices``: {value: what it is called}. ``told`` False: the history says nothing of it.
    ``copied`` False: a visit as in another begins without it, since it is a date, a person's or an identity.
    """

    label: Message
    check: Check | None = None
    help: Message | None = None
    control: Control = Control.LINE
    width: Width = Width.ONE
    column: str = ""
    length: int = LINE
    initial: Value = ""
    required: bool = False
    local: bool = False
    choices: Mapping[Any, Message] = dataclasses.field(default_factory=dict)
    told: bool = True
    copied: bool = True

    def flat_names(self, name: str) -> tuple[str, ...]:
        """``name`` itself, or of a local one "name.lt" and so on."""
        return tuple(f"{name}.{language}" for language in LANGUAGES) if self.local else (name,)


def described(**said: Any) -> Any:
    """A dataclass field with its Field, of which that is said. One that an earlier release lacks is empty."""
    field = Field(**said)
    metadata = {"field": field}
    if field.local:
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=field.initial, metadata=metadata)


def fields_of(public: type[Any]) -> dict[str, Field]:
    """{name: Field} of what is described there, in that order."""
    found = {item.name: item.metadata.get("field") for item in dataclasses.fields(public)}
    return {name: field for name, field in found.items() if field is not None}


def local_line(label: Message, help_words: Message | None = None) -> Any:
    """A described field for one line in each language."""
    return described(label=label, help=help_words, check=values.one_line(), local=True)


def long_text(label: Message, help_words: Message | None = None, limit: int = values.TEXT) -> Any:
    """A described field for paragraphs, one text for each language."""
    check = values.several_lines(limit)
    return described(label=label, help=help_words, check=check, control=Control.TEXT, width=Width.WHOLE, local=True)


def choice(label: Message, choices: Mapping[Any, Message], **more: Any) -> Any:
    """A described field for one of these; ``more``: what else its Field says."""
    return described(label=label, check=values.one_of(choices), control=Control.CHOICE, choices=choices, **more)


def length(label: Message, shortest: int, longest: int, **more: Any) -> Any:
    """A described field for minutes; ``more``: what else its Field says. Nothing is said at first."""
    check = values.whole(shortest, longest)
    return described(**{"label": label, "check": check, "control": Control.LENGTH, "initial": None, **more})


def degrees(label: Message, limit: int, help_words: Message) -> Any:
    """A described field for degrees from -limit to limit."""
    check = values.degrees(limit)
    return described(label=label, help=help_words, check=check, control=Control.DEGREES, initial=None)


def flag(label: Message, help_words: Message) -> Any:
    """A described field that is true or, unless somebody says so, false."""
    return described(label=label, help=help_words, check=values.flag, control=Control.FLAG, initial=False)


def spoken_in() -> Any:
    """A described field for the language in which something is, by its code."""
    return described(label=Message("Language"), check=values.spoken, control=Control.SPOKEN, length=8)


def several_spoken(label: Message) -> Any:
    """A described field for languages, by their codes."""
    check = values.several_spoken
    return described(label=label, check=check, control=Control.SEVERAL_SPOKEN, width=Width.WHOLE, initial=())


def web_address() -> Any:
    """A described field for the address of somebody's own pages."""
    check = values.web_address
    return described(label=Message("Website"), check=check, control=Control.WEB, width=Width.DOUBLE, length=300)


def title(label: Message) -> Any:
    """A described field for what a thing is called, in at least one language."""
    return described(label=label, check=values.one_line(), local=True, required=True)
