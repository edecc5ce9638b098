"""What lies beside the board: removed sessions, until they are put back."""

from flask import Flask

from eventapp.board.reading import read_board
from eventapp.board.tray import MOST, Removed, removed_sessions
from eventapp.core.db import transaction
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.planning.restoring import put_back
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from tests.factories import make_session, make_speaker, make_visit
from tests.planning.test_operations import ACT


def tray(visit: Visit) -> list[Removed]:
    return list(removed_sessions(read_board(get_visit(visit.slug), "en")))


def remove(visit: Visit, *keys: Key) -> None:
    for key in keys:
        with transaction():
            remove_item(visit.id, key, act=ACT)


def test_the_latest_sessions_that_were_removed_lead_to_where_they_are_put_back(app: Flask) -> None:
    visit = make_visit()
    codes = [f"s{number}" for number in range(MOST + 1)]
    for code in codes:
        make_session(visit.id, code, title={"en": code.upper()})
    make_speaker(visit.id)
    remove(visit, *(Key("session", code) for code in codes), Key("speaker", "kari"))
    found = tray(visit)
    assert [each.title for each in found] == ["S5", "S4", "S3", "S2", "S1"]
    assert found[0].address.startswith("/organise/visits/oslo/removed/")
    entry = int(found[0].address.split("/")[-2])
    with transaction():
        put_back(visit.id, entry, act=ACT)
    assert [each.title for each in tray(visit)] == ["S4", "S3", "S2", "S1", "S0"]
