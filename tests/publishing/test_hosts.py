"""By the first term nothing is left of hosts and speakers but the programme."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key
from eventapp.programme.models import Release, Speaker
from eventapp.publishing.erasing import Traces, find_traces
from eventapp.publishing.hosts import erase_hosts, visits_to_erase_hosts
from eventapp.publishing.jobs import erase_hosts as erase_job
from eventapp.publishing.operations import publish_programme
from eventapp.visitfiles.operations import dump_visit, load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.models import HistoryEntry
from tests.factories import LINKS, NOON, make_session, make_venue, make_visit, publish
from tests.publishing.test_erasing import CONTACT, MARK, everywhere

SPEAKER, PLACE = Key("speaker", "kari"), Key("venue", "town-hall")
FREE = "2017-04-03 09:07-12:00"
NOTHING = Traces(draft=False, entries=0, releases=(), file=False)
OVER = datetime(2018, 4, 6, 22, 0, tzinfo=UTC)
"""365 days after the last day of the visit, in Oslo."""


def written(now: datetime) -> Act:
    return Act(organiser(1), LINKS, now)


def save(visit_id: int, key: Key, fields: dict[str, Any], shown: dict[str, Any] | None, now: datetime = NOON) -> None:
    with transaction():
        save_item(visit_id, Edit(key, fields, shown), act=written(now))


@contextmanager
def worker_at(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        erase_job()
        yield


@pytest.fixture
def visit(app: object) -> int:
    """Released, edited, loaded from a file, with a speaker who was removed."""
    identity = make_visit().id
    make_venue(identity)
    make_session(identity)
    save(identity, SPEAKER, {"name": "Kari Nordmann", "available": FREE}, None)
    save(identity, SPEAKER, {"available": FREE.replace("12", "13")}, {})
    save(identity, PLACE, {**CONTACT, "contact_public": True}, {})
    with transaction():
        publish_programme(identity, note={"en": "x"}, act=written(NOON + timedelta(hours=1)))
    with transaction():
        load_visit(read_visit_file("oslo.toml", dump_visit("oslo").encode()), act=written(NOON), overwrite=False)
    save(identity, Key("speaker", "gone"), {"name": "Ola Nordmann", "available": FREE}, None)
    with transaction():
        remove_item(identity, Key("speaker", "gone"), act=written(NOON))
    return identity


def kept_of_availability() -> list[str]:
    return [
        f"{entry.kind} {entry.action}"
        for entry in session.scalars(select(HistoryEntry).order_by(HistoryEntry.id))
        if "09:07" in f"{entry.changes}{entry.was}"
    ]


def test_before_its_term_nothing_goes_and_after_it_nothing_is_left_but_the_programme(visit: int) -> None:
    with worker_at(OVER - timedelta(seconds=1)):
        assert set(everywhere()) >= {"venue", "history_entry", "release", "loaded_file"}
        assert kept_of_availability() == ["speaker added", "speaker changed", "speaker added", "speaker removed"]
    with worker_at(OVER):
        assert everywhere() == {}
        assert find_traces(visit, PLACE) == NOTHING
        assert kept_of_availability() == []
        assert session.scalars(select(Speaker.available)).all() == [""]
        assert [release.content["speakers"] for release in session.scalars(select(Release))] == [[]]
        assert "09:07" not in dump_visit("oslo")
        assert "Kari Nordmann" in dump_visit("oslo"), "who speaks is part of the programme"


def test_it_is_told_once_and_without_names(visit: int) -> None:
    for _ in range(2):
        with worker_at(OVER):
            entries = session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "erased person")).all()
            assert [(entry.thing, entry.changes, str(entry.actor)) for entry in entries] == [
                ("erased.hosts", [], "worker")
            ]
            assert visits_to_erase_hosts(now=OVER) == []


def test_a_visit_with_nothing_of_it_is_looked_at_once_and_says_nothing(app: object) -> None:
    visit = make_visit().id
    assert visits_to_erase_hosts(now=OVER - timedelta(seconds=1)) == []
    assert visits_to_erase_hosts(now=OVER) == [visit]
    before = session.scalars(select(HistoryEntry.id)).all()
    with worker_at(OVER):
        assert session.scalars(select(HistoryEntry.id)).all() == before
        assert visits_to_erase_hosts(now=OVER) == []


def test_what_is_written_down_after_the_visit_has_the_whole_term_from_then_on(visit: int) -> None:
    later = OVER + timedelta(days=10)
    with worker_at(OVER):
        save(visit, PLACE, CONTACT, {}, now=later)
    ends = datetime(2019, 4, 17, 22, tzinfo=UTC)
    assert visits_to_erase_hosts(now=ends - timedelta(days=1, seconds=1)) == []
    assert visits_to_erase_hosts(now=ends) == [visit]
    with worker_at(ends):
        assert everywhere() == {}


def test_who_comes_too_early_erases_nothing(visit: int) -> None:
    with transaction():
        assert not erase_hosts(visit, act=written(OVER - timedelta(seconds=1)))
    assert MARK in dump_visit("oslo")


def test_the_files_of_the_release_in_force_are_made_anew(visit: int) -> None:
    with worker_at(OVER):
        release = session.scalars(select(Release)).one()
        assert release.redacted_at == OVER
    publish(visit)
    assert everywhere() == {}
