"""A thing as its form asks for it (pure): a session's hours by day and clock, its place as one choice.

What two organisers have changed is compared so: whoever moves a session to another day and whoever lets it end later
have changed different things.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core.merging import Merged, merge
from eventapp.core.text import Message
from eventapp.planning.plan import TABLES, TIMED, Fields
from eventapp.visits import values
from eventapp.visits.values import Unfit

CLOCK: Final = ("day", "from", "to", "to_day")
PLACE: Final = ("venue", "room")
TOGETHER: Final = (("latitude", "longitude"),)
STORED: Final[Mapping[str, tuple[str, ...]]] = {
    "place": PLACE,
    "day": TIMED,
    "from": TIMED[:1],
    "to": TIMED[1:],
    "to_day": TIMED[1:],
}
"""{what a form asks for: of which fields it is made}, of what is no field itself."""
NOT_WHOLE: Final = Message("Day, beginning and end belong together.")
Asked = dict[str, str | bool]


def asked(kind: str, fields: Fields, zone: ZoneInfo) -> Asked:
    """What the form shows of a thing of that kind that has these fields."""
    shown = {name: _as_typed(value, zone) for name, value in fields.items()}
    if "starts" in fields:
        shown |= _clock(fields["starts"], fields["ends"], zone)
        shown["place"] = "/".join(part for part in (fields["venue"], fields["room"]) if part)
    flat = [each for name, item in TABLES[kind].form_fields().items() for each in item.flat_names(name)]
    return {name: shown[name] for name in flat if name in shown}


def _as_typed(value: Any, zone: ZoneInfo) -> str | bool:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d} {values.show_clock(value, zone)}"
    if isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)


def _clock(starts: datetime | None, ends: datetime | None, zone: ZoneInfo) -> Asked:
    if not (starts and ends):
        return dict.fromkeys(CLOCK, "")
    first, last = (f"{instant.astimezone(zone):%Y-%m-%d}" for instant in (starts, ends))
    shown = [values.show_clock(instant, zone) for instant in (starts, ends)]
    return {"day": first, "from": shown[0], "to": shown[1], "to_day": last if last != first else ""}


def read_times(said: Mapping[str, Any], zone: ZoneInfo) -> dict[str, datetime | None]:
    """Beginning and end. Raises Unfit, with its field, for a time that never is, and where a part of it is missing."""
    if not any(said[name] for name in CLOCK):
        return {"starts": None, "ends": None}
    for name in CLOCK[:3]:
        if not said[name]:
            raise _unfit(Unfit("expected day, beginning and end", NOT_WHOLE), name)
    first = date.fromisoformat(said["day"])
    last = date.fromisoformat(said["to_day"]) if said["to_day"] else first
    return {"starts": _instant(first, said, "from", zone), "ends": _instant(last, said, "to", zone)}


def _instant(on: date, said: Mapping[str, Any], name: str, zone: ZoneInfo) -> datetime:
    try:
        return values.wall_clock(on, said[name], zone)
    except Unfit as unfit:
        raise _unfit(unfit, name) from None


def _unfit(unfit: Unfit, field: str) -> Unfit:
    unfit.field = field
    return unfit


def compare(kind: str, now: Fields, typed: Fields, shown: Mapping[str, Any], zone: ZoneInfo) -> Merged:
    """What was ``typed`` into a form that had ``shown`` that (``asked``), with what is there ``now``."""
    theirs = asked(kind, now, zone)
    return merge(shown, asked(kind, {**now, **typed}, zone), theirs, together=TOGETHER)


def settle(kind: str, now: Fields, typed: Fields, merged: Merged, zone: ZoneInfo) -> dict[str, Any]:
    """All fields of the thing, as they were ``merged``. Raises Unfit as ``read_times`` does."""
    theirs = asked(kind, now, zone)
    mine = {name for name, value in merged.fields.items() if theirs.get(name) != value}
    made = {field for fields in STORED.values() for field in fields} if "place" in theirs else set()
    taken = {name: value for name, value in typed.items() if name not in made and (name in mine or name not in theirs)}
    if "place" in mine:
        taken |= {name: typed.get(name, now[name]) for name in PLACE}
    if mine.intersection(CLOCK):
        taken |= read_times(merged.fields, zone)
    return {**now, **taken}
