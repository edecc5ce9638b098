"""Days as people write them."""

from datetime import date

import pytest

from eventapp.questions.kinds.day import Day
from eventapp.visits.values import Unfit

DAY = Day()


@pytest.mark.parametrize("typed", ["2017-04-03", "2017.04.03", "3.4.2017", " 2017 4 3 "])
def test_it_is_read(typed: str) -> None:
    assert DAY.read(typed) == "2017-04-03"
    assert DAY.read("") == ""


@pytest.mark.parametrize("typed", ["tomorrow", "04/03/2017", "0001-01-01"])
def test_what_is_none_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Unfit) as refused:
        DAY.read(typed)
    assert refused.value.text("en") == "Please write a day, for example 2017-04-03."


def test_it_is_said_in_words_and_sorts_in_a_spreadsheet() -> None:
    assert DAY.say("2017-04-03", "lt", {}) == "2017\u00a0m. balandžio 3\u00a0d."
    assert DAY.cell("2017-04-03", "lt", {}) == DAY.plain("2017-04-03") == DAY.shown("2017-04-03", "lt") == "2017-04-03"


def test_a_day_that_no_month_has_is_told() -> None:
    with pytest.raises(Unfit) as refused:
        DAY.read("2017-02-30")
    assert refused.value.text("en") == "There is no such day. Please look at the day and the month."


def test_a_day_without_a_year_is_one_around_the_visit() -> None:
    assert DAY.read_near("balandžio 3 d.", (), (date(2017, 4, 3), date(2017, 4, 6))) == "2017-04-03"
    assert DAY.read_near("1980-05-17", (), (date(2017, 4, 3), date(2017, 4, 6))) == "1980-05-17"
