"""The zones to choose from: each place once, by names in the reader's language."""

import re
from zoneinfo import available_timezones

import pytest

from eventapp.core.text import LANGUAGES
from eventapp.visits.zones import zone_label, zones


@pytest.mark.parametrize(
    ("zone", "labels"),
    [
        ("Europe/Oslo", ["Oslas (Norvegija)", "Oslo (Norway)", "Oslo (Norge)"]),
        ("Europe/Kyiv", ["Kijevas (Ukraina)", "Kyiv (Ukraine)", "Kyiv (Ukraina)"]),
        ("Europe/Kiev", ["Kijevas (Ukraina)", "Kyiv (Ukraine)", "Kyiv (Ukraina)"]),
        ("Europe/Luxembourg", ["Liuksemburgas", "Luxembourg", "Luxemburg"]),
        ("America/Argentina/Buenos_Aires", ["Buenos Airės (Argentina)"] + ["Buenos Aires (Argentina)"] * 2),
        ("UTC", ["UTC"] * 3),
    ],
)
def test_a_zone_is_offered_by_its_city_and_country(zone: str, labels: list[str]) -> None:
    assert [zone_label(language, zone) for language in LANGUAGES] == labels


def test_every_place_is_offered_once_europe_first() -> None:
    offered = zones("lt")
    assert (next(iter(offered)), list(offered)[-1]) == ("Europa", "UTC")
    assert not [label for of_region in offered.values() for _, label in of_region if re.search("[/_]", label)]
    names = [name for of_region in offered.values() for name, _ in of_region]
    assert len(names) == len(set(names)) > 400
    assert set(names) <= available_timezones()
    assert {"Europe/Oslo", "Europe/Vilnius", "Europe/Kyiv", "Arctic/Longyearbyen", "UTC"} <= set(names)
