"""Conflicts in words, in three languages."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventapp.core.text import LANGUAGES
from eventapp.planning.clashes import Teller
from eventapp.programme.conflicts import EVERYBODY, Conflict, ConflictKind, Schedule, Span
from eventapp.programme.scheduled import Scheduled

AT = datetime(2017, 4, 4, 12, 30, tzinfo=UTC)
SPAN = Span(AT, AT + timedelta(minutes=30))
SCHEDULED = Scheduled(
    Schedule((), (date(2017, 4, 3), date(2017, 4, 6)), "Europe/Oslo"),
    {"a": ("hall", "aula"), "b": ("hill", None)},
    {
        ("session", "a"): {"en": "Opening", "lt": "Atidarymas"},
        ("session", "b"): {"lt": "Kalnas"},
        ("venue", "hall"): {"en": "Town hall"},
        ("venue", "hill"): {"nb": "Holmenkollen"},
        ("room", "hall/aula"): {"en": "Aula"},
        ("speaker", "kari"): {"": "Kari Nordmann"},
    },
)


def told(conflict: Conflict, language: str = "en") -> tuple[str, str, tuple[tuple[str, str], ...]]:
    clash = Teller(language, ("lt", "en", "nb"), SCHEDULED).clash(conflict)
    return clash.sentence, clash.when, clash.sessions


@pytest.mark.parametrize(
    ("language", "sentence", "when", "titles"),
    [
        (
            "lt",
            "Kari Nordmann: kelias „Town hall“ – „Holmenkollen“ užtrunka 45 min., o laiko tėra 10 min.",
            "Antradienis, balandžio 4 d., 14.30–15.00",
            ["Atidarymas", "Kalnas"],
        ),
        (
            "en",
            "Kari Nordmann: the way from Town hall to Holmenkollen takes 45 min, and there are only 10 min.",
            "Tuesday 4 April, 14:30–15:00",
            ["Opening", "Kalnas"],
        ),
        (
            "nb",
            "Kari Nordmann: Veien fra Town hall til Holmenkollen tar 45 min, og det er bare 10 min.",
            "Tirsdag 4. april, 14.30–15.00",
            ["Atidarymas", "Kalnas"],
        ),
    ],
)
def test_a_way_in_three_languages(language: str, sentence: str, when: str, titles: list[str]) -> None:
    conflict = Conflict(ConflictKind.WAY_TOO_SHORT, ("a", "b"), SPAN, "kari", needs=45, has=10)
    said, at, sessions = told(conflict, language)
    assert (said, at.replace("\xa0", " "), [title for _, title in sessions]) == (sentence, when, titles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ConflictKind)
def test_every_kind_has_words_of_its_own_and_no_code(kind: ConflictKind, language: str) -> None:
    conflict = Conflict(kind, ("a", "b"), SPAN, "kari", needs=251, has=250)
    sentence = told(conflict, language)[0]
    assert sentence.endswith((".", "?"))
    assert not re.search(r"None|%|_|hall/|kari", sentence)
    english = told(conflict)[0]
    assert language == "en" or sentence != english


def test_everybody_is_said_in_words() -> None:
    span = Span(AT, AT + timedelta(minutes=305))
    stretch = Conflict(ConflictKind.NO_BREAK, ("a",), span, EVERYBODY, has=305)
    assert told(stretch)[0].replace("\xa0", " ") == "Everybody: 5 h 5 min without a break."
    assert told(stretch, "lt")[0].replace("\xa0", " ") == "Visi: 5 val. 5 min. be pertraukos."


def test_the_room_is_named_with_its_building() -> None:
    assert told(Conflict(ConflictKind.ROOM_TWICE, ("a", "b"), SPAN))[0] == (
        "Town hall, Aula is used twice at the same time."
    )


def test_over_midnight_both_days_are_named() -> None:
    night = replace(Conflict(ConflictKind.ROOM_TWICE, ("a",), SPAN), span=Span(AT, AT + timedelta(hours=12)))
    assert told(night)[1] == "Tuesday 4 April, 14:30 – Wednesday 5 April, 02:30"
    none = replace(night, span=Span(AT, AT))
    assert told(none)[1] == "Tuesday 4 April, 14:30"
