"""When somebody can be there: read as people say it in three languages, kept in one form, told so as it is read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.text import LANGUAGES
from eventapp.programme import availability, hours
from eventapp.programme.availability import check, in_words, read, told
from eventapp.programme.hours import Hours
from eventapp.visits.fields import Control
from eventapp.visits.values import Unfit

FIRST, LAST = date(2017, 4, 3), date(2017, 4, 6)
BOTH = "2017-04-03 09:00-12:00,14:00-16:00; 2017-04-04 off"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("3 Apr 9–12, 14–16; 4 Apr: not at all", BOTH),
        ("April 3 9-12 and 14-16, April 4 never", BOTH),
        ("3. april kl. 9–12 og 14–16; 4. april ikke i det hele tatt", BOTH),
        ("balandžio 3 d. 9–12, 14–16; balandžio 4 d.: visai ne", BOTH),
        ("bal. 3 d. 9.00-12.00, 14-16 val., bal. 4 d. negali", BOTH),
        ("3.4. 9-12, 14-16; 4.4. nei", BOTH),
        ("2017-04-03 9-12, 14-16\n2017-04-04 off", BOTH),
        ("3.4.2017 9-12, 14-16; 4.4.2017 ne", BOTH),
        ("3–4 Apr 9–12", "2017-04-03 09:00-12:00; 2017-04-04 09:00-12:00"),
        ("balandžio 3–4 d. 9–12", "2017-04-03 09:00-12:00; 2017-04-04 09:00-12:00"),
        ("4 Apr from 14", "2017-04-04 14:00-24:00"),
        ("balandžio 4 d. nuo 14.30", "2017-04-04 14:30-24:00"),
        ("4. april etter kl. 14", "2017-04-04 14:00-24:00"),
        ("4 Apr until 12, from 15 to 17", "2017-04-04 00:00-12:00,15:00-17:00"),
        ("balandžio 4 d. iki 12", "2017-04-04 00:00-12:00"),
        ("4. april fra 10 til 12", "2017-04-04 10:00-12:00"),
        ("5 Apr always", "2017-04-05 00:00-24:00"),
        ("3 Apr 22–2", "2017-04-03 22:00-02:00"),
        ("Mon–Fri 9–12", "Mo-Fr 09:00-12:00"),
        ("9–12", "Mo-Su 09:00-12:00"),
    ],
)
def test_as_people_write_it(typed: str, kept: str) -> None:
    assert read(typed, FIRST, LAST) == kept


@pytest.mark.parametrize(
    ("typed", "part", "words"),
    [
        ("perhaps", "perhaps", availability.UNREAD),
        ("3 Apr 9–", "9", availability.UNREAD),
        ("31 Apr 9–12", "31 apr", availability.UNREAD),
        ("3 Apr", "2017-04-03", availability.NO_HOURS),
        ("3 Apr 9–12; 3 Apr 14–16", "2017-04-03", hours.TWICE),
    ],
)
def test_what_cannot_be_read_is_named(typed: str, part: str, words: str) -> None:
    with pytest.raises(Unfit) as refused:
        read(typed, FIRST, LAST)
    assert (refused.value.values["part"], refused.value.told) == (part, words)


def test_a_visit_over_new_year_has_days_of_both_years() -> None:
    first, last = date(2017, 12, 30), date(2018, 1, 2)
    assert read("31 Dec 9-12; 1 Jan not", first, last) == "2017-12-31 09:00-12:00; 2018-01-01 off"


def test_a_file_says_days_with_their_year() -> None:
    assert check("2017-04-03 9-12, 14-16; 2017-04-04 off") == BOTH
    for wrong in ("3 Apr 9-12", 3):
        with pytest.raises(Unfit):
            check(wrong)


def test_told_in_three_languages() -> None:
    assert {language: told(language, BOTH, of_year=2017).replace("\xa0", " ") for language in LANGUAGES} == {
        "lt": "balandžio 3 d.: 09.00–12.00, 14.00–16.00; balandžio 4 d.: visai ne",
        "en": "3 April: 09:00–12:00, 14:00–16:00; 4 April: not at all",
        "nb": "3. april: 09.00–12.00, 14.00–16.00; 4. april: ikke i det hele tatt",
    }
    assert told("en", "2018-04-03 off", of_year=2017) == "2018-04-03: not at all"
    assert in_words("nb", Control.AVAILABLE, BOTH, 2017) == told("nb", BOTH, of_year=2017)
    assert in_words("en", Control.HOURS, "2017-04-04 off", 2017) == "4 April 2017 closed"
    assert told("en", "") == ""


minutes = st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True).map(
    lambda found: [each * 15 for each in sorted(found)]
)
spans = minutes.map(lambda found: tuple(zip(found[::2], found[1::2], strict=False)))
days = st.dictionaries(st.integers(0, 3).map(lambda each: FIRST + timedelta(days=each)), st.just(()) | spans)


@given(days, st.sampled_from(LANGUAGES))
def test_what_is_told_is_read_as_it_was(on: dict[date, tuple[tuple[int, int], ...]], language: str) -> None:
    kept = hours.write(Hours(None, on))
    assert read(told(language, kept, of_year=2017), FIRST, LAST) == kept
    assert check(kept) == kept
