"""Which sessions a speaker has in the draft, and in which order."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from eventapp.mailing.parts import parts_of, place_of, text_of
from eventapp.planning.plan import Key, Plan

NOW = datetime(2017, 4, 3, 12, tzinfo=UTC)
KARI = Key("speaker", "kari")
OVER, STAYS = (SimpleNamespace(after_the_end=stays) for stays in (False, True))


def plan_of(**sessions: dict[str, object]) -> Plan:
    plan = Plan({KARI: {"name": "Kari"}})
    for code, fields in sessions.items():
        key = Key("session", code)
        nothing = {"starts": None, "ends": None, "status": "confirmed", "venue": "", "room": ""}
        plan[key] = {**nothing, **fields}
        plan[key.within("slot", "kari")] = {"status": fields.get("slot", "invited")}
        plan[key.within("slot", "ola")] = {"status": "invited"}
    return plan


def hours(first: int) -> dict[str, object]:
    return {"starts": NOW + timedelta(hours=first), "ends": NOW + timedelta(hours=first + 1)}


def test_they_stand_by_time_and_last_without_one() -> None:
    plan = plan_of(untimed={}, later=hours(2), sooner=hours(1))
    assert [part.key.code for part in parts_of(plan, "kari", OVER, NOW)] == ["sooner", "later", "untimed"]
    assert parts_of(plan, "nobody", OVER, NOW) == []


def test_what_is_over_or_cancelled_is_not_open_unless_the_visit_stays_open() -> None:
    plan = plan_of(over=hours(-1), now=hours(0), cancelled={"status": "cancelled"}, untimed={})
    assert {part.key.code for part in parts_of(plan, "kari", OVER, NOW) if part.open} == {"now", "untimed"}
    assert {part.key.code for part in parts_of(plan, "kari", STAYS, NOW) if part.open} == {"over", "now", "untimed"}


def test_only_what_is_open_and_not_answered_waits() -> None:
    plan = plan_of(said={"slot": "confirmed"}, asked={}, cancelled={"status": "cancelled"})
    assert [part.key.code for part in parts_of(plan, "kari", OVER, NOW) if part.waits] == ["asked"]


def test_a_place_is_told_with_its_room_in_the_reader_s_language() -> None:
    plan = plan_of(a={"venue": "hall", "room": "attic"}, b={"venue": "hall"}, c={}, d={"venue": "gone"})
    plan[Key("venue", "hall")] = {"name.lt": "Rotušė", "name.en": "Town hall", "name.nb": ""}
    plan[Key("venue", "hall").within("room", "attic")] = {"name.lt": "", "name.en": "Attic", "name.nb": ""}
    order = ["lt", "en", "nb"]
    told = {part.key.code: place_of(plan, part, "en", order) for part in parts_of(plan, "kari", OVER, NOW)}
    assert told == {"a": "Attic, Town hall", "b": "Town hall", "c": "", "d": ""}
    assert text_of(plan[Key("venue", "hall")], "name", "nb", order) == "Rotušė"
