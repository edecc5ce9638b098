"""Days with a time, as people and browsers write them."""

import pytest

from eventapp.questions.kinds.moment import Moment
from eventapp.visits.values import Unfit

MOMENT = Moment()


@pytest.mark.parametrize("typed", ["2017-04-03T14:35", "2017-04-03 14:35", "3.4.2017 kl. 14.35", "2017.04.03 14.35"])
def test_it_is_read(typed: str) -> None:
    assert MOMENT.read(typed) == "2017-04-03T14:35"
    assert MOMENT.read("") == ""


@pytest.mark.parametrize("typed", ["2017-04-03", "14:35", "2017-04-03 25:00", "on Monday"])
def test_what_is_none_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Unfit) as refused:
        MOMENT.read(typed)
    assert refused.value.text("en") == "Write the day and the time like this: 2017-03-01 12:00."


def test_an_hour_that_no_clock_of_the_visit_shows_is_one_elsewhere() -> None:
    assert MOMENT.read("2017-03-26 02:30") == "2017-03-26T02:30"


def test_it_is_said_in_words_and_sorts_in_a_spreadsheet() -> None:
    assert MOMENT.say("2017-04-03T14:35", "en", {}) == "3 April 2017, 14:35"
    assert MOMENT.say("2017-04-03T14:35", "nb", {}) == "3.\u00a0april 2017, 14.35"
    assert MOMENT.cell("2017-04-03T14:35", "nb", {}) == "2017-04-03 14:35"
