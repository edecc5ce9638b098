"""No text of people becomes more of a letter's head than the one value it is: on the wire, by each Python at hand."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select, update

from eventapp.accounts.operations import enter, make_sign_in_link, send_sign_in_link
from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES, clean_line, translate
from eventapp.notifications import jobs
from eventapp.notifications.attachments import attachments
from eventapp.notifications.letters import outgoing
from eventapp.notifications.message import HOSTILE, differences, faults
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.operations import message_identity
from eventapp.registration import contact, deciding_mails, mails
from eventapp.registration.news import choose_news, tell
from eventapp.registration.operations import put_back_registration
from eventapp.registration.rows import write
from eventapp.registration.rules import News
from eventapp.visits.members import organise_all
from eventapp.visits.models import Visit
from eventapp.visits.queries import visit_of
from tests.conftest import installation
from tests.factories import LINKS, NOON, make_visit, text
from tests.hostile import ALL
from tests.notifications.post_office import open_post_office
from tests.notifications.wire import RECIPIENT, SENDER, letter_of, wrong
from tests.registration.people import change, confirm, join, leave, row

ROOT = Path(__file__).parents[2]
NAMES = [
    HOSTILE,
    "=?utf-8?q?x=0D=0ABcc:_all=40example.net?=",
    "=?utf-8?b?DQpTdWJqZWN0OiB4?= =?utf-8?b?DQpCY2M6IHg=?=",
    'Ada "the Countess" Lovelace, <x@example.net>',
    "undisclosed-recipients:; group: a@example.net;",
    "(a comment) @ . ; \\ \" ' `",
    "Žydrūnė Ąžuolaitė",
    "Ąžuolas " * 15,
    "Ą" * 80,
    "W" * 120,
    "👩\u200d👩\u200d👧 🍕" * 12,
    "محمد بن عبد الله عליזה",
    "李 小龍",
    "a=b =?= ?= =?",
    "Z\u030cydru\u0304ne\u0307",
    "x",
    "",
    *(word[:120] for word in ALL),
]
words = (
    st.text(max_size=120)
    | st.sampled_from(NAMES)
    | st.text(alphabet='=?_.:;,<>@"\\()[] \r\n\tutf8QqbB0D0Aé', max_size=120)
)
lines = words.map(clean_line)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(lines, lines, lines, lines, words.filter(lambda words: not re.search("[\ud800-\udfff]", words)))
@example(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
@example("Ą" * 120, "Ą" * 120, "Ą" * 200, "Ą" * 120, "")
def test_what_is_made_reads_back_as_it_was_written(
    name: str, sender: str, subject: str, filename: str, said: str
) -> None:
    said = clean_line(said)
    letter = letter_of({"name": name, "sender": sender, "subject": subject, "filename": filename, "words": said})
    assert wrong(letter, letter.wire()) == []


def test_no_fault_is_found_here() -> None:
    assert faults() == []


def pythons() -> list[str]:
    """Of each version from 3.11 on that is at hand: this one, the system's, and those of pyenv."""
    folders = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions").glob("3.*/bin/python")
    named = [shutil.which(f"python3.{minor}", path="/usr/bin:/usr/local/bin") for minor in range(11, 16)]
    found = {sys.executable, *filter(None, named), *map(str, folders)}
    return sorted(python for python in found if version(python) >= (3, 11))


def version(python: str) -> tuple[int, ...]:
    asked = subprocess.run(
        [python, "-c", "import sys; print(*sys.version_info[:3])"], capture_output=True, text=True, check=False
    )
    return tuple(int(part) for part in asked.stdout.split()) if asked.returncode == 0 else (0,)


@pytest.mark.parametrize("python", pythons(), ids=lambda python: ".".join(map(str, version(python))))
def test_by_each_python_at_hand_one_letter_to_one_address_arrives(python: str) -> None:
    told = [
        {"name": name, "sender": name, "subject": name, "filename": name if number % 2 else "", "words": name}
        for number, name in enumerate(map(clean_line, NAMES))
    ]
    lines = "".join(f"{json.dumps(one)}\n" for one in told)
    with open_post_office() as (office, address):
        command = [python, "-B", str(ROOT / "tests/notifications/wire.py"), address.rpartition(":")[2]]
        done = subprocess.run(
            command, input=lines, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
        )
    assert (done.stdout, done.stderr) == ("", "")
    assert office.envelopes == [(SENDER, [RECIPIENT])] * len(told)
    for one, raw in zip(told, office.arrived, strict=True):
        assert wrong(letter_of(one), raw) == []


# ---- every kind of letter that there is


def write_every_kind(name: str) -> None:
    """To people, of organisations and for visits of that name, in three languages."""
    named = {"name": text(name), "city": text(name), "country": text(name), "summary": text(name)}
    visit = make_visit(places=2, **named, contact_name=name[:120], contact_email="office@example.org").id
    typed = {"given_name": name[:120], "family_name": name[:120], "other_organisation": name[:200]}
    for language in ("lt", "en", "nb"):
        join(visit, f"{language}@example.org", language=language, **typed)
    join(visit, "en@example.org", **typed)
    change(row("en@example.org"), email="new@example.org", **typed)
    person = row("lt@example.org").id
    with transaction():
        contact.send_link(visit, person, "lt@example.org", act=Act(COMMAND, LINKS, NOON))
    change(join(visit, "moves@example.org", **typed), email="moved@example.org", **typed)
    confirm(row("moves@example.org"))
    with transaction():
        organiser = organise_all("ona@example.org", language="lt", now=NOON).id
    with transaction():
        choose_news(visit, organiser, News.AT_ONCE)
    leave(row("lt@example.org"))
    put_back(visit, "lt@example.org")  # others have taken the place: to wait
    leave(row("en@example.org"))
    with transaction():
        session.execute(update(Visit).where(Visit.id == visit).values(places=None))
    put_back(visit, "en@example.org")
    for kind in [mails.REPLACED, mails.TAKEN_OFF, *(each for each in vars(deciding_mails).values() if is_kind(each))]:
        found, facts = row("en@example.org"), visit_of(visit)
        with transaction():
            write(kind, found, facts, Act(COMMAND, LINKS, NOON))
    with transaction():
        tell(organiser, visit, act=Act(COMMAND, LINKS, NOON))
    with transaction():
        send_sign_in_link("ona@example.org", language="lt", links=LINKS, now=NOON)
    with transaction():
        token = make_sign_in_link("ona@example.org", now=NOON)
    with transaction():
        enter(token, device=name[:60], links=LINKS, now=NOON)


def is_kind(found: object) -> bool:
    return isinstance(found, mails.Kind)


def put_back(visit: int, email: str) -> None:
    person = row(email).id
    with transaction():
        put_back_registration(visit, person, act=Act(COMMAND, LINKS, NOON))


@pytest.mark.parametrize("number", range(15))
def test_every_kind_of_letter_reads_back_from_the_wire(tmp_path: Path, number: int) -> None:
    name = clean_line(NAMES[number])
    with open_post_office() as (office, address):
        sender = 'Vizitai "Oslas", =?utf-8?q?=0Ax?= <visits@example.org>'
        with installation(tmp_path, EVENTAPP_SMTP_URL=address, EVENTAPP_MAIL_FROM=sender) as app:
            write_every_kind(name)
            jobs.deliver()
            session.remove()
            kept = {mail.message_id: mail for mail in session.scalars(select(Mail))}
            settings = app.extensions["eventapp.settings"]
            assert {mail.state for mail in kept.values()} == {MailState.SENT, MailState.ERASED}
            kept = {identity: mail for identity, mail in kept.items() if mail.state == MailState.SENT}
            for raw, envelope in zip(office.arrived, office.envelopes, strict=True):
                mail = kept.pop(re.search(rb"Message-ID: (<[^>]+>)", raw)[1].decode())  # type: ignore[index]
                attached = attachments(mail, settings.base_url)
                assert wrong(outgoing(mail, sender=settings.mail_from, attachments=attached), raw) == []
                assert envelope == ("visits@example.org", [mail.to_address])
                for attachment in attached:
                    [event] = Calendar.from_ical(attachment.body).events
                    assert set(event) <= {
                        *("UID", "DTSTAMP", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "DTSTART", "DTEND"),
                        *("CATEGORIES", "CLASS", "TRANSP", "SEQUENCE", "STATUS", "LAST-MODIFIED"),
                    }
            assert kept == {}


def test_every_kind_that_there_is_was_among_them(app: Flask) -> None:
    write_every_kind("Ada")
    session.remove()
    written = {mail.subject for mail in session.scalars(select(Mail))}
    kinds = {name: kind for name, kind in {**vars(mails), **vars(deciding_mails)}.items() if is_kind(kind)}
    told = {
        name: {translate(language, kind.subject, visit=text("Ada")[language]) for language in LANGUAGES}
        for name, kind in kinds.items()
    }
    assert [name for name, subjects in told.items() if not subjects & written] == []
    assert any(subject.startswith(translate("lt", "News of registrations: %(visit)s", visit="")) for subject in written)


@pytest.mark.parametrize("host", ["visits.example.org", "127.0.0.1", "::1", "xn--pato-h6a.lt", "my_host"])
def test_a_letters_identity_is_one_whatever_the_host(host: str) -> None:
    identity = message_identity(UUID(int=1), host)
    assert identity == f"<00000000-0000-0000-0000-000000000001@{'[::1]' if host == '::1' else host}>"
    letter = replace(
        letter_of(dict.fromkeys(("name", "sender", "subject", "filename", "words"), "x")), identity=identity
    )
    assert differences(letter, letter.wire()) == []


def pieces(subject: str) -> list[str]:
    """What each encoded word of the subject says."""
    dictated = dict.fromkeys(("name", "sender", "filename", "words"), "x") | {"subject": subject}
    found = re.findall(rb"=\?utf-8\?b\?(.*?)\?=", letter_of(dictated).wire().split(b"Date:")[0])
    return [base64.b64decode(word).decode() for word in found]


@pytest.mark.parametrize(
    ("subject", "parts"),
    [
        ("ą" * 60, ["ą" * 19] * 3 + ["ą" * 3]),
        ("Ž " + "ą" * 30, ["Ž", " " + "ą" * 19, "ą" * 11]),
        ("ą" * 18 + " " + "ą" * 9, ["ą" * 18, " " + "ą" * 9]),
    ],
)
def test_an_encoded_word_is_as_long_as_it_may_be_and_ends_before_a_blank_if_it_can(
    subject: str, parts: list[str]
) -> None:
    assert pieces(subject) == parts
