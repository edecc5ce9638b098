"""What the form asks is kept, shown again, named and exported: what a new question still lacks is said here."""

from dataclasses import fields

from flask import Flask

from eventapp.people.columns import COLUMNS
from eventapp.registration.forms import RegistrationForm
from eventapp.registration.labels import FIELD_NAMES
from eventapp.registration.models import Attempt, Registration
from eventapp.registration.queries import editable_fields
from eventapp.registration.rules import TYPED, Entry

# Of the form itself: agreement, trap, and what the session knows.
NO_QUESTIONS = {"csrf_token", "consent", "agreed_to", "care", "care_words", "leave_blank", "again", "asked_as"}
ENTRY = {field.name for field in fields(Entry)} - {"consent", "care", "answered"}


def questions(app: Flask) -> set[str]:
    with app.test_request_context():
        return set(RegistrationForm("en", [], keep_days=30)._fields) - NO_QUESTIONS


def test_what_is_asked_is_what_an_entry_has(app: Flask) -> None:
    assert {"language" if name == "letters_in" else name for name in questions(app)} == ENTRY


def test_what_an_entry_has_is_kept_of_newcomers_and_of_who_is_known() -> None:
    assert {*TYPED, "email", "organisation"} == ENTRY
    for model in (Registration, Attempt):
        assert {*TYPED, "email", "organisation_id"} <= set(model.__table__.columns.keys())


def test_what_is_kept_is_shown_again_where_it_is_changed(app: Flask) -> None:
    row = Registration(**dict.fromkeys(TYPED, "en"), email="ona@example.org")
    assert set(editable_fields(row, [])) == ENTRY


def test_what_is_kept_is_named_and_exported() -> None:
    assert set(FIELD_NAMES) == ENTRY | {"status", "registered"}
    assert set(COLUMNS) == set(FIELD_NAMES) - {"other_organisation"}  # in the column of the organisation
