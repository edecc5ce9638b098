"""The database's shape: up, down, and the same as the models."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import eventapp.tables  # noqa: F401 - the models to compare with
from eventapp.accounts.models import Account
from eventapp.core import migrations
from eventapp.core.db import Base
from eventapp.core.paths import folder
from eventapp.notifications.models import Mail
from eventapp.registration.models import Registration


def test_the_files_follow_on_each_other_as_they_are_numbered() -> None:
    scripts = ScriptDirectory(str(folder("migrations")))
    found = [(script.revision, script.down_revision) for script in scripts.walk_revisions()]
    known = migrations.known_revisions()
    assert found[::-1] == list(zip(known, (None, *known), strict=False))
    assert migrations.head() == scripts.get_current_head()


def test_a_revision_that_does_not_exist_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no revision 0000"):
        migrations.move(engine, "0000")


def test_up_and_down_and_up_again(engine: Engine) -> None:
    migrations.move(engine, "head")
    assert migrations.differences(engine) == []
    migrations.move(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrations.move(engine, "head")
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_what_others_refer_to_is_kept_with_what_refers_to_it(engine: Engine) -> None:
    """Of each table one row that refers to one of each table that it can: as in a database in use."""
    migrations.move(engine, "0006")
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                uuids = {"registration": "id", "mail": "id", "registration_word": "registration_id"}
                keys: dict[str, object] = {key.parent.name: 1 for key in table.foreign_keys}
                keys |= {uuids.get(table.name, "id"): as_kept(engine, uuid4()) if table.name in uuids else 1}
                connection.execute(table.insert(), filled(table, **keys))
    migrations.move(engine, "head")
    migrations.move(engine, "0006")
    with engine.connect() as connection:
        numbers = {table.name: len(connection.execute(select(table)).all()) for table in tables.sorted_tables}
    assert set(numbers.values()) == {1}, numbers


def test_a_step_that_fails_leaves_all_as_it_was(engine: Engine) -> None:
    migrations.move(engine, "0006")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE mail RENAME TO letters"))  # which 0009 looks for, in its middle
    with pytest.raises(DBAPIError):
        migrations.move(engine, "head")
    assert migrations.revision_of(engine) == "0006"
    there = inspect(engine)
    assert "heartbeat" not in there.get_table_names()
    assert [item["nullable"] for item in there.get_columns("account") if item["name"] == "email_key"] == [False]
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_letters_learn_their_visit_from_their_registration(engine: Engine) -> None:
    migrations.move(engine, "0003")
    before = MetaData()
    before.reflect(engine, only=["visit", "registration", "mail"])
    person, letters = uuid4(), {"registration": "registration:{}", "account": "account:1", "erased": "registration:f"}
    with engine.begin() as connection:
        connection.execute(before.tables["visit"].insert(), filled(before.tables["visit"], id=7))
        row = filled(before.tables["registration"], id=as_kept(engine, person), visit_id=7)
        connection.execute(before.tables["registration"].insert(), row)
        for name, about in letters.items():
            values = {"id": as_kept(engine, uuid4()), "message_id": name, "about": about.format(person.hex[:24])}
            error = "erased" if name == "erased" else ""
            row = filled(before.tables["mail"], **values, error=error, state="failed" if error else "waiting")
            connection.execute(before.tables["mail"].insert(), row)
    migrations.move(engine, "head")
    asked = text("SELECT message_id, visit_id, state, error FROM mail ORDER BY message_id")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(asked)]
    assert found == [
        ("account", None, "waiting", ""),
        ("erased", None, "erased", ""),
        ("registration", 7, "waiting", ""),
    ]
    migrations.move(engine, "0003")
    with engine.connect() as connection:
        assert list(connection.execute(text("SELECT error FROM mail WHERE state = 'failed'"))) == [("erased",)]


BEFORE_PROOFS = "0010"


def test_visits_that_are_over_or_close_after_their_end_stay_open_as_they_were(engine: Engine) -> None:
    migrations.move(engine, "0009")
    before = MetaData()
    before.reflect(engine, only=["visit"])
    table = before.tables["visit"]
    today = datetime.now(UTC).date()
    ends = {"over": today - timedelta(days=2), "to come": today + timedelta(days=9), "closes late": today}
    with engine.begin() as connection:
        for number, (slug, ends_on) in enumerate(ends.items(), 1):
            closes = datetime.now(UTC) + timedelta(days=5) if slug == "closes late" else None
            values = {"slug": slug, "ends_on": ends_on, "timezone": "Europe/Oslo", "registration_closes_at": closes}
            connection.execute(table.insert(), filled(table, id=number, **values))
    migrations.move(engine, "0010")
    asked = text("SELECT slug, after_the_end, queue_until FROM visit ORDER BY id")
    with engine.connect() as connection:
        found = [(slug, bool(after), until) for slug, after, until in connection.execute(asked)]
    assert found == [("over", True, None), ("to come", False, None), ("closes late", True, None)]
    migrations.move(engine, "0009")
    assert "after_the_end" not in {column["name"] for column in inspect(engine).get_columns("visit")}


LETTER = """Sveiki,

Jūsų registracija patvirtinta: vieta Jums skirta.

Su šia nuoroda:
galite pakeisti.

Peržiūrėti registraciją:
https://visits.example.org/r/abc_-1

Vizitas: Partnerių vizitas: Oslas
Kada: 2017 m. balandžio 3–6 d.

--
Partnerių vizitas
"""


def test_a_letters_text_becomes_its_parts(engine: Engine) -> None:
    migrations.move(engine, "0005")
    before = MetaData()
    before.reflect(engine, only=["mail"])
    with engine.begin() as connection:
        for name, said in (("1", LETTER), ("2", ""), ("3", LETTER.replace("\nVizitas: P", "\nP"))):
            row = filled(before.tables["mail"], id=as_kept(engine, uuid4()), message_id=name, text=said, html=said)
            connection.execute(before.tables["mail"].insert(), row | {"subject": "Jūs užregistruoti"})
    migrations.move(engine, "head")
    with Session(engine) as opened:
        letters = opened.scalars(select(Mail).order_by(Mail.message_id)).all()
        first = letters[0].content
        assert letters[1].content == {}
        assert letters[2].content["facts"][0] == ["Partnerių vizitas", "Oslas"]
    assert first == {
        "paragraphs": [
            "Jūsų registracija patvirtinta: vieta Jums skirta.",
            "Su šia nuoroda:\ngalite pakeisti.",
        ],
        "button": "Peržiūrėti registraciją",
        "link": "https://visits.example.org/r/abc_-1",
        "facts": [["Vizitas", "Partnerių vizitas: Oslas"], ["Kada", "2017 m. balandžio 3–6 d."]],
        "sender": "Partnerių vizitas",
    }
    migrations.move(engine, "0005")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT text, html FROM mail ORDER BY message_id")).all()
    assert kept[0].text == LETTER.removeprefix("Sveiki,")
    assert kept[0].html.startswith("<pre")
    assert tuple(kept[1]) == ("", "")


def test_a_new_address_that_waits_gets_a_week_and_letters_with_a_key_are_taken_back(engine: Engine) -> None:
    migrations.move(engine, BEFORE_PROOFS)
    before = MetaData()
    before.reflect(engine, only=["visit", "registration", "mail"])
    links = {
        "key": "https://visits.example.org/r/abc_-1/email/def",
        "own": "https://visits.example.org/r/abc_-1",
        "sent": "https://visits.example.org/r/abc_-1/email/def",
        "emptied": "",
    }
    with engine.begin() as connection:
        connection.execute(before.tables["visit"].insert(), filled(before.tables["visit"], id=7))
        people = before.tables["registration"]
        for email in ("a@example.org", None):
            values = {"id": as_kept(engine, uuid4()), "visit_id": 7, "email_key": f"{email}", "pending_email": email}
            connection.execute(people.insert(), filled(people, **values))
        for name, link in links.items():
            state = "sent" if name == "sent" else "waiting"
            values = {"id": as_kept(engine, uuid4()), "message_id": name, "state": state}
            row = filled(before.tables["mail"], **values, content={"link": link} if link else {})
            connection.execute(before.tables["mail"].insert(), row)
    migrations.move(engine, "head")
    with Session(engine) as opened:
        found = {mail.message_id: (mail.state, mail.content, mail.to_address) for mail in opened.scalars(select(Mail))}
        waits = opened.execute(text("SELECT pending_email, pending_until IS NULL FROM registration")).all()
    assert found == {
        "key": ("erased", {}, ""),
        "own": ("waiting", {"link": links["own"]}, "x"),
        "sent": ("sent", {"link": links["sent"]}, "x"),
        "emptied": ("waiting", {}, "x"),
    }
    assert {email: bool(nothing) for email, nothing in waits} == {"a@example.org": False, None: True}
    migrations.move(engine, BEFORE_PROOFS)


PEOPLE = (
    ("Ada@Pašto.lt", "ada@xn--pato-h6a.lt", "Ada@xn--pato-h6a.lt"),
    ("ada@xn--pato-h6a.lt", None, "ada@xn--pato-h6a.lt"),
    ("jūratė@example.com", "jūratė@example.com", "jūratė@example.com"),
    ("ona@straße.de", "ona@xn--strae-oqa.de", "ona@xn--strae-oqa.de"),
    ("STRAßE@example.com", "straße@example.com", "STRAßE@example.com"),
    ("not an address", "not an address", "not an address"),
)
"""(as it was kept, the key now, as it is kept now); the first is the earliest."""


def test_addresses_get_one_form_and_two_of_one_mailbox_both_stay(engine: Engine) -> None:
    migrations.move(engine, "0006")
    before = MetaData()
    before.reflect(engine, only=["visit", "registration", "account", "mail"])
    tables = before.tables
    with engine.begin() as connection:
        connection.execute(tables["visit"].insert(), filled(tables["visit"], id=7))
        for number, (email, _, _) in enumerate(PEOPLE):
            at = datetime(2017, 3, 1, 12, number, tzinfo=UTC)
            who = {"email": email, "email_key": email.casefold(), "created_at": at}
            row = filled(tables["registration"], id=as_kept(engine, uuid4()), visit_id=7, pending_email=email, **who)
            connection.execute(tables["registration"].insert(), row)
            connection.execute(tables["account"].insert(), filled(tables["account"], id=number + 1, **who))
            letter = filled(tables["mail"], id=as_kept(engine, uuid4()), to_address=email, created_at=at)
            connection.execute(tables["mail"].insert(), letter)
    migrations.move(engine, "0009")
    with engine.begin() as connection:
        for table in (Registration, Account):
            kept = connection.execute(select(table.email, table.email_key).order_by(table.created_at)).all()
            assert [tuple(row) for row in kept] == [(email, key) for _, key, email in PEOPLE], table
        for written in (
            select(Registration.pending_email).order_by(Registration.created_at),
            select(Mail.to_address).order_by(Mail.created_at),
        ):
            assert connection.scalars(written).all() == [email for _, _, email in PEOPLE], written
        # these two were one person before and are two now
        extra = filled(tables["registration"], id=as_kept(engine, uuid4()), visit_id=7, email="ona@strasse.de")
        row = extra | {"email_key": "ona@strasse.de", "created_at": datetime(2017, 4, 1, tzinfo=UTC)}
        connection.execute(tables["registration"].insert(), row)
    migrations.move(engine, "0006")
    with engine.connect() as connection:
        asked = text("SELECT email, email_key FROM registration ORDER BY created_at")
        back = [tuple(row) for row in connection.execute(asked)]
    assert back[0] == ("Ada@pašto.lt", "ada@pašto.lt")
    assert len({key for _, key in back}) == len(PEOPLE) + 1
    migrations.move(engine, "head")


def test_who_registered_before_words_were_kept_has_the_term_in_force(engine: Engine) -> None:
    migrations.move(engine, "0016")
    before = MetaData()
    before.reflect(engine, only=["visit", "registration"])
    visits, people = before.tables["visit"], before.tables["registration"]
    with engine.begin() as connection:
        for number, days in ((7, 30), (8, 365)):
            connection.execute(visits.insert(), filled(visits, id=number, slug=f"v{number}", keep_days=days))
            connection.execute(people.insert(), filled(people, id=as_kept(engine, uuid4()), visit_id=number))
    migrations.move(engine, "head")
    asked = text("SELECT visit_id, keep_days, consent_id FROM registration ORDER BY visit_id")
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(asked)] == [(7, 30, None), (8, 365, None)]
    migrations.move(engine, "0016")
    with engine.connect() as connection:
        assert len(connection.execute(select(people)).all()) == 2


def test_visits_that_are_there_stay_visible_and_open(engine: Engine) -> None:
    migrations.move(engine, "0019")
    before = MetaData()
    before.reflect(engine, only=["visit"])
    visits = before.tables["visit"]
    with engine.begin() as connection:
        connection.execute(visits.insert(), filled(visits, id=7, slug="oslo", after_the_end=False))
    migrations.move(engine, "0020")
    with engine.begin() as connection:
        # as the version before makes one, while servers are updated one after the other
        connection.execute(visits.insert(), filled(visits, id=8, slug="bergen"))
        found = connection.execute(text("SELECT visible, registration_open FROM visit ORDER BY id")).all()
    assert [tuple(map(bool, row)) for row in found] == [(True, True), (False, False)]


def test_of_two_visits_with_one_calendar_entry_the_later_gets_its_own(engine: Engine) -> None:
    migrations.move(engine, "0023")
    before = MetaData()
    before.reflect(engine, only=["visit"])
    visits, shared = before.tables["visit"], "one@visits.example.org"
    with engine.begin() as connection:
        for number, uid in ((7, shared), (8, "other@visits.example.org"), (9, shared)):
            row = filled(visits, id=number, slug=f"v{number}", calendar_uid=uid)
            connection.execute(visits.insert(), row)
    migrations.move(engine, "head")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT calendar_uid, calendar_sequence FROM visit ORDER BY id")).all()
    assert [tuple(row) for row in found[:2]] == [(shared, 0), ("other@visits.example.org", 0)]
    assert found[2].calendar_uid != shared
    assert found[2].calendar_uid.endswith("@visits.example.org")
    migrations.move(engine, "0023")
    with engine.connect() as connection:
        assert len(connection.execute(select(visits)).all()) == 3


def test_diet_and_needs_that_were_given_stay_as_agreed_to(engine: Engine) -> None:
    migrations.move(engine, "0029")
    before = MetaData()
    before.reflect(engine, only=["visit", "consent_text", "registration"])
    visits, words, people = (before.tables[name] for name in ("visit", "consent_text", "registration"))
    told: tuple[dict[str, str], ...] = ({}, {"diet": "vegan"}, {"needs": "A lift"}, {"diet_note": "nuts"})
    with engine.begin() as connection:
        connection.execute(visits.insert(), filled(visits, id=7))
        connection.execute(words.insert(), filled(words, id=5, visit_id=7))
        for turn, said in enumerate(told):
            nothing = {"diet": "none", "diet_note": "", "needs": "", "turn": turn, "visit_id": 7, "consent_id": 5}
            row = filled(people, id=as_kept(engine, uuid4()), **(nothing | said))
            connection.execute(people.insert(), row)
    migrations.move(engine, "head")
    asked = text("SELECT care_agreed_at = consent_at, care_consent_id, diet, needs FROM registration ORDER BY turn")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(asked)]
    assert [(agreed and bool(agreed), words_id) for agreed, words_id, *_ in found] == [(None, None), *[(True, 5)] * 3]
    assert [tuple(kept) for _, _, *kept in found][1:3] == [("vegan", ""), ("none", "A lift")]
    migrations.move(engine, "0029")
    with engine.connect() as connection:
        assert [row.diet for row in connection.execute(select(people).order_by(people.c.turn))][1] == "vegan"


def filled(table: Table, **values: object) -> dict[str, object]:
    """A row of that table; what must have a value and is not named gets any."""
    instant = datetime(2017, 3, 1, tzinfo=UTC)
    some: dict[type, object] = {str: "x", int: 1, datetime: instant, date: instant.date(), bool: True, object: {}}
    some[bytes] = b""
    needed = [column for column in table.columns if not column.nullable and column.name not in values]
    return {column.name: some[column.type.python_type] for column in needed} | values


def as_kept(engine: Engine, identity: UUID) -> object:
    """SQLite keeps the digits."""
    return identity.hex if engine.dialect.name == "sqlite" else identity


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    migrations.move(engine, "head")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrations.NewerDatabase):
        migrations.is_current(engine)


CALENDAR = b"BEGIN:VEVENT\r\nURL:https://visits.exam\r\n ple.org/lt/oslo/sessions/opening\r\nEND:VEVENT\r\n"


def test_files_learn_their_address_from_their_calendars(engine: Engine) -> None:
    migrations.move(engine, "0014")
    before = MetaData()
    before.reflect(engine, only=["visit", "release", "output"])
    bodies = {1: CALENDAR, 2: None, 3: b"BEGIN:VCALENDAR\r\n"}
    with engine.begin() as connection:
        connection.execute(before.tables["visit"].insert(), filled(before.tables["visit"], id=1))
        for number, body in bodies.items():
            row = filled(before.tables["release"], id=number, number=number, visit_id=1)
            connection.execute(before.tables["release"].insert(), row)
            for kind in ("ics", "pdf"):
                stored = body if kind == "ics" else None
                row = filled(before.tables["output"], release_id=number, kind=kind, body=stored)
                row.pop("id")
                connection.execute(before.tables["output"].insert(), row)
    migrations.move(engine, "0015")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT release_id, base_url FROM output ORDER BY release_id")).all()
    assert [tuple(row) for row in found] == [
        *([(1, "https://visits.example.org")] * 2),
        *([(2, "")] * 2),
        *([(3, "")] * 2),
    ]


def test_whoever_is_an_organiser_goes_on_organising_every_visit(engine: Engine) -> None:
    migrations.move(engine, "0041")
    before = MetaData()
    before.reflect(engine, only=["visit", "account"])
    visits, accounts = before.tables["visit"], before.tables["account"]
    with engine.begin() as connection:
        for number in (7, 8):
            same = {"slug": f"v{number}", "calendar_uid": f"v{number}"}
            connection.execute(visits.insert(), filled(visits, id=number, **same))
        for number, gone in ((1, None), (2, datetime(2017, 3, 1, tzinfo=UTC)), (3, None)):
            connection.execute(
                accounts.insert(),
                filled(accounts, id=number, email=f"{number}@x.lt", email_key=f"{number}@x.lt", removed_at=gone),
            )
    migrations.move(engine, "head")
    asked = text("SELECT visit_id, account_id, role FROM membership ORDER BY visit_id, account_id")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(asked)]
    assert found == [(visit, account, "organiser") for visit in (7, 8) for account in (1, 3)]
    migrations.move(engine, "0041")
    migrations.move(engine, "head")
