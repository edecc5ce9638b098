"""Every text field of a visit's file takes words as words, or refuses them by name: page, letter, calendar, paper."""

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from eventapp.commands.serving import load_and_publish
from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES, clean_line
from eventapp.exports.booklet import booklet
from eventapp.exports.pdf import render_pdf
from eventapp.notifications.attachments import attachments
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.planning.plan import TABLES, Table
from eventapp.programme.queries import public_programmes
from eventapp.visitfiles.reading import VisitFile, read_visit_file
from eventapp.visits.fields import Field
from eventapp.visits.models import Visit
from eventapp.visits.values import Unfit
from tests.factories import LINKS
from tests.hostile import STORED_OTHERWISE, WORDS, intruders
from tests.paper import print_here
from tests.registration.people import join


def takes_any_words(field: Field) -> bool:
    """Free text, where others want a code, a number, an address."""
    try:
        return field.check is not None and field.check("two <words>") == "two <words>"
    except Unfit:
        return False


FREE = {
    (kind, name) for kind, table in TABLES.items() for name, field in table.fields.items() if takes_any_words(field)
}
FIXED = {
    "visit": 'slug = "trap"\nfirst_day = 2017-04-03\nlast_day = 2017-04-06\ntimezone = "Europe/Oslo"\nvisible = true',
    "registration": "open = true",
    "funder": "evidence_until = 2022-12-31\naudit_until = 2025-12-31",
    "organisation": 'code = "org"\nname_language = "lt"\nrole = "partner"',
    "venue": 'code = "house"',
    "room": 'code = "hall"',
    "speaker": 'code = "kari"',
    "session": 'code = "opening"\nkind = "meeting"\nday = 2017-04-03\nfrom = "09:00"\nto = "10:30"\n'
    'venue = "house"\nroom = "hall"',
    "slot": 'speaker = "kari"\nstatus = "confirmed"',
    "question": 'code = "asked"\nkind = "one"',
    "choice": 'code = "chosen"',
}
HEADS = {
    "visit": "[visit]",
    "registration": "[registration]",
    "funder": "[funder]",
    "organisation": "[[organisation]]",
    "venue": "[[venue]]",
    "room": "[[venue.room]]",
    "speaker": "[[speaker]]",
    "session": "[[session]]",
    "slot": "[[session.slot]]",
    "question": "[[question]]",
    "choice": "[[question.choice]]",
}
ORDER = tuple(HEADS)


def trap_file(words: str) -> bytes:
    """A visit's file with those words in every free text field."""
    return "\n\n".join(f"{HEADS[kind]}\n{FIXED[kind]}\n{_fields(kind, TABLES[kind], words)}" for kind in ORDER).encode()


def _fields(kind: str, table: Table, words: str) -> str:
    return "\n".join(_lines(kind, table, json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")))


def _lines(kind: str, table: Table, quoted: str) -> Iterator[str]:
    for name, field in table.fields.items():
        if (kind, name) in FREE:
            if name == "postal_code" and len(quoted) < 100:
                quoted = f'"{quoted[1:-1][:20].rstrip(chr(92))}"'
            local = "{" + ", ".join(f"{language} = {quoted}" for language in LANGUAGES) + "}"
            yield f"{name} = {local if field.local else quoted}"


def read(words: str) -> VisitFile:
    return read_visit_file("trap.toml", trap_file(words))


def refused(words: str) -> set[str]:
    """The fields in which those words are a problem, as kind.field."""
    kinds = {"org": "organisation", "house": "venue", "hall": "room", "kari": "speaker", "opening": "session"}
    kinds |= {"asked": "question", "chosen": "choice"}
    places = [re.sub(r"\.(lt|en|nb)$", "", problem.where).split(".")[-2:] for problem in read(words).problems]
    return {f"{'slot' if name == 'topic' else kinds.get(thing, thing)}.{name}" for thing, name in places}


def test_the_free_fields_are_those_that_a_reader_meets() -> None:
    assert len(FREE) == 33, sorted(FREE)
    reader_meets = {("visit", "name"), ("venue", "street"), ("slot", "topic"), ("room", "name"), ("session", "title")}
    assert reader_meets <= FREE


@pytest.mark.parametrize("words", ["x" * 10_000, "a\x07b", "a\x00b", "a\x7fb", "a\x1b[31mb"])
def test_too_long_and_control_characters_are_refused_at_each_field(words: str) -> None:
    assert refused(words) == {f"{kind}.{name}" for kind, name in FREE}


@pytest.mark.parametrize("words", ["a\r\nATTENDEE:mailto:x@example.org", "a\nBcc: x@example.org"])
def test_line_breaks_are_refused_where_one_line_is_expected(words: str) -> None:
    several = {"visit.purpose", "visit.practical", "venue.directions", "speaker.biography", "session.abstract"}
    several |= {"session.transfer", "session.organisers_note", "question.help"}
    assert refused(words) == {f"{kind}.{name}" for kind, name in FREE} - several


@pytest.mark.parametrize(
    ("shared_app", "words"),
    [("sqlite", words) for words in WORDS] + [("postgresql", words) for words in WORDS if words in STORED_OTHERWISE],
    indirect=["shared_app"],
)
def test_words_stay_words_on_pages_in_letters_calendar_and_paper(app: Flask, words: str) -> None:
    file = read(words)
    assert file.problems == ()
    with transaction():
        load_and_publish(file, note=dict.fromkeys(LANGUAGES, words), act=Act(COMMAND, LINKS, utc_now()))
    kept = clean_line(words)
    assert unicodedata.is_normalized("NFC", kept)
    check_pages(app, kept)
    check_calendar(app, kept)
    check_letter(kept)
    check_paper(kept)


def check_pages(app: Flask, kept: str) -> None:
    client = app.test_client()
    for path in ("", "programme", "sessions/opening", "speakers/kari", "venues/house", "register"):
        page = client.get(f"/en/trap/{path}")
        assert page.status_code == 200, path
        assert intruders(page.text) == [], path
        assert kept in unescape(page.text), path


def check_calendar(app: Flask, kept: str) -> None:
    for path in ("programme.ics", "sessions/opening.ics"):
        calendar = Calendar.from_ical(app.test_client().get(f"/en/trap/{path}").data)
        (event,) = calendar.walk("VEVENT")
        assert str(event["SUMMARY"]) == kept
        assert kept in str(event["LOCATION"])
        assert set(event) == {
            *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "DTEND", "LOCATION"),
            *("DESCRIPTION", "URL", "CATEGORIES", "TRANSP"),
        } & set(event)
        assert "ATTENDEE" not in event


def check_letter(kept: str) -> None:
    visit = session.scalars(select(Visit)).one()
    join(visit.id, language="en")
    mail = session.scalars(select(Mail)).one()
    assert kept in mail.subject
    assert "\n" not in mail.subject
    assert kept in text_of(mail)
    assert intruders(html_of(mail)) == []
    (enclosed,) = attachments(mail, LINKS.base_url)
    assert str(Calendar.from_ical(enclosed.body).walk("VEVENT")[0]["SUMMARY"]) == kept


def check_paper(kept: str) -> None:
    (programme,) = public_programmes()
    pdf = print_here(render_pdf, booklet(programme, "en", LINKS.base_url))
    paper = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    printed = "".join(character for character in kept if unicodedata.category(character) not in ("So", "Cf"))
    assert "".join(printed.split()) in "".join(paper.split())
