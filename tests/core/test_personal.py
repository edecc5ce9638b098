"""Each column of each table tells something of a person and says so, or is named here as telling nothing of anybody."""

from sqlalchemy import JSON, Column, LargeBinary, String, TypeDecorator

import eventapp.tables  # noqa: F401 - every model there is
from eventapp.core.db import Base
from eventapp.core.personal import EVERYTHING, EVIDENCE, PASSING, Mark, Sees, Term, mark_of, marked, personal

# What is typed by a program, or about a thing.
IMPERSONAL = {
    "account_session": "token_hash",
    "answer": "question",
    "asked_questions": "sha256 content",
    "asked_speaker": "code",
    "attempts": "key",
    "choice": "code title",
    "consent_text": "sha256 language text",
    "delegation": "language sent_key",
    "erasure": "kind identity",
    "heartbeat": "job version",
    "handed_over": "numbers to_whom",
    "history_entry": "actor kind action thing",
    "intended_clash": "key state reason said_by",
    "membership": "role",
    "mail": "message_id about language state",
    "news_choice": "how",
    "organisation": "code name name_language role website",
    "question": "code title help kind only_if whom readers term",
    "output": "kind language state sha256 base_url error made_by",
    "registration": "sort_version",
    "release": "note",
    "room": "code name",
    "search": "key",
    "sending": "key_hash",
    "session": "code uid kind status interpretation join_link organisers_note title abstract meeting_point transfer"
    " spoken",
    "sign_in_link": "token_hash",
    "slot_answer": "session said",
    "speaker": "code letters_in",
    "speaker_proposal": "field",
    "speaker_slot": "status topic",
    "stored_file": "key question media_type sha256",
    "variant": "name made_by steps",
    "venue": "code name street postal_code city directions hours",
    "visit": "slug name short_name city country summary purpose practical project_name project_number website"
    " funder_name audit_reason moderated timezone languages calendar_uid",
    "way": "by",
}


def tells_in_words(column: Column[object]) -> bool:
    """Whether it can hold what somebody typed."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, String | JSON | LargeBinary)


def test_each_column_is_marked_or_named_as_telling_nothing_of_anybody() -> None:
    columns = {f"{table.name}.{column.name}": column for table in Base.metadata.tables.values() for column in table.c}
    unmarked = {name for name, column in columns.items() if tells_in_words(column) and mark_of(column.info) is None}
    assert unmarked == {f"{table}.{name}" for table, names in IMPERSONAL.items() for name in names.split()}


def test_what_the_forms_of_participants_ask_ends_with_one_of_the_two_terms() -> None:
    for name in ("registration", "registration_word"):
        for column in Base.metadata.tables[name].c:
            mark = mark_of(column.info)
            assert mark is None or mark.term in EVERYTHING, column.name
    assert not PASSING & EVIDENCE


def test_a_reader_sees_neither_telephone_nor_diet_nor_needs_nor_letters() -> None:
    tables = Base.metadata.tables
    unseen = {f"registration.{name}" for name in ("phone", "diet", "diet_note", "needs")}
    unseen |= {f"mail.{name}" for name in ("to_address", "to_name", "subject", "content")}
    for place in unseen:
        table, name = place.split(".")
        mark = mark_of(tables[table].c[name].info)
        assert mark is not None, place
        assert mark.seen_by is Sees.ORGANISER, place


def test_a_mark_is_read_as_it_was_written() -> None:
    assert mark_of(personal(Term.DIET, Sees.ORGANISER)) == Mark(Term.DIET, Sees.ORGANISER)
    assert mark_of(marked(None)) is None
    assert mark_of({"personal": "yes"}) is None
