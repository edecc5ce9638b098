"""The files that a release is made into (pure): each described once, here. Everything that has to do with them goes by
this tuple: releasing and making anew, addresses, the worker, the release page, the programme's page, history.

One more is an entry here, its exporter, and what ``tests/publishing/test_formats.py`` says of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from eventapp.core import addresses
from eventapp.core.text import Message
from eventapp.exports import ical
from eventapp.exports.booklet import booklet
from eventapp.exports.sheets import render_booklet
from eventapp.programme.snapshot import PublicProgramme

Maker = Callable[[PublicProgramme, str, str], bytes]
"""(programme, language, base address) in."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Made later, by the worker: ``write`` gives the text, of which ``work`` makes bytes in the press."""

    write: Callable[[PublicProgramme, str, str], str]
    work: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One file of a release, in each language.

    ``name``: in rows and in history, for good. ``short``: what people call it in any language; ``label``: in words, if
    there are better ones. ``made``: at once, with the release, or later. ``at``: (language, slug) in, its address out.
    ``filename``: ASCII, with {slug} and {language}. ``offer``: what the link to it on the programme's page says; None:
    there is none, or one of its own.
    """

    name: str
    short: str
    media_type: str
    made: Maker | Printed
    at: Callable[[str, str], str]
    filename: str
    label: Message | None = None
    offer: Message | None = None
    cache_control: str = "no-cache"
    compressible: bool = True


FORMATS: Final = (
    Format(
        name="ics",
        short="ICS",
        label=Message("Calendar"),
        media_type=ical.CONTENT_TYPE,
        made=ical.feed,
        at=partial(addresses.programme, ending=".ics"),
        filename="{slug}-{language}.ics",
        cache_control=ical.CACHE_CONTROL,
    ),
    Format(
        name="pdf",
        short="PDF",
        offer=Message("Printable programme (PDF)"),
        media_type="application/pdf",
        made=Printed(booklet, render_booklet),
        at=partial(addresses.programme, ending=".pdf"),
        filename="{slug}-{language}.pdf",
        compressible=False,
    ),
)
BY_NAME: Final[Mapping[str, Format]] = {each.name: each for each in FORMATS}
