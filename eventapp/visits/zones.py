"""Time zones as people call them (pure), in each language; also those for which Babel has a key or an offset alone.

CLDR calls a renamed zone by its first name (Europe/Kiev) for good, and Babel asks it for the new one: so its words are
looked up under every name that a zone has had. What CLDR calls nothing is called after its city.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_gmt, get_timezone_name

from eventapp.core.alphabets import sort_keys
from eventapp.core.dates import DASH
from eventapp.core.text import Message, translate

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
    for timezone in _territories():
        found[timezone.partition("/")[0]].append((timezone, zone_label(language, timezone)))
    named = {translate(language, REGIONS[region]): _sorted(language, of_region) for region, of_region in found.items()}
    return named | {"UTC": (("UTC", zone_label(language, "UTC")),)}


def zone_choices(language: str, chosen: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """``zones``, and before them what is ``chosen`` where it is none of these: "", or an earlier name of a zone."""
    offered = dict(zones(language))
    if any(name == chosen for of_region in offered.values() for name, _ in of_region):
        return offered
    return {DASH: ((chosen, zone_label(language, chosen) if chosen else DASH),), **offered}


def zone_label(language: str, timezone: str) -> str:
    """Oslas (Norvegija) · Oslo (Norway) · Oslo (Norge): as a list offers it."""
    place = _listed(timezone)
    if place is None:
        return timezone
    name, country = city(language, timezone), Locale.parse(language).territories[_territories()[place]]
    return name if name == country else f"{name} ({country})"


def _sorted(language: str, of_region: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(of_region, key=lambda item: sort_keys(item[1])[language]))


def utc_offset(instant: datetime, timezone: str) -> str:
    """UTC+2, UTC−3:30, UTC."""
    offset = instant.astimezone(ZoneInfo(timezone)).utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    if not minutes:
        return "UTC"
    sign, minutes = ("+" if minutes > 0 else "−"), abs(minutes)
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")


def zone_name(language: str, instant: datetime, timezone: str) -> str:
    """Vidurio Europos vasaros laikas · Central European Summer Time · sentraleuropeisk sommertid."""
    local = instant.astimezone(ZoneInfo(timezone))
    name: str = get_timezone_name(local, locale=language)
    if name != get_timezone_gmt(local, locale=language):
        return name
    locale, season = Locale.parse(language), "daylight" if local.dst() else "standard"
    for metazone in filter(None, map(get_global("meta_zones").get, _names(timezone))):
        long = locale.meta_zones.get(metazone, {}).get("long", {})
        if season in long:
            return str(long[season])
    if _listed(timezone) is None:
        return utc_offset(instant, timezone)
    return str(locale.zone_formats["region"]) % city(language, timezone)


def zone_in_words(language: str, instant: datetime, timezone: str) -> str:
    """Central European Summer Time, UTC+2: by name and distance, each once."""
    return ", ".join(dict.fromkeys((zone_name(language, instant, timezone), utc_offset(instant, timezone))))


def city(language: str, timezone: str) -> str:
    """Kyjivas · Kyiv · Kyiv: the city after which the zone is called."""
    known = Locale.parse(language).time_zones
    found = (known[name]["city"] for name in _names(timezone) if "city" in known.get(name, {}))
    return str(next(found, (_listed(timezone) or timezone).rpartition("/")[2].replace("_", " ")))


def _listed(timezone: str) -> str | None:
    """Its name in tzdata's list of places; None: it is of no place."""
    return next((name for name in _names(timezone) if name in _territories()), None)


def _names(timezone: str) -> Iterator[str]:
    """Its own name, then the others that the same zone has or had."""
    aliases: Mapping[str, str] = get_global("zone_aliases")
    now = aliases.get(timezone, timezone)
    yield timezone
    yield from (name for name in (now, *(old for old, new in aliases.items() if new == now)) if name != timezone)


@cache
def _territories() -> Mapping[str, str]:
    """{IANA name: country (ISO 3166-1 alpha-2)} of all that tzdata lists, one for each place that people live in."""
    rows = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    listed = (row.split("\t") for row in rows if not row.startswith("#"))
    return {name: country for country, _position, name, *_ in listed}
