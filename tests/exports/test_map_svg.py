"""The map: true to scale, north up, no label over another one, the same bytes for the same values."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.exports.map_svg import DOT, STRIP, Box, Drawing, Layout, Spot, Track, draw, lay_out
from eventapp.programme.ways import Position, distance

DRAWINGS = (Drawing(), Drawing(width=340, size=13, tall=1.1, few=0), Drawing(width=640, size=11.5, few=40))
NAME = "The house of the municipality"
HALL, NORTH_OF_IT, EAST_OF_IT = Position(59.9139, 10.7522), Position(59.9239, 10.7522), Position(59.9139, 10.7722)


def spots(*positions: Position, here: int = 0) -> list[Spot]:
    return [Spot(number, NAME, at, number == here) for number, at in enumerate(positions, 1)]


def tracks(number: int) -> list[Track]:
    return [
        Track(start, end, "≈ 1 val. 25 min.", start % 2 == 0) for start, end in combinations(range(1, number + 1), 2)
    ]


def check(layout: Layout) -> None:
    """Nothing covers anything, all is inside, each number is there."""
    boxes = [label.box for label in layout.labels]
    assert not [(one, other) for one, other in combinations(boxes, 2) if one.meets(other)]
    frame = Box(0, 0, layout.width, layout.height - STRIP)
    assert all(box.inside(frame) for box in boxes)
    dots = [Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in layout.dots.values()]
    assert not [(dot, box) for dot in dots for box in boxes if dot.meets(box)]
    assert all(dot.inside(frame) for dot in dots)
    numbers = [int(label.words.split()[0]) for label in layout.labels if not label.track]
    assert sorted(numbers) == sorted(layout.dots)


def grid(number: int, metres: float) -> list[Position]:
    step = metres / 111_000
    return [Position(60 + step * (each % 6), 10 + 2 * step * (each // 6)) for each in range(number)]


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize(
    "places",
    [
        grid(26, 150),
        grid(26, 0),
        [*grid(8, 20), Position(60.4, 10.9)],
        grid(2, 20),
        [HALL],
        [HALL, HALL],
        [HALL, Position(59.9139, 11.9)],
        [HALL, Position(61.0, 10.7522)],
    ],
)
def test_no_label_covers_another_one_or_a_venue(places: list[Position], drawing: Drawing) -> None:
    layout = lay_out(spots(*places), tracks(min(len(places), 9)), drawing)
    check(layout)
    assert layout.height <= drawing.width * drawing.tall + STRIP + 1


@given(
    st.lists(st.builds(Position, st.floats(59.8, 60), st.floats(10.5, 11)), min_size=1, max_size=26),
    st.sampled_from(DRAWINGS),
)
def test_wherever_they_lie_no_label_covers_another_one(places: list[Position], drawing: Drawing) -> None:
    check(lay_out(spots(*places), tracks(min(len(places), 6)), drawing))


def test_north_is_up_east_is_right_and_distances_are_true() -> None:
    layout = lay_out(spots(HALL, NORTH_OF_IT, EAST_OF_IT), [], Drawing())
    hall, north, east = (layout.dots[number] for number in (1, 2, 3))
    assert north[0] == pytest.approx(hall[0])
    assert north[1] < hall[1]
    assert east[1] == pytest.approx(hall[1])
    assert east[0] > hall[0]
    pixels = layout.bar / layout.metres * 1000
    for one, other, at in ((hall, north, NORTH_OF_IT), (hall, east, EAST_OF_IT)):
        drawn = hypot(one[0] - other[0], one[1] - other[1]) / pixels
        assert drawn == pytest.approx(distance(HALL, at), rel=0.005)


def test_what_lies_on_both_sides_of_the_date_line_is_near_each_other() -> None:
    layout = lay_out(spots(Position(0, 179.99), Position(0, -179.99)), [], Drawing())
    assert layout.metres < 2000
    assert layout.dots[2][0] > layout.dots[1][0]


@pytest.mark.parametrize(
    ("places", "metres"), [(grid(2, 20), 20), (grid(26, 150), 200), ([HALL, Position(60.9, 10.7)], 50_000)]
)
def test_a_scale_is_a_round_number_and_no_longer_than_a_quarter(places: list[Position], metres: int) -> None:
    layout = lay_out(spots(*places), [], Drawing())
    assert layout.metres == metres
    assert layout.bar <= layout.width / 4 + 0.1


def drawn(drawing: Drawing = DRAWINGS[0]) -> str:
    way = [Track(1, 2, "≈ 12 min.", sure=False), Track(1, 3, "25 min.", sure=True)]
    where = spots(HALL, NORTH_OF_IT, EAST_OF_IT, here=3)
    return draw(where, way, drawing, title='A <map> & "more"', told="Told", name="map-1", north="Š")


def test_it_is_a_picture_with_a_name_for_who_does_not_see_it() -> None:
    root = ET.fromstring(drawn())  # noqa: S314 - it is our own
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "map-1-title map-1-desc"
    assert [(each.tag, each.attrib["id"], each.text) for each in list(root)[:2]] == [
        (f"{space}title", "map-1-title", 'A <map> & "more"'),
        (f"{space}desc", "map-1-desc", "Told"),
    ]
    words = [each.text for each in root.iter(f"{space}text")]
    assert {"≈ 12 min.", "25 min.", "Š", "500 m"} <= set(words)


def test_an_estimate_is_dashed_and_what_is_given_is_not() -> None:
    ways = re.findall(r'<line [^>]*stroke-width="1.25"[^>]*>', drawn())
    assert ["stroke-dasharray" in each for each in ways] == [True, False]


def test_no_style_that_the_policy_forbids_and_the_same_bytes_each_time() -> None:
    assert "style" not in drawn()
    assert drawn() == drawn()
    assert 'fill="currentColor"' in drawn()
    assert "currentColor" not in drawn(Drawing(ink="#111", paper="#fff", accent="#0b4a6f"))
