"""Loading a visit's file: new, again, changed, in conflict; and dumping it."""

from flask import Flask

from eventapp.cli import FIRST_VISIT
from eventapp.core.db import transaction
from eventapp.publishing.loading import LoadReport, dump_visit, load_visit
from eventapp.publishing.visit_file import read_visit_file
from tests.factories import NOON

BASE_URL = "http://visits.example.org"


def load(text: str, *, overwrite: bool = False) -> LoadReport:
    with transaction():
        file = read_visit_file("visit.toml", text.encode())
        return load_visit(file, base_url=BASE_URL, overwrite=overwrite, now=NOON)


def test_the_visit_that_comes_with_the_program_loads_and_again_changes_nothing(app: Flask) -> None:
    text = FIRST_VISIT.read_text()
    assert (load(text).created, load(text).changes_nothing) == (True, True)


def test_a_dump_loads_without_changing_anything(app: Flask) -> None:
    load(FIRST_VISIT.read_text())
    assert load(dump_visit("oslo-2017")).changes_nothing
