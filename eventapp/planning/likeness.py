"""A plan as in an earlier visit's (pure): what is taken over, and when its sessions are then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.planning.plan import SINGLE, TABLES, VISIT, Fields, Key, Plan, flat_fields, initial_fields
from eventapp.programme.snapshot import SessionStatus

LOCAL = ("name", "city")
"""Texts of the new visit that are its own in every language as soon as they are in one."""


def plan_as_in(earlier: Plan, new: Plan) -> Plan:
    """``new``, a visit's facts with nothing in it, with all of ``earlier`` but people and dates.

    Codes stay, and so do the order and what names what. A session that was cancelled is left out; the others are
    provisional, on the same day of the visit at the same time of its clocks.
    """
    days = Days.of(earlier[VISIT], new[VISIT])
    made = Plan()
    for key, fields in earlier.items():
        if not TABLES[key.kind].copied or fields.get("status") == SessionStatus.CANCELLED:
            continue
        made[key] = {**_taken_over(key, fields), **_own(new.get(key, {}))}
        if key.kind == "session" and fields["starts"] and fields["ends"]:
            made[key] = {**made[key], **days.times(fields["starts"], fields["ends"])}
    return made


def _taken_over(key: Key, fields: Fields) -> dict[str, Any]:
    copied = {name for name, field in flat_fields(key.kind) if field.copied}
    return {name: fields[name] if name in copied else value for name, value in initial_fields(key.kind).items()}


def _own(fields: Fields) -> dict[str, Any]:
    """What the new visit says of itself: what is not said, or is as with any new one, gives way."""
    initial = {name: value for kind in SINGLE for name, value in initial_fields(kind).items()}
    said = {name for name, value in fields.items() if value != initial.get(name, "")}
    whole = {base for base in LOCAL if any(name.startswith(f"{base}.") for name in said)}
    return {name: value for name, value in fields.items() if name in said or name.split(".")[0] in whole}


@dataclass(frozen=True, slots=True)
class Days:
    """The days of two visits, each in its own zone."""

    old_first: date
    new_first: date
    old_days: int
    new_days: int
    old_zone: ZoneInfo
    new_zone: ZoneInfo

    @classmethod
    def of(cls, old: Mapping[str, Any], new: Mapping[str, Any]) -> "Days":
        """Of the facts of both."""
        numbers = ((visit["last_day"] - visit["first_day"]).days + 1 for visit in (old, new))
        zones = (ZoneInfo(visit["timezone"]) for visit in (old, new))
        return cls(old["first_day"], new["first_day"], *numbers, *zones)

    def times(self, starts: datetime, ends: datetime) -> dict[str, datetime | None]:
        """Of a session, in the new visit. None: on a day that the new one, being shorter, has not.

        Clocks that are put forward at that time show the next that they show; it then lasts as long as it did.
        """
        day = (starts.astimezone(self.old_zone).date() - self.old_first).days
        if self.new_days <= day < self.old_days:
            return {"starts": None, "ends": None}
        begins, over = self._moved(starts), self._moved(ends)
        return {"starts": begins, "ends": over if over > begins else begins + (ends - starts)}

    def _moved(self, instant: datetime) -> datetime:
        clock = instant.astimezone(self.old_zone).replace(tzinfo=None) + (self.new_first - self.old_first)
        return clock.replace(tzinfo=self.new_zone).astimezone(UTC)
