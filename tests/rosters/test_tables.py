"""The lists as tables: every row in the language of those who read them."""

import pytest
from flask import Flask

from eventapp.core.text import LANGUAGES
from eventapp.rosters.queries import Comers
from eventapp.rosters.tables import TABLES
from eventapp.visits.queries import visit_of
from tests.factories import make_question, make_visit
from tests.registration.people import answering, join


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", TABLES)
def test_each_row_has_a_cell_for_each_head(app: Flask, page: str, language: str) -> None:
    visit = make_visit().id
    make_question(visit, "room", "single", kind="one")
    make_question(visit, "arrival", kind="moment")
    make_question(visit, "departure", kind="moment")
    join(visit, needs="Rampa", answered=answering(visit, room="single", arrival="2017-04-03T14:35"))
    heads, rows = TABLES[page](Comers(visit_of(visit), language))
    assert rows
    assert {len(row) for row in rows} == {len(heads)}
    assert len(set(heads)) == len(heads)


def test_heads_differ_by_language(app: Flask) -> None:
    visit = visit_of(make_visit().id)
    for table in TABLES.values():
        assert len({tuple(table(Comers(visit, language))[0]) for language in LANGUAGES}) == len(LANGUAGES)
