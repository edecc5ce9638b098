"""Sessions by day, and who speaks in them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.planning.listed import by_day, slots_of
from eventapp.planning.plan import Key, Plan
from tests.planning.test_several import HOUR, NINE

OSLO = ZoneInfo("Europe/Oslo")


def item(code: str, starts: datetime | None) -> tuple[Key, dict[str, Any]]:
    return Key("session", code), {"starts": starts}


def test_days_follow_each_other_and_what_has_no_time_comes_last_in_its_own_order() -> None:
    late, early, next_day = item("late", NINE + HOUR), item("early", NINE), item("night", NINE + 15 * HOUR)
    untimed = [item("z", None), item("y", None)]
    found = by_day([untimed[0], next_day, late, untimed[1], early], OSLO)
    assert found == [(date(2017, 4, 3), [early, late]), (date(2017, 4, 4), [next_day]), (None, untimed)]
    assert by_day([], OSLO) == []


def test_who_speaks_is_told_by_name() -> None:
    slot, of = {"minutes": 20}, Key("session", "a")
    plan = Plan({Key("speaker", "kari"): {"name": "Kari"}, of: {}, of.within("slot", "kari"): slot})
    assert slots_of(plan) == {"a": [("Kari", slot)]}
