"""Days with a time, as people and browsers write them."""

from datetime import date

import pytest

from eventapp.questions.kinds.moment import Moment
from eventapp.visits.values import Unfit

MOMENT = Moment()


@pytest.mark.parametrize("typed", ["2017-04-03T14:35", "2017-04-03 14:35", "3.4.2017 kl. 14.35", "2017.04.03 14.35"])
def test_it_is_read(typed: str) -> None:
    assert MOMENT.read(typed) == "2017-04-03T14:35"
    assert MOMENT.read("") == ""


@pytest.mark.parametrize("typed", ["14:35", "2017-04-03 25:00", "on Monday"])
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


DAYS = (date(2017, 4, 3), date(2017, 4, 6))


@pytest.mark.parametrize(
    "typed",
    [
        *("2017 balandžio 3 d. 9:30", "2017 m. balandžio 3 d., 9.30", "balandžio 3 d. 9 val. 30 min.", "04.03 9:30"),
        *("3.4. 9:30", "3/4/2017 9:30", "3. april 2017 kl. 9.30", "3. april kl. 9.30", "3 April 2017 9:30"),
        *("April 3, 2017 9:30am", "3rd of April 2017, 9:30", "04-03 9:30"),
    ],
)
def test_it_is_read_as_people_of_three_languages_write_it(typed: str) -> None:
    assert MOMENT.read_near(typed, (), DAYS) == "2017-04-03T09:30"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2017-04-03", "Please add the time, as in 2017-03-01 12:00."),
        ("balandžio 3 d.", "Please add the time, as in 2017-03-01 12:00."),
        ("2017-02-30 9:30", "There is no such day. Please look at the day and the month."),
        ("2016-04-01 9:30", "This is more than a year before or after the visit. Please look at the year."),
        ("2087-04-03T09:30", "This is more than a year before or after the visit. Please look at the year."),
        ("9.30", "Write the day and the time like this: 2017-03-01 12:00."),
    ],
)
def test_what_is_wrong_with_it_is_said(typed: str, words: str) -> None:
    with pytest.raises(Unfit) as refused:
        MOMENT.read_near(typed, (), DAYS)
    assert refused.value.text("en") == words


def test_without_days_around_it_a_year_is_needed() -> None:
    assert MOMENT.read_near("2087-04-03 9:30", (), None) == "2087-04-03T09:30"
    with pytest.raises(Unfit):
        MOMENT.read_near("3.4. 9:30", (), None)
