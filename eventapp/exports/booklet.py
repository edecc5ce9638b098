"""The programme as a booklet on A4 (pure): a release in, HTML for the press out; the same release, the same bytes."""

import re
import textwrap
import unicodedata
from collections.abc import Container, Iterator
from functools import partial

from markupsafe import Markup

from eventapp.core import addresses
from eventapp.core.templates import render
from eventapp.core.text import Message, say
from eventapp.exports.maps import PAPER, Map, make_map
from eventapp.exports.overview import lay_out
from eventapp.programme.clocks import clocks_meanwhile, clocks_of_day
from eventapp.programme.hours import told
from eventapp.programme.itinerary import find_legs
from eventapp.programme.labels import QUIET_KINDS
from eventapp.programme.overall import tell_overall
from eventapp.programme.snapshot import KIND_NAMES, STATUS_NAMES, PublicProgramme, SessionStatus
from eventapp.programme.timetable import Day, Row, Sitting, Timetable, find_sitting, make_timetable
from eventapp.visits.spoken import all_in_words
from eventapp.visits.zones import utc_offset, zone_name

HEAD_LETTERS = 64
"""How many stand in a running head."""

BESIDE_LETTERS = 500
"""How long a text may be that stands beside another one."""

_PARTS = (
    ("practical", Message("Practical information")),
    ("speakers", Message("Speakers")),
    ("places", Message("Venues")),
    ("participants", Message("Participating organisations")),
)
# Typographic forms that the fonts do not have, and what stands for them.
_ALIKE = {"\u2011": "-", "\u2009": "\u00a0", "\u202f": "\u00a0", "\u2007": "\u00a0"}


def booklet(programme: PublicProgramme, language: str, base_url: str) -> str:
    """The whole document in one language. ``base_url`` as in the settings: the QR code leads to the feed there."""
    timetable, overall = make_timetable(programme), tell_overall(programme.sessions)
    feed = base_url + addresses.programme(language, programme.slug, ".ics")
    return render(
        language,
        "print/booklet.html",
        programme=programme,
        running_head=_running_head(programme, language),
        timetable=timetable,
        executor=next((item for item in programme.organisations if item.role == "executor"), None),
        overall=overall,
        sheet=lay_out(programme, timetable, language),
        usual=overall.usual,
        places_follow=overall.places_follow,
        zones=list(dict.fromkeys(_zones(timetable, language, programme.timezone))),
        parts=[part for part in _PARTS if _has(programme, part[0])],
        qr=qr_code(feed, title=feed),
        kind_names=KIND_NAMES,
        status_names=STATUS_NAMES,
        quiet_kinds=QUIET_KINDS,
        find_sitting=find_sitting,
        opening=partial(told, language),
        day_map=partial(_day_map, programme, language),
        side_by_side=partial(_side_by_side, programme, language),
        clocks_of_day=partial(clocks_of_day, language),
        clocks_meanwhile=partial(clocks_meanwhile, language),
        all_in_words=partial(all_in_words, language),
    )


def _day_map(programme: PublicProgramme, language: str, day: Day) -> Map | None:
    """Where the sessions of that day are, and the ways between them; None: in one place, or nobody knows."""
    venues = {item.venue for item in day.sessions if item.venue and item.status is not SessionStatus.CANCELLED}
    legs = find_legs(programme, [day.sessions])
    return make_map(programme, language, legs, drawings=(PAPER,), only=venues, name=f"map-{day.day}")


def _side_by_side(programme: PublicProgramme, language: str, row: Row) -> Iterator[tuple[Sitting, ...]]:
    """The sessions of a row, two and two; one with much to read takes the whole width."""
    waiting: tuple[Sitting, ...] = ()
    for sitting in row.sittings:
        if len(say(sitting.session.abstract, language, programme.languages)) > BESIDE_LETTERS:
            yield from ((waiting, (sitting,)) if waiting else ((sitting,),))
            waiting = ()
        elif waiting:
            yield (*waiting, sitting)
            waiting = ()
        else:
            waiting = (sitting,)
    if waiting:
        yield waiting


def _running_head(programme: PublicProgramme, language: str) -> str:
    """What the visit is called, in one line."""
    called = say({**programme.name, **programme.short_name}, language, programme.languages)
    return called if len(called) <= HEAD_LETTERS else textwrap.shorten(called, HEAD_LETTERS, placeholder=" …")


def _zones(timetable: Timetable, language: str, timezone: str) -> Iterator[tuple[str, str]]:
    for start in timetable.starts:
        yield zone_name(language, start, timezone), utc_offset(start, timezone)


def _has(programme: PublicProgramme, part: str) -> bool:
    things = {
        "practical": programme.practical,
        "speakers": programme.speakers,
        "places": programme.venues,
        "participants": programme.organisations,
    }
    return bool(things[part])


def qr_code(text: str, *, title: str) -> Markup:
    """An inline SVG (ISO/IEC 18004, level M); ``title`` is what a screen reader says."""
    import segno

    code = segno.make(text, error="m", micro=False)
    # segno escapes the title; the rest is numbers
    return Markup(code.svg_inline(border=0, title=title, omitsize=True, dark="#17212b", svgclass=None, lineclass=None))  # noqa: S704


def printable(html: str, letters: Container[str]) -> tuple[str, set[str]]:
    """(the text with only characters that the fonts have, those that were lost).

    PDF/A forbids the empty box (ISO 19005-3, 6.2.11.8), and a fallback would be whatever font a machine happens to
    have. A letter with marks falls back to itself; a symbol vanishes; a letter of another script becomes "?".
    """
    lost = {char for char in set(html) if char not in letters and char != "\n" and char not in _ALIKE}
    table = {ord(char): _stand_in(char, letters) for char in lost} | str.maketrans(_ALIKE)
    return re.sub(r"[^\S\n]{2,}", " ", html.translate(table)) if lost else html.translate(table), lost


def _stand_in(char: str, letters: Container[str]) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if part in letters)
    return plain or ("?" if unicodedata.category(char)[0] in "LN" else "")
