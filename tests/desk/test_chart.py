"""Days or weeks, none left out."""

from datetime import date

from eventapp.desk.chart import MOST_DAYS, Bar, bars


def test_no_day_between_is_left_out() -> None:
    found = bars({date(2017, 3, 1): 2, date(2017, 3, 3): 1})
    assert found == (
        Bar(date(2017, 3, 1), date(2017, 3, 1), 2),
        Bar(date(2017, 3, 2), date(2017, 3, 2), 0),
        Bar(date(2017, 3, 3), date(2017, 3, 3), 1),
    )


def test_nobody_is_no_period() -> None:
    assert bars({}) == ()


def test_a_long_span_is_shown_by_week_from_monday() -> None:
    first = date(2017, 1, 4)  # a Wednesday
    assert len(bars({first: 1, date.fromordinal(first.toordinal() + MOST_DAYS - 1): 1})) == MOST_DAYS
    found = bars({first: 1, date(2017, 1, 8): 1, date.fromordinal(first.toordinal() + MOST_DAYS): 4})
    assert found[0] == Bar(date(2017, 1, 2), date(2017, 1, 8), 2)
    assert found[-1] == Bar(date(2017, 3, 6), date(2017, 3, 12), 4)
    assert [period.number for period in found[1:-1]] == [0] * 8
