"""The booklet as HTML: what it says, in each language, and that people's words stay words."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from eventapp.core.text import LANGUAGES
from eventapp.exports.booklet import booklet, printable, qr_code
from eventapp.programme.snapshot import PublicSlot, PublicVenue, SessionStatus
from tests.factories import public_programme, public_session, text

BASE = "https://visits.example.org"


def at(day: int, hour: int) -> datetime:
    return datetime(2017, 4, day, hour, tzinfo=UTC)


def test_it_has_days_times_of_the_visit_and_pages_to_turn_to() -> None:
    programme = public_programme(
        public_session("first", starts_at=at(3, 7), ends_at=at(3, 8)),
        public_session("second", title=text("Second"), starts_at=at(4, 12), ends_at=at(4, 13)),
    )
    html = booklet(programme, "en", BASE)
    assert "Monday <span>3 April</span>" in html
    assert "Tuesday <span>4 April</span>" in html
    assert "09:00–10:00" in html
    assert "14:00–15:00" in html
    assert 'href="#session-second"' in html
    assert 'id="session-second"' in html


@pytest.mark.parametrize(
    ("language", "version", "day"),
    [
        (
            "lt",
            "1-oji programos versija, paskelbta 2017\u00a0m. kovo 1\u00a0d. 13.00\u00a0val.",
            "Pirmadienis, <span>balandžio 3\u00a0d.",
        ),
        ("en", "Programme version 1, published on 1 March 2017 at 13:00", "Monday <span>3 April"),
        ("nb", "Programversjon 1, publisert 1.\u00a0mars 2017 kl.\u00a013.00", "Mandag <span>3.\u00a0april"),
    ],
)
def test_version_and_time_of_release_stand_in_the_footer_of_each_language(
    language: str, version: str, day: str
) -> None:
    html = booklet(public_programme(public_session()), language, BASE)
    assert f'data-imprint="{version}"' in html
    assert day in html
    assert f'<html lang="{language}">' in html


def test_provisional_and_cancelled_are_said_in_words() -> None:
    programme = public_programme(
        public_session("one", status=SessionStatus.PROVISIONAL),
        public_session("two", status=SessionStatus.CANCELLED),
        public_session("three", status=SessionStatus.CONFIRMED),
    )
    html = booklet(programme, "en", BASE)
    assert html.count('<span class="mark provisional">provisional</span>') == 2  # in the overview and on its day
    assert html.count('<span class="mark cancelled">cancelled</span>') == 2
    assert "confirmed</span>" not in html


def test_without_a_time_it_stands_at_the_end() -> None:
    programme = public_programme(public_session("later", title=text("Later"), starts_at=None, ends_at=None))
    html = booklet(programme, "en", BASE)
    assert '<h2 class="after">Time to be announced</h2>' in html
    assert "Place to be announced" in html


def test_sessions_at_the_same_time_say_so() -> None:
    programme = public_programme(public_session("one"), public_session("two"))
    assert booklet(programme, "en", BASE).count("in parallel") == 1  # at the rail, for both


def test_two_stand_beside_each_other_and_what_is_long_to_read_alone() -> None:
    def codes(*long: str) -> list[list[str]]:
        """Of the sessions in each line of the table."""
        items = [public_session(code, abstract=text("x " * 300 if code in long else "x")) for code in "abcde"]
        table = booklet(public_programme(*items), "en", BASE).split('<table class="day">')[1].split("</table>")[0]
        return [re.findall('id="session-(.)"', line) for line in table.split("<tr")[1:]]

    assert codes() == [["a", "b"], ["c", "d"], ["e"]]
    assert codes("b", "c") == [["a"], ["b"], ["c"], ["d", "e"]]


def test_what_overlaps_and_what_lasts_over_many_is_said_in_words() -> None:
    talks = [public_session(f"talk-{hour}", starts_at=at(3, hour), ends_at=at(3, hour + 1)) for hour in (8, 9, 10)]
    desk = public_session("desk", title=text("Desk"), starts_at=at(3, 7), ends_at=at(3, 12))
    half = datetime(2017, 4, 3, 10, 30, tzinfo=UTC)
    late = public_session("late", title=text("Late"), starts_at=half, ends_at=at(3, 12))
    html = re.sub("<[^>]*>", "", booklet(public_programme(*talks, desk, late), "en", BASE))
    assert html.count("Alongside the sessions that follow") == 1
    assert html.count("At the same time as “Opening” (to 13:00)") == 1


def test_over_midnight_it_says_on_which_day_it_ends() -> None:
    programme = public_programme(public_session(starts_at=at(3, 20), ends_at=at(4, 0)))
    html = booklet(programme, "en", BASE)
    assert "22:00–02:00, next day" in html  # in the overview
    assert "to 02:00, next day" in html  # at the rail


@pytest.mark.parametrize(
    ("language", "ends", "told"),
    [
        ("lt", at(4, 0), "22.00–02.00, kitą dieną"),
        ("nb", at(4, 0), "22.00–02.00, neste dag"),
        ("en", at(5, 10), "22:00–12:00, 5 April"),
        ("lt", at(5, 10), "22.00–12.00, balandžio 5\u00a0d."),
        ("en", at(3, 22), "22:00–00:00<"),
    ],
)
def test_the_end_on_another_day_is_said_at_the_time(language: str, ends: datetime, told: str) -> None:
    """At midnight itself nobody needs a word."""
    late = public_session(starts_at=at(3, 20), ends_at=ends)
    beside = public_session("beside", starts_at=at(3, 20), ends_at=at(3, 21))
    assert told in booklet(public_programme(late), language, BASE)
    later = told.split("–")[1].rstrip("<")
    to = {"lt": "iki", "nb": "til", "en": "to"}[language]
    for programme in (public_programme(late), public_programme(late, beside)):  # alone and among others
        assert f"{to} {later}<" in booklet(programme, language, BASE).replace("\n", "")


def test_the_cover_has_the_project_s_name_and_number() -> None:
    named = replace(public_programme(), project_name=text("Libraries <for> all"), project_number="NO-17")
    html = booklet(named, "en", BASE)
    assert '<p class="project">Libraries &lt;for&gt; all</p>' in html
    assert '<p class="over">Project No. NO-17</p>' in html
    bare = booklet(replace(named, project_name={}, project_number=""), "en", BASE)
    assert 'class="project"' not in bare
    assert 'class="over"' not in bare


def test_a_running_head_is_one_line() -> None:
    long = replace(public_programme(), name=text("Visit to " + "many " * 20 + "places"))
    assert 'data-title="Visit to many many many many many many many many many many …"' in booklet(long, "en", BASE)
    short = replace(long, short_name=text("Many places"))
    assert 'data-title="Many places"' in booklet(short, "en", BASE)


def test_an_empty_programme_is_a_booklet_too() -> None:
    html = booklet(public_programme(organisations=(), speakers=(), venues=()), "en", BASE)
    assert "There is nothing in the programme yet." in html
    assert "Participating organisations" not in html


def test_words_taken_from_another_language_say_which() -> None:
    programme = public_programme(public_session(title={"lt": "Pradžia"}))
    assert '<span lang="lt">Pradžia</span>' in booklet(programme, "nb", BASE)


def test_what_people_wrote_is_text() -> None:
    hostile = "<script>alert(1)</script>{{7*7}}\" onload='x"
    words = dict.fromkeys(LANGUAGES, hostile)
    programme = public_programme(
        public_session(title=words, abstract=words, slots=(PublicSlot("kari", 5, words),)), name=words, summary=words
    )
    programme = replace(programme, note=words)
    html = booklet(programme, "en", BASE)
    assert "<script" not in html
    assert "49" not in html.replace("7*7", "")
    assert "&lt;script&gt;" in html
    assert "' onload" not in html


def test_the_same_release_gives_the_same_bytes() -> None:
    programme = public_programme(public_session())
    assert booklet(programme, "lt", BASE) == booklet(programme, "lt", BASE)


def test_the_code_on_the_cover_is_a_picture_with_a_name() -> None:
    picture = ET.fromstring(qr_code("https://x.example/a&b", title="https://x.example/a&b"))  # noqa: S314 - our own
    assert picture.tag.endswith("svg")
    assert [child.text for child in picture if child.tag.endswith("title")] == ["https://x.example/a&b"]


LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABC ąčė<>/?.-\u00a0")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("ąčė abc", "ąčė abc"),
        ("aḃc", "abc"),
        ("a\u2011b\u202fc", "a-b\u00a0c"),
        ("王", "?"),
        ("lunch 🍕 now", "lunch now"),
        ("a\u200db", "ab"),
        ("<b>\na</b>", "<b>\na</b>"),
    ],
)
def test_what_the_fonts_lack_never_becomes_an_empty_box(typed: str, printed: str) -> None:
    assert printable(typed, LETTERS)[0] == printed


def test_where_people_gather_how_they_get_there_and_languages_are_on_paper() -> None:
    session = public_session(
        meeting_point={"en": "Lobby <left>"},
        meeting_minutes=20,
        transfer={"en": "By bus."},
        spoken="en",
        interpretation=("lt", "nb"),
    )
    words = re.sub(r"\s+", " ", booklet(public_programme(session), "en", BASE))
    assert '<p class="gather">Meeting point: <strong><time class="clock"' in words
    assert (
        "08:40</time></strong>, Lobby &lt;left&gt; </p>" in words
        or "08:40</time></strong>, Lobby &lt;left&gt;</p>" in words
    )
    assert "<p>By bus.</p>" in words
    assert "Language: English · Interpreted into: Lithuanian, Norwegian" in words
    off = booklet(public_programme(replace(session, status=SessionStatus.CANCELLED)), "en", BASE)
    assert "Lobby" not in off
    later = booklet(public_programme(replace(session, starts_at=None, ends_at=None)), "en", BASE)
    assert "Meeting point: Lobby" in re.sub(r"\s+", " ", later)


def test_a_day_in_two_places_has_a_map_and_the_same_in_words() -> None:
    hall, hut = (
        PublicVenue(code, text(code), latitude=59.9 + north, longitude=10.7) for code, north in (("a", 0), ("b", 0.01))
    )
    programme = public_programme(
        public_session("first", venue="a", starts_at=at(3, 7), ends_at=at(3, 8)),
        public_session("second", venue="b", starts_at=at(3, 9), ends_at=at(3, 10)),
        public_session("alone", venue="b", starts_at=at(4, 7), ends_at=at(4, 8)),
        venues=(hall, hut),
    )
    html = booklet(programme, "en", BASE)
    assert html.count('<svg class="map"') == 1
    assert "a – b: about 15\u00a0min, 1.1\u00a0km" in html
    assert 'font-family="Fira Sans"' in html
    assert "currentColor" not in html
