"""Every table with what is kept of participants has somebody who finds and erases it."""

import pytest

import eventapp.keepers
import eventapp.tables  # noqa: F401 - every model there is
from eventapp.core import keepers
from eventapp.core.db import Base
from eventapp.core.keepers import emptied, marks
from eventapp.core.personal import EVERYTHING, Term
from eventapp.registration.models import Registration

# What is of participants, but nobody asks for by person: gone by itself within minutes or a day.
BY_THEMSELVES = {"link_request", "sign_in_request"}


def test_each_table_with_what_is_of_participants_is_found_and_erased_by_a_keeper() -> None:
    kept = {model.__tablename__ for each in keepers.keepers() for model in each.models}
    tables = Base.metadata.sorted_tables
    told = {table.name for table in tables if {mark.term for mark in marks(table).values()} & EVERYTHING}
    assert told - kept == BY_THEMSELVES
    assert kept - told == {"apart", "history_entry"}, "which say of people that they are two, and name things, too"


def test_the_rows_on_which_others_hang_are_erased_last() -> None:
    roots = [each.root for each in keepers.keepers()]
    assert roots == sorted(roots)
    assert any(roots)


def test_nobody_is_erased_while_a_room_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keepers, "_whole", [])
    with pytest.raises(RuntimeError, match=r"eventapp\.keepers is not imported"):
        next(keepers.keepers())
    keepers.complete()
    assert next(keepers.keepers())


def test_what_is_emptied_says_nothing_and_can_be_stored() -> None:
    table = Base.metadata.tables[Registration.__tablename__]
    assert emptied(table, {Term.DIET}) == {"diet": "none", "diet_note": "", "care_agreed_at": None}
    assert emptied(table, {Term.TRAVEL}) == {}
