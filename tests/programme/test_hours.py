"""Opening hours: as people type them, as they are kept, as readers are told, and when that is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.text import LANGUAGES
from eventapp.programme.hours import DAY, Hours, check, lines, read, told, write
from eventapp.visits.values import Unfit

OSLO = ZoneInfo("Europe/Oslo")
WEEKDAYS = "Mo-Fr 08:00-16:00"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *((each, WEEKDAYS) for each in ("Mo–Fr 8–16", "pr–pn 8–16", "man–fre 8–16", "I–V 8.00–16.00")),
        *((each, WEEKDAYS) for each in ("Mon-Fri 8am-4pm", "Mo-Su 8-16, sk, št nedirba")),
        *((each, WEEKDAYS) for each in ("mandag til fredag kl. 08-16", "Mo to Fr from 8 to 16", "hverdager 0800-1600")),
        *((each, WEEKDAYS) for each in ("Pirmadieniais–penktadieniais nuo 8 iki 16 val.", "darbo dienomis 8 h – 16 h")),
        *((each, WEEKDAYS) for each in ("ma, ti, on, to, fr 8-16", "Mo-Th 8-16; Fr 8-16")),
        ("Mo–Fr 8–16, Sa 10–14", f"{WEEKDAYS}; Sa 10:00-14:00"),
        ("sa–mo 9-10", "Mo,Sa-Su 09:00-10:00"),
        ("ti, to 9-12, 13-17", "Tu,Th 09:00-12:00,13:00-17:00"),
        ("Mo 9-12, 11-13, 13-14", "Mo 09:00-14:00"),
        ("8-16", "Mo-Su 08:00-16:00"),
        ("fr 18-02", "Fr 18:00-02:00"),
        ("24/7", "Mo-Su 00:00-24:00"),
        ("hele døgnet", "Mo-Su 00:00-24:00"),
        ("sk nedirba", "Mo-Sa 00:00-24:00"),
        ("Mo-Su closed", "Mo-Su off"),
        ("5.4.2017 stengt", "2017-04-05 off"),
        ("Mo-Fr 8-16\n2017-04-05–2017-04-06 10–12; 2017 04 07 uždaryta",
         f"{WEEKDAYS}; 2017-04-05 10:00-12:00; 2017-04-06 10:00-12:00; 2017-04-07 off"),
        ("", ""),
        ("  ", ""),
    ],
)  # fmt: skip
def test_what_people_type_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert check(typed) == kept


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("Mo-Fr 8-16, moonday 9-10", "moonday"),
        ("Mo 8-", "8"),
        ("Mo 25-26", "25"),
        ("Mo 8:75-9", "8:75"),
        ("Mo 9-9", "9–9"),
        ("Mo 10-12, 11-11:30, 11-9, 8-10:30", "08:00-09:00"),
        ("Mo 24-8", "24–8"),
        ("- Mo 8-9", "-"),
        ("2017-02-30 closed", "2017-02-30"),
        ("2017-04-06–2017-04-05 closed", "2017-04-06–2017-04-05"),
        ("Mo 8-16 closed", "closed"),
        ("Mo 8-16 ☂", "☂"),
        ("Mo-Fr", "mo"),
        ("Sa 10-12; Mo", "mo"),
        ("Mo-Su 9-17; Sa 10-14", "sa"),
        ("8-12; 2017-04-05 9-10; 2017-04-05 9-11", "2017-04-05"),
    ],
)
def test_what_cannot_be_read_is_named(typed: str, part: str) -> None:
    with pytest.raises(Unfit) as refused:
        check(typed)
    for language in LANGUAGES:
        assert part in refused.value.text(language).replace("“", "").replace("„", "").replace("«", "")


def test_too_much_is_refused_with_its_length() -> None:
    many = "; ".join(f"2017-{month:02}-{day:02} 9-10" for month in (3, 4) for day in range(1, 29))
    with pytest.raises(Unfit) as refused:
        check(many)
    assert "500" in refused.value.text("en")


def test_a_file_says_them_in_quotes() -> None:
    with pytest.raises(Unfit, match="quotes"):
        check(8)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("lt", [("pr–pn", "08.00–16.00"), ("št", "10.00–14.00"), ("2017\xa0m. balandžio 5\xa0d.", "uždaryta")]),
        ("en", [("Mon–Fri", "08:00–16:00"), ("Sat", "10:00–14:00"), ("5 April 2017", "closed")]),
        ("nb", [("man.–fre.", "08.00–16.00"), ("lør.", "10.00–14.00"), ("5.\xa0april 2017", "stengt")]),
    ],
)
def test_readers_are_told_in_their_language(language: str, expected: list[tuple[str, str]]) -> None:
    kept = f"{WEEKDAYS}; Sa 10:00-14:00; 2017-04-05 off"
    assert lines(language, kept) == expected
    assert told(language, kept) == "; ".join(f"{days} {hours}" for days, hours in expected)


def test_nothing_is_told_of_nothing() -> None:
    assert (lines("lt", ""), told("lt", "")) == ([], "")


def as_spans(at: list[int], *, over_midnight: bool) -> tuple[tuple[int, int], ...]:
    at = sorted(at)
    at = [*at[1:], at[0] + DAY] if over_midnight and at else at
    return tuple(zip(at[::2], at[1::2], strict=True))


spans = st.builds(
    as_spans,
    st.integers(0, 2).flatmap(lambda n: st.lists(st.integers(0, DAY - 1), unique=True, min_size=2 * n, max_size=2 * n)),
    over_midnight=st.booleans(),
)
WEEKS = st.tuples(*[spans] * 7)
ON = st.dictionaries(st.dates(date(2017, 4, 1), date(2017, 4, 30)), spans, max_size=3)


@given(WEEKS | st.none(), ON, st.sampled_from(LANGUAGES))
def test_what_is_kept_or_told_is_read_as_the_same(
    week: tuple[tuple[tuple[int, int], ...], ...] | None, on: dict[date, tuple[tuple[int, int], ...]], language: str
) -> None:
    kept = write(Hours(week, on))
    assert read(write(read(kept))) == read(kept)
    assert write(read(told(language, kept, plain=True))) == write(read(kept))
    assert all(open_at(read(kept), day) == open_at(Hours(week, on), day) for day in range(1, 31))


def open_at(hours: Hours, day: int) -> set[int]:
    """The minutes of that day in April, and of the night after it, at which the day's own hours are."""
    return {minute for start, end in hours.of(date(2017, 4, day)) for minute in range(start, end)}


def test_when_it_is_open_as_instants() -> None:
    hours = read("Mo-Fr 8-16; Sa 22-2; 2017-04-05 closed")
    assert hours.spans(date(2017, 4, 2), date(2017, 4, 6), OSLO) == [
        (datetime(2017, 4, 1, 20, tzinfo=UTC), datetime(2017, 4, 2, 0, tzinfo=UTC)),
        *((datetime(2017, 4, day, 6, tzinfo=UTC), datetime(2017, 4, day, 14, tzinfo=UTC)) for day in (3, 4, 6)),
    ]


def test_a_day_of_which_nothing_is_said_is_open_only_if_nothing_is_said_of_the_week() -> None:
    assert read("2017-04-05 10-12").of(date(2017, 4, 6)) == ((0, DAY),)
    assert read("Mo 10-12").of(date(2017, 4, 6)) == ()


def test_the_night_in_which_clocks_go_forward() -> None:
    (night,) = read("2017-03-26 2-4; Mo-Su closed").spans(date(2017, 3, 26), date(2017, 3, 26), OSLO)
    assert night == (datetime(2017, 3, 26, 1, tzinfo=UTC), datetime(2017, 3, 26, 2, tzinfo=UTC))
