"""The letters to speakers say what they are asked for, in their language, and that it is not public."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from eventapp.core.text import LANGUAGES
from eventapp.mailing import mails
from eventapp.mailing.parts import Part, parts_of
from eventapp.planning.plan import Plan
from eventapp.planning.reading import plan_of_kinds
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import get_visit
from tests.factories import NOON, make_session, make_slot, make_speaker, make_visit

OSLO = ZoneInfo("Europe/Oslo")


def read(
    language: str = "en", *, starts: datetime | None = None, hours: int = 1
) -> tuple[VisitFacts, Plan, list[Part]]:
    make_visit()
    visit = get_visit("oslo")
    speaker = make_speaker(visit.id)
    ends = starts + timedelta(hours=hours) if starts else None
    make_slot(make_session(visit.id, starts_at=starts, ends_at=ends).id, speaker.id)
    plan = plan_of_kinds(visit, "speaker", "session")
    return visit, plan, parts_of(plan, "kari", visit, NOON)


@pytest.mark.parametrize(
    ("language", "subject", "told"),
    [
        ("lt", "Ar galėsite atvykti?", "Antradienis, balandžio 4 d., 09.00–10.00"),
        ("en", "Can you come?", "Tuesday 4 April, 09:00–10:00"),
        ("nb", "Kan du komme?", "Tirsdag 4. april, 09.00–10.00"),
    ],
)
def test_hours_are_those_of_the_visit_in_the_words_of_the_language(
    app: Flask, language: str, subject: str, told: str
) -> None:
    visit, plan, parts = read(starts=datetime(2017, 4, 4, 9, tzinfo=OSLO))
    letter = mails.write(mails.ASK, language, visit, plan, parts, "https://x.example.org/s/key")
    assert letter.subject.startswith(subject)
    assert letter.facts[0][0].replace("\N{NO-BREAK SPACE}", " ") == told
    assert letter.link == "https://x.example.org/s/key"


@pytest.mark.parametrize(("language", "told"), [("lt", "(kitą dieną)"), ("en", "(next day)"), ("nb", "(neste dag)")])
def test_an_end_on_another_day_says_so(app: Flask, language: str, told: str) -> None:
    visit, _, (part,) = read(starts=datetime(2017, 4, 4, 22, tzinfo=OSLO), hours=4)
    assert mails.when_in_words(language, visit, part).endswith(told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [mails.ASK, mails.LINK])
def test_what_has_no_time_or_place_yet_says_so(app: Flask, kind: mails.Kind, language: str) -> None:
    visit, plan, parts = read()
    letter = mails.write(kind, language, visit, plan, parts, "x")
    when, what = letter.facts[0]
    assert when == mails.when_in_words(language, visit, parts[0])
    assert len(what.split("; ")) == 3
    words = {"lt": "dar nepaskelbta", "en": "not public yet", "nb": "ikke offentlig ennå"}
    assert any(words[language] in paragraph for paragraph in letter.paragraphs)
