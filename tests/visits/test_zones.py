"""Time zones by name, in three languages: no key, no "unknown region", whatever zone this machine knows."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest

from eventapp.core.text import LANGUAGES
from eventapp.visits.zones import utc_offset, zone_in_words, zone_label, zone_name, zones

MOMENT = datetime(2017, 3, 20, 13, 5, tzinfo=UTC)
SUMMER = MOMENT + timedelta(days=100)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        *(("UTC", "UTC"), ("Europe/Oslo", "UTC+1"), ("America/New_York", "UTC−4"), ("America/St_Johns", "UTC−2:30")),
        *(("Asia/Kathmandu", "UTC+5:45"), ("Asia/Kolkata", "UTC+5:30"), ("Pacific/Kiritimati", "UTC+14")),
    ],
)
def test_how_far_a_zone_is_from_utc(zone: str, words: str) -> None:
    assert utc_offset(MOMENT, zone) == words


def test_a_zone_is_called_by_the_time_of_year() -> None:
    summer = MOMENT + timedelta(days=60)
    assert zone_name("en", MOMENT, "Europe/Oslo") == "Central European Standard Time"
    assert [zone_name(language, summer, "Europe/Oslo") for language in ("lt", "en", "nb")] == [
        "Vidurio Europos vasaros laikas",
        "Central European Summer Time",
        "sentraleuropeisk sommertid",
    ]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (
            "Europe/Kyiv",
            ["Rytų Europos vasaros laikas", "Eastern European Summer Time", "østeuropeisk sommertid"],
        ),
        ("Asia/Kolkata", ["Indijos laikas", "India Standard Time", "indisk tid"]),
        ("Asia/Calcutta", ["Indijos laikas", "India Standard Time", "indisk tid"]),
        ("Europe/Istanbul", ["Laikas: Stambulas", "Istanbul Time", "tidssone for Istanbul"]),
        ("Turkey", ["Laikas: Stambulas", "Istanbul Time", "tidssone for Istanbul"]),
        ("Europe/London", ["Britanijos vasaros laikas", "British Summer Time", "britisk sommertid"]),
        ("America/Coyhaique", ["Laikas: Coyhaique", "Coyhaique Time", "tidssone for Coyhaique"]),
        ("Etc/GMT+3", ["UTC−3"] * 3),
    ],
)
def test_a_zone_that_was_renamed_or_has_no_name_of_its_own_is_told_in_words(zone: str, words: list[str]) -> None:
    assert [zone_name(language, SUMMER, zone) for language in LANGUAGES] == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_zone_is_a_key_or_an_unknown_region(language: str) -> None:
    bad = re.compile(r"[/_]|GMT|unknown|nežinom|ukjent|Etc|world|pasaulis|verden", re.IGNORECASE)
    for zone in available_timezones():
        for moment in (MOMENT, SUMMER):
            assert not bad.search(zone_name(language, moment, zone)), zone


def test_a_name_that_is_the_offset_is_said_once() -> None:
    assert zone_in_words("en", MOMENT, "Europe/Oslo") == "Central European Standard Time, UTC+1"
    assert zone_in_words("en", MOMENT, "Etc/GMT-5") == "UTC+5"


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


def test_zones_are_in_the_reader_s_alphabet() -> None:
    american = [label for _, label in zones("lt")["Amerika"]]
    found = [label[:2] for label in american if label.startswith(("Či", "Ch", "Da", "Ša", "Ta"))]
    assert found == sorted(found, key=["Ch", "Či", "Da", "Ša", "Ta"].index)
    assert {"Či", "Da"} <= set(found)
