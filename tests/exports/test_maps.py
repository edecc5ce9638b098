"""What stands on a map, and the same in words."""

from eventapp.core.text import LANGUAGES
from eventapp.exports.map_svg import Drawing
from eventapp.exports.maps import make_map, osm_link
from eventapp.programme.itinerary import Leg
from eventapp.programme.snapshot import PublicProgramme, PublicVenue
from eventapp.programme.ways import Given
from tests.factories import public_programme, text

HALL, BARN, HUT, CAVE = (
    PublicVenue(code, text(code.title()), latitude=latitude, longitude=10.0)
    for code, latitude in (("hall", 59.9), ("barn", 59.91), ("hut", 59.93), ("cave", None))
)
LEGS = (
    Leg("hall", "barn", None, 15, 1.112), Leg("barn", "hut", Given(45, 10, "bus"), 55, 2.2),
    Leg("hut", "cave", Given(5), 5, None), Leg("hall", "cave", None, None, None),
)  # fmt: skip


def programme(*venues: PublicVenue) -> PublicProgramme:
    return public_programme(venues=venues)


def test_places_have_their_numbers_and_ways_are_told_in_words() -> None:
    made = make_map(programme(HALL, CAVE, BARN, HUT), "en", LEGS, drawings=[Drawing(), Drawing(width=340)])
    assert made
    assert [(place.number, place.venue.code) for place in made.places] == [
        (1, "hall"), (0, "cave"), (2, "barn"), (3, "hut"),
    ]  # fmt: skip
    assert [way.replace("\xa0", " ") for way in made.ways] == [
        "Hall – Barn: about 15 min, 1.1 km",
        "Barn – Hut: by bus 55 min, 2.2 km",
        "Hut – Cave: 5 min",
    ]
    assert ["55" in str(each) for each in made.drawings] == [True, True]
    assert ['id="map-1-title"' in str(made.drawings[0]), 'id="map-2-title"' in str(made.drawings[1])] == [True, True]


def test_only_some_of_them_and_one_that_the_page_is_about() -> None:
    made = make_map(
        programme(HALL, BARN, HUT), "nb", LEGS, drawings=[Drawing()], only={"hut", "barn"}, here="hut", name="map-day"
    )
    assert made
    assert [place.venue.code for place in made.places] == ["barn", "hut"]
    assert len(made.ways) == 1
    other = make_map(programme(HALL, BARN, HUT), "nb", LEGS, drawings=[Drawing()], here="hall")
    assert other
    assert [way.split(":")[0] for way in other.ways] == ["Hall (nb) – Barn (nb)"]
    assert str(made.drawings[0]).count("map-here") == 1
    assert 'id="map-day-1-title"' in str(made.drawings[0])


def test_fewer_than_two_positions_are_no_map() -> None:
    assert make_map(programme(HALL, CAVE), "lt", (), drawings=[Drawing()]) is None
    assert make_map(programme(HALL, BARN), "lt", (), drawings=[Drawing()], only={"hall"}) is None


def test_it_speaks_the_reader_s_language() -> None:
    titles = {str(_made(language)).split("<title", 1)[1].split("</title>")[0] for language in LANGUAGES}
    assert len(titles) == 3


def _made(language: str) -> object:
    made = make_map(programme(HALL, BARN), language, (), drawings=[Drawing()])
    assert made
    return made.drawings[0]


def test_a_link_leads_to_the_place_on_open_street_map() -> None:
    assert osm_link(HALL) == "https://www.openstreetmap.org/?mlat=59.9&mlon=10.0#map=17/59.9/10.0"
    assert osm_link(CAVE) == ""
