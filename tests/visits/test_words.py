"""Instants that somebody elsewhere reads, word for word."""

from datetime import UTC, datetime

import pytest

from eventapp.core.templates import environment
from eventapp.visits.words import date_time_zone

MOMENT = datetime(2017, 3, 20, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("lt", "2017~m. kovo 20~d. 14.05~val. (Vidurio Europos žiemos laikas, UTC+1)"),
        ("en", "20 March 2017 at 14:05 (Central European Standard Time, UTC+1)"),
        ("nb", "20.~mars 2017 kl.~14.05 (sentraleuropeisk normaltid, UTC+1)"),
    ],
)
def test_whoever_is_elsewhere_is_told_the_zone(language: str, words: str) -> None:
    told = date_time_zone(language, MOMENT, "Europe/Oslo")
    assert told.replace("\u00a0", "~") == words
    page = environment(language).from_string("{{ at | date_time_zone(zone) }}").render(at=MOMENT, zone="Europe/Oslo")
    assert page == told
