"""A speaker, or whom to ask at a place, is erased: nothing of them is anywhere, and nothing brings them back."""

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core import erasures
from eventapp.core.acts import Act, organiser
from eventapp.core.db import Base, db, session, transaction
from eventapp.core.errors import NothingToSave, Refusal
from eventapp.exports.booklet import booklet
from eventapp.planning.errors import ItemNotFound
from eventapp.planning.intending import intend, read_clashes
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key
from eventapp.planning.restoring import put_back
from eventapp.programme import snapshot
from eventapp.programme.conflicts import ConflictKind
from eventapp.programme.intended import Marks, key_of
from eventapp.programme.models import Release, Venue
from eventapp.publishing.earlier import preview_back, take_back
from eventapp.publishing.erasing import Traces, erase_person, find_traces
from eventapp.publishing.errors import NothingToErase
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.operations import publish_programme
from eventapp.undo.operations import undo_step
from eventapp.undo.steps import latest_steps
from eventapp.visitfiles.operations import dump_visit, load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.models import HistoryEntry
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, fields_of, opened, words
from tests.factories import LINKS, NOON, make_session, make_venue, make_visit

MARK = "zqmarker"
SPEAKER, PLACE = Key("speaker", MARK), Key("venue", "town-hall")
CONTACT = {"contact_name": f"N {MARK}", "contact_phone": "+47 999 00 777", "contact_email": f"{MARK}@example.org"}
MARKS = (MARK, "999 00 777", "99900777")
ACT = Act(organiser(1), LINKS, NOON)


def everywhere() -> dict[str, list[str]]:
    """{table: its rows that hold a mark}, of the whole database; bytes of files, too."""
    found: dict[str, list[str]] = {}
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                said = " ".join(
                    value.decode("latin-1") if isinstance(value, bytes) else json.dumps(value, default=str)
                    for value in row
                )
                if any(mark in said for mark in MARKS):
                    found.setdefault(table.name, []).append(said)
    return found


def save(visit_id: int, key: Key, fields: dict[str, Any], shown: dict[str, Any] | None = None) -> None:
    with transaction():
        save_item(visit_id, Edit(key, fields, shown), act=ACT)


def release(visit_id: int, hours: int) -> None:
    with transaction():
        publish_programme(visit_id, note={"en": "x"}, act=Act(organiser(1), LINKS, NOON + timedelta(hours=hours)))
    for output in session.scalars(select(Output).where(Output.body.is_(None))):  # as the worker does it
        said = session.get_one(Release, output.release_id)
        output.body = booklet(snapshot.load(said.content), output.language, "https://x.org").encode()
        output.state = OutputState.READY
    session.commit()


@pytest.fixture
def visit(app: object) -> int:
    """Two releases with a speaker and a public contact; both edited, loaded from a file, removed once and put back."""
    identity = make_visit().id
    make_venue(identity)
    make_session(identity, venue_id=session.scalar(select(Venue.id)))
    biography = {
        f"{name}.{language}": f"{name} {MARK}"
        for name in ("role", "affiliation", "biography")
        for language in ("lt", "en")
    }
    said = {"name": f"Name {MARK}", "website": f"https://{MARK}.example.org", **biography}
    save(identity, SPEAKER, said)
    save(identity, Key("session", "opening").within("slot", MARK), {"topic.en": f"Topic {MARK}", "status": "confirmed"})
    save(identity, PLACE, {**CONTACT, "contact_public": True}, {})
    release(identity, 1)
    save(identity, PLACE, {"contact_name": f"Other {MARK}"}, {})
    save(identity, SPEAKER, {"name": f"Other {MARK}"}, {})
    release(identity, 2)
    for key in (Key("session", "opening"), Key("session", "opening").within("slot", MARK)):
        with transaction():
            remove_item(identity, key, act=ACT)
        entry = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one()
        with transaction():
            put_back(identity, entry.id, act=ACT)
    with transaction():
        load_visit(read_visit_file("oslo.toml", dump_visit("oslo").encode()), act=ACT, overwrite=False)
    return identity


def be_twice(visit_id: int) -> None:
    """The speaker is in two sessions at one time, and somebody has said that it is meant: the history names them."""
    make_session(visit_id, "beside")
    save(visit_id, Key("session", "beside").within("slot", MARK), {"status": "confirmed"})
    scheduled, found = read_clashes(get_visit("oslo"))
    conflict = next(each for each in found.open if each.kind is ConflictKind.SPEAKER_TWICE)
    state = Marks(scheduled.schedule).state(conflict)
    with transaction():
        intend(visit_id, key_of(conflict), state, "They are quick", act=ACT)


def test_a_speaker_and_a_contact_are_nowhere_any_more(visit: int) -> None:
    be_twice(visit)
    kept = ("venue", "speaker", "speaker_slot", "history_entry", "release", "output", "loaded_file")
    assert set(everywhere()) == set(kept)
    assert find_traces(visit, SPEAKER).releases == find_traces(visit, PLACE).releases == (2, 1)
    uids = [item["uid"] for item in _content()["sessions"]]
    before = _calendar()
    for key in (SPEAKER, PLACE):
        with transaction():
            erase_person(visit, key, act=ACT)
        assert find_traces(visit, key) == Traces(draft=False, entries=0, releases=(), file=False)
    assert everywhere() == {}
    assert {row.redacted_at for row in session.scalars(select(Release))} == {NOON}
    content = _content()
    assert [item["uid"] for item in content["sessions"]] == uids
    assert snapshot.load(content).venues[0].name
    states = {row.state for row in session.scalars(select(Output).where(Output.kind != "ics"))}
    assert states == {OutputState.DUE}
    assert [line for line in _calendar() if line.startswith(STAYS)] == [
        line for line in before if line.startswith(STAYS)
    ]
    assert session.scalar(select(Output.release_id).order_by(Output.release_id).limit(1)) == max(
        session.scalars(select(Release.id))
    )


STAYS = ("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "SUMMARY")


def _content() -> Any:
    return session.scalars(select(Release.content).order_by(Release.number.desc())).first()


def _calendar() -> list[str]:
    query = select(Output.body).where(Output.kind == "ics", Output.language == "en").order_by(Output.release_id.desc())
    calendar = (session.scalars(query).first() or b"").decode()
    return [line for line in calendar.splitlines() if line.startswith(STAYS)]


def test_neither_undo_nor_an_earlier_version_brings_them_back(visit: int) -> None:
    for key in (SPEAKER, PLACE):
        with transaction():
            erase_person(visit, key, act=ACT)
    while (step := latest_steps(visit, ACT.by).undo) is not None:
        try:
            with transaction():
                undo_step(visit, step, act=ACT)
        except Refusal:  # what stands in the way is told elsewhere
            break
    assert everywhere() == {}
    first = session.scalars(select(Release).order_by(Release.number).limit(1)).one()
    digest = preview_back(get_visit("oslo"), first, now=NOON).digest
    with suppress(NothingToSave), transaction():
        take_back(visit, 1, digest, act=ACT)
    assert everywhere() == {}


def test_one_who_was_removed_is_erased_as_well(visit: int) -> None:
    with transaction():
        remove_item(visit, Key("session", "opening").within("slot", MARK), act=ACT)
        remove_item(visit, SPEAKER, act=ACT)
    entry = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one().id
    with transaction():
        erase_person(visit, SPEAKER, act=ACT)
        erase_person(visit, PLACE, act=ACT)
    with pytest.raises(ItemNotFound), transaction():
        put_back(visit, entry, act=ACT)
    assert everywhere() == {}


def test_nothing_is_erased_twice_and_another_contact_is_another_person(visit: int) -> None:
    with transaction():
        erase_person(visit, PLACE, act=ACT)
    with pytest.raises(NothingToErase), transaction():
        erase_person(visit, PLACE, act=ACT)
    save(visit, PLACE, CONTACT, {})
    with transaction():
        erase_person(visit, PLACE, act=ACT)
    assert len([line for line in erasures.lines() if line[0] == "venue-contact"]) == 2


def test_a_backup_from_before_is_cleaned(visit: int) -> None:
    """The rows of erasures are what a backup has beside it; here they outlive what they tell of."""
    lines = []
    for key in (SPEAKER, PLACE):
        with transaction():
            erase_person(visit, key, act=ACT)
    lines = erasures.lines()
    assert MARK not in str(lines)
    assert all(len(identity) <= 64 for _, identity in lines)
    save(visit, SPEAKER, {"name": f"Name {MARK}"})
    save(visit, PLACE, {**CONTACT, "contact_public": True}, {})
    release(visit, 3)
    for line in [*lines, ("speaker", "0" * 56), ("venue-contact", "")]:
        with transaction():
            erasures.erase_again(line, act=ACT)
    assert everywhere() == {}


# ---- the page


def test_the_page_says_what_it_reaches_and_does_it(visit: int, desk: FlaskClient) -> None:
    page = f"{DESK}/speakers/{MARK}/erase"
    assert f'href="{page}"' in desk.get(f"{DESK}/speakers/{MARK}").text
    shown = words(desk.get(page).text)
    assert "Erase this speaker" in shown
    assert "In 2 versions of the programme (1, 2), and in their files." in shown
    refused = desk.post(page, data={})
    assert refused.status_code == 400
    assert find_traces(visit, SPEAKER)
    done = desk.post(page, data=fields_of(opened(desk, page.removeprefix(f"{DESK}/"))))
    assert (done.status_code, done.location) == (303, f"{DESK}/speakers?done=erased")
    assert "Erased, also from the history and from earlier versions." in words(desk.get(done.location).text)
    assert desk.get(page).status_code == 404
    assert "A speaker" in words(desk.get(f"{DESK}/history").text)
    contact = f"{DESK}/venues/town-hall/erase"
    assert "In the draft: name, telephone and e-mail; the place itself stays." in words(desk.get(contact).text)
    with transaction():
        erase_person(visit, PLACE, act=ACT)
    assert "Nothing of this person is kept here any more." in words(desk.get(contact).text)


def test_a_stranger_and_what_is_not_there(visit: int, desk: FlaskClient, client: FlaskClient) -> None:
    for address in (f"{DESK}/speakers/{MARK}/erase", f"{DESK}/venues/town-hall/erase"):
        assert client.get(address).location == "/sign-in"
        assert client.post(address, data={}).location == "/sign-in"
    assert desk.get(f"{DESK}/speakers/nobody/erase").status_code == 404
    assert desk.post(f"{DESK}/sessions/opening/erase", data={}).status_code == 404


def test_who_was_removed_is_erased_from_the_list(visit: int, desk: FlaskClient) -> None:
    with transaction():
        remove_item(visit, Key("session", "opening").within("slot", MARK), act=ACT)
        remove_item(visit, SPEAKER, act=ACT)
    address = f"{DESK}/speakers/{MARK}/erase"
    assert f'href="{address}"' in desk.get(f"{DESK}/removed").text
    assert f"Other {MARK}" in words(desk.get(address).text)
