"""What a move does to the clashes of the draft."""

from datetime import UTC, date, datetime

from flask import Flask

from eventapp.planning.consequences import Consequences, clash_in_words, consequences, schedule_after
from eventapp.planning.moves import Target, find_moves
from eventapp.planning.placing import movable_rows
from eventapp.planning.plan import Key
from eventapp.planning.rows import plan_of
from eventapp.programme.scheduled import read_schedule
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import get_visit
from tests.factories import make_room, make_session, make_venue, make_visit, text
from tests.planning.test_moves import OSLO
from tests.planning.test_several import NINE

HALL = ("town-hall", "hall")


def told(visit: VisitFacts, target: Target, code: str) -> Consequences:
    """Of moving that session, without doing so."""
    rows = movable_rows(visit, {code: None})
    plan = plan_of(rows)
    found = find_moves(plan, {code: plan[Key("session", code)]["starts"]}, target, OSLO)
    return consequences(read_schedule(visit), schedule_after(visit, found.moves), "en", visit.languages)


def test_what_comes_and_what_goes_is_told_before_anything_is_written(app: Flask) -> None:
    visit_id = make_visit().id
    venue = make_venue(visit_id).id
    lies = {"venue_id": venue, "room_id": make_room(venue).id}
    make_session(visit_id, "a", title=text("Opening"), **lies)
    make_session(visit_id, "b", title=text("Schools"), **lies)
    make_session(visit_id, "c", title=text("Later"), starts_at=None, ends_at=None)
    visit = get_visit("oslo")
    monday = date(2017, 4, 3)
    later = told(visit, Target(monday, "14:30"), "b")
    assert (later.came, [clash_in_words(clash) for clash in later.went]) == (
        (),
        ["Town hall, Great hall is used twice at the same time. Opening · Schools, Monday 3 April, 09:00–10:30"],
    )
    still = told(visit, Target(monday, "09:30"), "b")
    assert still == Consequences((), ())  # the same two, at another time
    third = told(visit, Target(monday, "10:00", HALL), "c")
    assert [clash.sessions for clash in third.came] == [
        (("a", "Opening"), ("c", "Later")),
        (("b", "Schools"), ("c", "Later")),
    ]
    outside = told(visit, Target(date(2017, 4, 9), "09:00"), "a")
    assert ([clash.kind for clash in outside.came], len(outside.went)) == (["outside_visit"], 1)
    assert told(visit, Target(None), "a").went == later.went
    assert read_schedule(visit).schedule.sessions[0].span.starts == NINE == datetime(2017, 4, 3, 7, tzinfo=UTC)
