"""A map of our own (pure): where venues lie to each other, and the ways between them; values in, SVG out.

North is up; distances are those of an equirectangular projection at the middle latitude, which is true to a few
hundred kilometres. No label covers another one, nor a venue: what finds no place beside it stands further off, with a
line to it, by its number alone, or not at all. The same values give the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, hypot, radians
from typing import Final, NamedTuple

from markupsafe import Markup

from eventapp.programme.ways import EARTH, Position

LETTERS: Final = 26
DOT: Final = 4.0
LINE: Final = 1.3
"""Height of a line of text, in its size."""
WIDE: Final = 0.6
"""Width of a letter, in its size: more than most of ours have."""
USUAL: Final = 0.53
"""What most have: so much of the lines below a label is hidden."""
RINGS: Final = (9, 15, 24, 36, 50, 68, 90, 115, 145)
"""How far from its venue a label may stand."""
ALONG: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
STRIP: Final = 30.0
"""Height of the foot with scale and north."""
STEPS: Final = tuple(factor * 10**power for power in range(1, 7) for factor in (1, 2, 5))
"""Metres that a scale may have."""


class Spot(NamedTuple):
    """A venue. ``name`` as it is written there; ``here``: it is the one that the page is about."""

    number: int
    name: str
    at: Position
    here: bool = False


class Track(NamedTuple):
    """A way between the spots of these numbers. ``words``: how long it takes; ``sure``: somebody says so."""

    start: int
    end: int
    words: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """How large it is drawn, and in what; colours are those of SVG, ``width`` and ``size`` (of letters) its pixels.

    ``tall``: its height at most, in widths. ``few``: of so many venues the names stand on it, of more the numbers.
    ``font`` "": that of the page.
    """

    width: float = 720
    size: float = 14
    tall: float = 0.62
    few: int = 12
    ink: str = "currentColor"
    paper: str = "none"
    accent: str = "currentColor"
    font: str = ""


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Touching is no meeting."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def inside(self, other: "Box") -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


class Label(NamedTuple):
    """``of``: the dot or the middle of the line to which it belongs."""

    box: Box
    words: str
    of: tuple[float, float]
    track: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """``dots``: {a spot's number: where it is}; ``metres``, ``bar``: of the scale, and how long that is drawn."""

    width: float
    height: float
    dots: dict[int, tuple[float, float]]
    labels: tuple[Label, ...]
    metres: int
    bar: float


def lay_out(spots: Sequence[Spot], tracks: Sequence[Track], drawing: Drawing) -> Layout:
    """Where everything stands; ``spots``: at least one."""
    east, north = _flat([spot.at for spot in spots])
    margin_x, margin_y = min(90.0, drawing.width / 6), 36.0
    span_x, span_y = max(east) - min(east), max(north) - min(north)
    room_x, room_y = drawing.width - 2 * margin_x, drawing.width * drawing.tall - 2 * margin_y
    scale = min(room_x / max(span_x, 0.05), room_y / max(span_y, 0.05))
    height = max(span_y * scale, drawing.width * 0.2) + 2 * margin_y + STRIP
    middle_x, middle_y = (max(east) + min(east)) / 2, (max(north) + min(north)) / 2
    dots = {
        spot.number: (
            drawing.width / 2 + (east[index] - middle_x) * scale,
            (height - STRIP) / 2 - (north[index] - middle_y) * scale,
        )
        for index, spot in enumerate(spots)
    }
    frame = Box(0, 0, drawing.width, height - STRIP)
    labels = tuple(_labels(spots, tracks, dots, frame, drawing))
    metres = max((step for step in STEPS if step / 1000 * scale <= drawing.width / 4), default=STEPS[0])
    return Layout(drawing.width, height, dots, labels, metres, metres / 1000 * scale)


def _flat(positions: Sequence[Position]) -> tuple[list[float], list[float]]:
    """Kilometres to the east and to the north; what lies on both sides of the date line is near each other."""
    longitudes = [at.longitude for at in positions]
    if max(longitudes) - min(longitudes) > 180:
        longitudes = [each + 360 if each < 0 else each for each in longitudes]
    latitudes = [at.latitude for at in positions]
    shrunk = cos(radians((max(latitudes) + min(latitudes)) / 2))
    east = [EARTH * radians(each - longitudes[0]) * shrunk for each in longitudes]
    return east, [EARTH * radians(each - latitudes[0]) for each in latitudes]


def _labels(
    spots: Sequence[Spot], tracks: Sequence[Track], dots: dict[int, tuple[float, float]], frame: Box, drawing: Drawing
) -> Iterator[Label]:
    taken = [Box(x - DOT - 2, y - DOT - 2, x + DOT + 2, y + DOT + 2) for x, y in dots.values()]
    for spot in sorted(spots, key=lambda each: not each.here):
        x, y = dots[spot.number]
        for words in _called(spot, named=len(spots) <= drawing.few):
            size = _size(words, drawing)
            box = _first_free(_around(x, y, *size), taken, frame)
            box = box or (_first_free(_anywhere(x, y, *size, frame), taken, frame) if words.isdigit() else None)
            if box:
                taken.append(box)
                yield Label(box, words, (x, y))
                break
    for track in tracks:
        start, end = dots[track.start], dots[track.end]
        box = (
            _first_free(_beside(start, end, *_size(track.words, drawing, 0.86)), taken, frame) if track.words else None
        )
        if box:
            taken.append(box)
            yield Label(box, track.words, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), track=True)


def _called(spot: Spot, *, named: bool) -> Iterator[str]:
    if named and spot.name:
        name = spot.name if len(spot.name) <= LETTERS else f"{spot.name[: LETTERS - 1].rstrip()}…"
        yield f"{spot.number} {name}"
    yield str(spot.number)


def _size(words: str, drawing: Drawing, part: float = 1.0) -> tuple[float, float]:
    return len(words) * drawing.size * part * WIDE + 6, drawing.size * part * LINE


def _around(x: float, y: float, width: float, height: float) -> Iterator[Box]:
    for far in RINGS:
        near = far * 0.7
        lefts = (x + far, x - far - width, x + near, x - near - width, x - width / 2)
        for left, top in (
            (lefts[0], y - height / 2),
            (lefts[1], y - height / 2),
            (lefts[2], y - near - height),
            (lefts[2], y + near),
            (lefts[3], y - near - height),
            (lefts[3], y + near),
            (lefts[4], y - far - height),
            (lefts[4], y + far),
        ):
            yield Box(left, top, left + width, top + height)


def _anywhere(x: float, y: float, width: float, height: float, frame: Box) -> Iterator[Box]:
    """All over the frame, the nearest first."""
    columns, rows = int(frame.right // (width + 2)), int(frame.bottom // (height + 2))
    places = [(column * (width + 2), row * (height + 2)) for column in range(columns) for row in range(rows)]
    places.sort(key=lambda place: (round(hypot(place[0] + width / 2 - x, place[1] + height / 2 - y), 3), place))
    yield from (Box(left, top, left + width, top + height) for left, top in places)


def _beside(start: tuple[float, float], end: tuple[float, float], width: float, height: float) -> Iterator[Box]:
    """On the line, then beside it."""
    long = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    aside = (start[1] - end[1]) / long, (end[0] - start[0]) / long
    for away in (0.0, 14.0, -14.0, 26.0, -26.0):
        for part in ALONG:
            x = start[0] + (end[0] - start[0]) * part + aside[0] * away
            y = start[1] + (end[1] - start[1]) * part + aside[1] * away
            yield Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _first_free(boxes: Iterable[Box], taken: Sequence[Box], frame: Box) -> Box | None:
    free = (box for box in boxes if box.inside(frame) and not any(box.meets(other) for other in taken))
    return next(free, None)


def draw(
    spots: Sequence[Spot], tracks: Sequence[Track], drawing: Drawing, *, title: str, told: str, name: str, north: str
) -> Markup:
    """The map. ``title``, ``told``: what a screen reader says; ``name``: of its ids; ``north``: the letter for it."""
    layout = lay_out(spots, tracks, drawing)
    size = f"{_n(layout.width)} {_n(layout.height)}"
    font = f' font-family="{drawing.font}"' if drawing.font else ""
    return Markup(  # noqa: S704 - every word is escaped, the rest is numbers
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{_n(layout.width)}" '
        f'height="{_n(layout.height)}" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'font-size="{_n(drawing.size)}" fill="{drawing.ink}"{font}>'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(told)}</desc>'
        + "".join((*_lines(tracks, layout, drawing), *_dots(spots, layout, drawing), *_words(spots, layout, drawing)))
        + _foot(layout, drawing, north)
        + "</svg>"
    )


def _lines(tracks: Sequence[Track], layout: Layout, drawing: Drawing) -> Iterator[str]:
    for track in tracks:
        (x1, y1), (x2, y2) = layout.dots[track.start], layout.dots[track.end]
        dashes = "" if track.sure else ' stroke-dasharray="5 4"'
        yield _line(x1, y1, x2, y2, f'stroke="{drawing.ink}" stroke-width="1.25" stroke-opacity="0.55"{dashes}')
    for label in layout.labels:
        x, y = label.of
        nearest = min(max(x, label.box.left), label.box.right), min(max(y, label.box.top), label.box.bottom)
        if not label.track and hypot(nearest[0] - x, nearest[1] - y) > RINGS[1]:
            yield _line(x, y, *nearest, f'stroke="{drawing.ink}" stroke-width="0.75" stroke-opacity="0.4"')


def _dots(spots: Sequence[Spot], layout: Layout, drawing: Drawing) -> Iterator[str]:
    for spot in spots:
        x, y = layout.dots[spot.number]
        colour = f' class="map-here" fill="{drawing.accent}"' if spot.here else ""
        yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(DOT + 2 * spot.here)}"{colour}/>'


def _words(spots: Sequence[Spot], layout: Layout, drawing: Drawing) -> Iterator[str]:
    here = {layout.dots[spot.number] for spot in spots if spot.here}
    for label in layout.labels:
        box, size = label.box, drawing.size * (0.86 if label.track else 1)
        weight = ' font-weight="600"' if label.of in here and not label.track else ""
        small = f' font-size="{_n(size)}"' if label.track else ""
        wide = len(label.words) * size * USUAL + 6
        left, x, anchor = (box.left + box.right - wide) / 2, (box.left + box.right) / 2, "middle"
        if not label.track and box.left > label.of[0]:
            left, x, anchor = box.left, box.left + 3, "start"
        elif not label.track and box.right < label.of[0]:
            left, x, anchor = box.right - wide, box.right - 3, "end"
        yield (
            f'<rect class="map-paper" x="{_n(left)}" y="{_n(box.top)}" width="{_n(wide)}" '
            f'height="{_n(box.bottom - box.top)}" fill="{drawing.paper}" fill-opacity="0.85"/>'
        )
        yield (
            f'<text x="{_n(x)}" y="{_n(box.bottom - size * 0.32)}" text-anchor="{anchor}"'
            f"{small}{weight}>{escape(label.words)}</text>"
        )


def _foot(layout: Layout, drawing: Drawing, north: str) -> str:
    """The scale at the left, north at the right."""
    y, x = layout.height - 9, layout.width - 14
    far = f"{layout.metres // 1000} km" if layout.metres >= 1000 else f"{layout.metres} m"
    ink = f'fill="none" stroke="{drawing.ink}" stroke-width="1"'
    small = _n(drawing.size * 0.86)
    return (
        f'<path d="M2 {_n(y - 5)}V{_n(y)}H{_n(2 + layout.bar)}V{_n(y - 5)}" {ink}/>'
        f'<text x="{_n(10 + layout.bar)}" y="{_n(y)}" font-size="{small}">{far}</text>'
        f'<path d="M{_n(x)} {_n(y)}v-16m-4 5l4 -5l4 5" {ink}/>'
        f'<text x="{_n(x - 8)}" y="{_n(y)}" text-anchor="end" font-size="{small}">{escape(north)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, more: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" {more}/>'


def _n(number: float) -> str:
    """To a tenth of a pixel, without what says nothing."""
    words = f"{number:.1f}".rstrip("0").rstrip(".")
    return "0" if words == "-0" else words
