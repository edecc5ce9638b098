"""Nothing of a draft is visible in any format before the release; all of it is after.

Every text field of the draft carries a marker word of its own, in each language. Every public address is read, in
three languages and every format, by walking the URL map and by following links, and so are the letters in the outbox.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.notifications.jobs import attachments
from eventapp.notifications.models import Mail
from eventapp.programme import models
from eventapp.publishing.jobs import compile_due
from eventapp.registration.models import Registration
from tests.factories import (
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
)
from tests.registration.people import LINKS, join

CODES = {"visit": "oslo", "session": "opening", "speaker": "kari", "venue": "town-hall"}
TABLES = (models.Venue, models.Room, models.Speaker, models.Session, models.SpeakerSlot)
NOT_WORDS = {"code", "uid", "kind", "status"}


def marker(field: str, language: str = "") -> str:
    return f"Q·x{field}{language}".replace("_", "").lower()


def localized(field: str) -> dict[str, str]:
    return {language: marker(field, language) for language in LANGUAGES}


@pytest.fixture
def draft(app: Flask) -> int:
    """A visit whose draft has a marker in every text field."""
    visit = make_visit()
    make_organisation(visit.id)
    venue = make_venue(
        visit.id,
        name=localized("venue_name"),
        street=marker("venue_street"),
        city=marker("venue_city"),
        postal_code=marker("venue_postal_code"),
        directions=localized("venue_directions"),
    )
    room = make_room(venue.id, name=localized("room_name"))
    speaker = make_speaker(
        visit.id,
        name=marker("speaker_name"),
        role=localized("speaker_role"),
        affiliation=localized("speaker_affiliation"),
        biography=localized("speaker_biography"),
        website=f"http://example.org/{marker('speaker_website')}",
    )
    item = make_session(
        visit.id,
        title=localized("session_title"),
        abstract=localized("session_abstract"),
        venue_id=venue.id,
        room_id=room.id,
    )
    make_slot(item.id, speaker.id, topic=localized("speaker_slot_topic"))
    return visit.id


def text_fields() -> Iterator[str]:
    """The draft's fields that hold words, read from the tables: a new one cannot be forgotten here."""
    for table in TABLES:
        for column in table.__table__.columns:
            words = column.type.python_type in (str, dict)
            if words and column.name not in NOT_WORDS:
                yield f"{table.__tablename__}_{column.name}"


def test_the_draft_of_this_test_marks_every_text_field(draft: int) -> None:
    rows = [row for table in TABLES for row in session.scalars(select(table))]
    words = " ".join(str(getattr(row, column.name)) for row in rows for column in row.__table__.columns)
    assert {field for field in text_fields() if marker(field) not in words} == set()


def addresses(app: Flask, token: str) -> Iterator[str]:
    """Every GET address of the URL map, filled with what exists."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith("/static/"):
            continue
        kind = next((kind for kind in CODES if f"/{kind}s/" in rule.rule), "session")
        values = {"slug": CODES["visit"], "code": CODES[kind], "inner": "kari", "token": token, "proof": "none"}
        for language in LANGUAGES:
            filled = values | {"language": language}
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda match, words=filled: words[match[1]], rule.rule)


def everything_public(app: Flask, folder: Path) -> dict[str, str]:
    """{address: words} of each address, of each that they link to, and of each letter with what is attached to it."""
    app.extensions["eventapp.shelves"].clear()
    client = app.test_client()
    found: dict[str, str] = {}
    waiting = [
        path for registration in session.scalars(select(Registration)) for path in addresses(app, own(registration))
    ]
    while waiting:
        path = waiting.pop().split("#")[0]
        if path in found or path.startswith("/static/"):
            continue
        answer = client.get(path)
        found[path] = words_of(answer.data, folder)
        waiting += links(found[path])
    for mail in session.scalars(select(Mail)):
        enclosed = "".join(attachment.body.decode() for attachment in attachments(mail, LINKS.base_url))
        found[f"mail {mail.id}"] = f"{mail.subject} {mail.text} {mail.html} {enclosed}"
    return {path: words.lower() for path, words in found.items()}


def own(registration: Registration) -> str:
    return LINKS.registration_token(registration.id, registration.generation)


def links(page: str) -> list[str]:
    own_links = re.findall(r"(?:href|src|action)=\"(?:http://visits\.example\.org)?(/[^\"]*)\"", page)
    return [*own_links, *re.findall(r"<loc>http://visits\.example\.org(/[^<]*)</loc>", page)]


def words_of(body: bytes, folder: Path) -> str:
    """The words of a page, a calendar (unfolded) or a PDF."""
    if not body.startswith(b"%PDF"):
        return body.decode().replace("\r\n ", "")
    file = folder / "output.pdf"
    file.write_bytes(body)
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True).stdout.decode()
    return re.sub(r"-?\n", "", text)


def test_nothing_of_the_draft_before_the_release_and_all_of_it_after(draft: int, app: Flask, tmp_path: Path) -> None:
    join(draft)
    before = everything_public(app, tmp_path)
    assert {path for path, words in before.items() if "q·x" in words} == set()
    assert any(path.endswith("programme.pdf") for path in before)
    publish(draft)
    compile_due()
    after = everything_public(app, tmp_path)
    everything = " ".join(after.values())
    assert {field for field in text_fields() if marker(field) not in everything} == set()
    for language in LANGUAGES:
        assert marker("session_title", language) in after[f"/{language}/oslo/programme"]
        assert marker("session_title", language) in after[f"/{language}/oslo/programme.ics"]
        assert marker("session_title", language) in after[f"/{language}/oslo/programme.pdf"]


def test_what_a_draft_changes_after_a_release_stays_hidden(draft: int, app: Flask, tmp_path: Path) -> None:
    join(draft)
    publish(draft)
    with transaction():
        for table in TABLES:
            for row in session.scalars(select(table)):
                for field in text_fields():
                    name = field.removeprefix(f"{table.__tablename__}_")
                    if field.startswith(table.__tablename__) and hasattr(row, name):
                        old = getattr(row, name)
                        later = {key: f"zz{word}" for key, word in old.items()} if isinstance(old, dict) else f"zz{old}"
                        setattr(row, name, later)
    found = everything_public(app, tmp_path)
    assert {path for path, words in found.items() if "zzq·x" in words or "zzhttp" in words} == set()
