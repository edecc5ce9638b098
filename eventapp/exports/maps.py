"""What stands on a map of a visit's places, and the same in words (pure): for pages and for paper."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from babel.numbers import format_decimal
from markupsafe import Markup

from eventapp.core import dates
from eventapp.core.text import Message, say, translate
from eventapp.exports.map_svg import Drawing, Spot, Track, draw
from eventapp.programme.itinerary import Leg
from eventapp.programme.snapshot import PublicProgramme, PublicVenue
from eventapp.programme.ways import BY_NAMES, Position

TITLE: Final = Message("Map: where the places lie, and the ways between them")
TOLD: Final = Message("The same stands in words beside it: the places by their numbers, and the ways.")
NORTH: Final = Message("N")
WIDE: Final = Drawing()
NARROW: Final = Drawing(width=340, size=13, tall=1.1, few=0)
PAPER: Final = Drawing(width=400, size=10.5, few=0, ink="#17212b", paper="#ffffff", accent="#0b4a6f", font="Fira Sans")


@dataclass(frozen=True, slots=True)
class Place:
    """A venue with its number on the map; 0: it has no position and is not there. ``link``: to OpenStreetMap, or ""."""

    number: int
    venue: PublicVenue
    link: str


@dataclass(frozen=True, slots=True)
class Map:
    """``drawings``: as they were asked for. ``ways``: each in words."""

    drawings: tuple[Markup, ...]
    places: tuple[Place, ...]
    ways: tuple[str, ...]


def make_map(
    programme: PublicProgramme,
    language: str,
    legs: Sequence[Leg],
    *,
    drawings: Sequence[Drawing],
    only: Collection[str] | None = None,
    here: str = "",
    name: str = "map",
) -> Map | None:
    """Of all venues, or ``only`` those; None: fewer than two of them have a position, so there is nothing to see.

    ``here``: the venue that the page is about, whose ways alone are shown. A way that takes nobody knows how long is
    none. ``name`` begins the ids.
    """
    shown = [venue for venue in programme.venues if only is None or venue.code in only]
    placed = {venue.code: at for venue in shown if (at := _position(venue))}
    if len(placed) < 2:
        return None
    numbers = {code: number for number, code in enumerate(placed, 1)}
    names = {venue.code: say(venue.name, language, programme.languages) for venue in shown}
    spots = [Spot(numbers[code], names[code], at, code == here) for code, at in placed.items()]
    told = [leg for leg in legs if leg.minutes is not None and leg.start in names and leg.end in names]
    known = [leg for leg in told if here in ("", leg.start, leg.end)]
    tracks = [
        Track(numbers[leg.start], numbers[leg.end], _briefly(language, leg), leg.given is not None)
        for leg in known
        if leg.start in numbers and leg.end in numbers
    ]
    words = {
        "title": translate(language, TITLE),
        "told": translate(language, TOLD),
        "north": translate(language, NORTH),
    }
    return Map(
        tuple(draw(spots, tracks, each, name=f"{name}-{order}", **words) for order, each in enumerate(drawings, 1)),
        tuple(Place(numbers.get(venue.code, 0), venue, osm_link(venue)) for venue in shown),
        tuple(_in_words(language, leg, names[leg.start], names[leg.end]) for leg in known),
    )


def osm_link(venue: PublicVenue) -> str:
    """The place on OpenStreetMap; "" for one without a position."""
    at = f"{venue.latitude}/{venue.longitude}"
    marked = f"?mlat={venue.latitude}&mlon={venue.longitude}#map=17/{at}"
    return f"https://www.openstreetmap.org/{marked}" if _position(venue) else ""


def _position(venue: PublicVenue) -> Position | None:
    if venue.latitude is None or venue.longitude is None:
        return None
    return Position(venue.latitude, venue.longitude)


def _briefly(language: str, leg: Leg) -> str:
    """On the line: "≈" where it is estimated."""
    return f"{'' if leg.given else '≈ '}{dates.minutes(language, leg.minutes or 0)}"


def _in_words(language: str, leg: Leg, start: str, end: str) -> str:
    """ "Town hall – Library: by bus 55 min, 3.4 km"; "about 12 min" where it is estimated."""
    minutes = leg.minutes or 0
    far = "" if leg.kilometres is None else f"{format_decimal(leg.kilometres, '0.0', locale=language)}{dates.NBSP}km"
    if leg.given is None:
        long = translate(language, "about %(length)s", length=dates.minutes(language, minutes))
    else:
        by = translate(language, BY_NAMES[leg.given.by]) if leg.given.by else ""
        long = f"{by} {dates.minutes(language, minutes)}".strip()
    return f"{start} – {end}: {', '.join(filter(None, (long, far)))}"
