"""The time zones among which a visit's is chosen (pure)."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from eventapp.core.text import Message, translate
from eventapp.core.zones import city, listed, territories

# The parts of the world by which zones are called, in the order in which they are offered.
REGIONS: Final[Mapping[str, Message]] = {
    "Europe": Message("Europe"),
    "Africa": Message("Africa"),
    "America": Message("America"),
    "Asia": Message("Asia"),
    "Australia": Message("Australia"),
    "Atlantic": Message("Atlantic Ocean"),
    "Indian": Message("Indian Ocean"),
    "Pacific": Message("Pacific Ocean"),
    "Arctic": Message("Arctic"),
    "Antarctica": Message("Antarctica"),
}


@cache
def zones(language: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """{part of the world: ((IANA name, its city and country), …)}: every zone that people live in, and UTC."""
    found: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for timezone in territories():
        found[timezone.partition("/")[0]].append((timezone, zone_label(language, timezone)))
    named = {translate(language, REGIONS[region]): _sorted(of_region) for region, of_region in found.items()}
    return named | {"UTC": (("UTC", zone_label(language, "UTC")),)}


def zone_label(language: str, timezone: str) -> str:
    """Oslas (Norvegija) · Oslo (Norway) · Oslo (Norge): as a list offers it."""
    place = listed(timezone)
    if place is None:
        return timezone
    name, country = city(language, timezone), Locale.parse(language).territories[territories()[place]]
    return name if name == country else f"{name} ({country})"


def _sorted(of_region: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(of_region, key=lambda item: item[1]))
