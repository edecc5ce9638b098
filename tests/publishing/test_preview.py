"""The next release, before anybody releases it: its number, and a digest that stands for what was looked at."""

from flask import Flask
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.core.text import LocalizedText
from eventapp.programme.models import Session
from eventapp.publishing.preview import Preview, preview_release
from eventapp.visits.queries import get_visit
from tests.factories import NOON, make_session, make_visit, publish


def preview() -> Preview:
    session.remove()
    return preview_release(get_visit("oslo"), now=NOON)


def call_it(title: LocalizedText) -> None:
    with transaction():
        session.execute(update(Session).values(title=title))


def test_the_next_release_has_the_next_number(app: Flask) -> None:
    visit = make_visit().id
    make_session(visit)
    first = preview()
    assert (first.number, first.released, len(first.differences)) == (1, None, 1)
    publish(visit)
    second = preview()
    assert second.released
    assert (second.number, second.released.number, second.differences) == (2, 1, ())


def test_a_digest_is_of_the_draft_and_of_what_it_is_compared_with(app: Flask) -> None:
    visit = make_visit().id
    make_session(visit)
    call_it({"lt": "Pradžia", "en": "Opening"})
    shown = preview().digest
    call_it({"en": "Opening", "lt": "Pradžia"})
    assert preview().digest == shown
    call_it({"en": "Opening", "lt": "Kita pradžia"})
    assert preview().digest != shown
    call_it({"lt": "Pradžia", "en": "Opening"})
    publish(visit)
    assert preview().digest != shown
