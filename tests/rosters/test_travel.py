"""Who arrives and leaves in which hour."""

from datetime import datetime
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rosters.travel import Way, by_hour, traveller

SPACE = UUID(int=0)


def at(moment: str, name: str = "Ona", **more: str) -> dict[str, str]:
    return {"arrival": moment, "arrival-flight": name, **more}


def test_hours_stand_in_order_also_over_midnight_and_in_the_night_in_which_clocks_go_back() -> None:
    moments = ["2017-10-29T02:30", "2017-10-28T23:59", "2017-10-29T00:00", "2017-10-29T02:05", "2017-10-29T03:00"]
    found = by_hour(
        each
        for moment in moments
        if (each := traveller(uuid5(SPACE, moment), moment, "Utena", at(moment), Way.ARRIVAL)) is not None
    )
    assert [f"{hour.begins:%d %H}" for hour in found] == ["28 23", "29 00", "29 02", "29 03"]
    assert [f"{each.at:%H:%M}" for each in found[2].travellers] == ["02:05", "02:30"]


@pytest.mark.parametrize(
    ("way", "flight", "by", "fetched"), [(Way.ARRIVAL, "SK 4711", "plane", True), (Way.DEPARTURE, "DY 1", "", False)]
)
def test_each_way_has_its_own_flight_and_only_who_arrives_is_fetched(
    way: Way, flight: str, by: str, fetched: bool
) -> None:
    answers = {
        "arrival": "2017-04-03T14:35", "departure": "2017-04-06T09:00", "arrival-flight": "SK 4711",
        "departure-flight": "DY 1", "arrives-by": "plane", "pick-up": "yes",
    }  # fmt: skip
    found = traveller(SPACE, "Ona", "Utena", answers, way)
    assert found is not None
    assert (found.flight, found.by, found.fetched) == (flight, by, fetched)
    assert by_hour([found])[0].fetched == fetched


def test_who_has_not_said_when_is_in_no_hour() -> None:
    assert traveller(SPACE, "Ona", "Utena", {"pick-up": "yes"}, Way.ARRIVAL) is None
    for words in ("in the afternoon", "2017-04-03T14:35Z"):
        assert traveller(SPACE, "Ona", "Utena", at(words), Way.ARRIVAL) is None


@given(st.lists(st.datetimes(datetime.fromisoformat("2017-04-01"), datetime.fromisoformat("2017-04-09")), max_size=20))
def test_everybody_travels_in_one_hour(moments: list[datetime]) -> None:
    made = [
        traveller(uuid5(SPACE, str(number)), str(number), "", at(f"{moment:%Y-%m-%dT%H:%M}"), Way.ARRIVAL)
        for number, moment in enumerate(moments)
    ]
    hours = by_hour(each for each in made if each is not None)
    assert sum(len(hour.travellers) for hour in hours) == len(moments)
    assert [hour.begins for hour in hours] == sorted({hour.begins for hour in hours})
