"""Keys, and the description of what may be in a visit."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.desk import LISTED
from eventapp.planning.forms import item_form
from eventapp.planning.plan import SINGLE, TABLES, TOP, Key, Plan, field_of, page_of, title_of
from eventapp.planning.rows import MODELS, PARENTS
from eventapp.visits.fields import Control
from eventapp.visits.frame import PAGES
from eventapp.visits.queries import visit_of
from tests.factories import make_visit

CODES = st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)
TOPS = [kind for kind in TABLES if kind not in SINGLE and not any(kind in table.inside for table in TABLES.values())]
KEYS = st.one_of(
    st.sampled_from(SINGLE).map(Key),
    st.tuples(st.sampled_from(TOPS), CODES).map(lambda parts: Key(*parts)),
    st.builds(lambda above, code: Key("venue", above).within("room", code), CODES, CODES),
)


@given(KEYS)
def test_a_key_is_read_back_from_its_parts_and_its_path(key: Key) -> None:
    assert Key.of(key.parts) == key
    assert Key.of(key.path.split(".")) == key


@given(st.sets(KEYS))
def test_things_of_one_group_are_told_apart_by_their_codes(keys: set[Key]) -> None:
    assert len({(key.group, key.code) for key in keys}) == len(keys)
    assert len({key.path for key in keys}) == len(keys)


def test_a_part_stands_below_what_it_is_a_part_of() -> None:
    assert page_of(Key("session", "opening").within("slot", "kari")) == ("sessions", "opening", "slots", "kari")
    assert [page_of(Key(kind)) for kind in SINGLE] == [("facts",), ("facts", "registration"), ("facts", "funder")]


def test_each_kind_has_its_rows_its_order_and_its_pages() -> None:
    parts = {inside for table in TABLES.values() for inside in table.inside}
    assert set(MODELS) == set(TABLES) - set(SINGLE)
    assert set(PARENTS) == parts
    assert set(TOP) == set(TABLES) - parts
    assert sorted(LISTED) == sorted(TOPS)
    assert {TABLES[kind].page for kind in LISTED} <= {page for page, _ in PAGES}


def of_kind(kind: str) -> Key:
    """A new thing of it."""
    above = next((each for each, table in TABLES.items() if kind in table.inside), "")
    return Key(above, "above").within(kind, "") if above else Key(kind)


APART = (Control.HIDDEN, Control.ZONE)


@pytest.mark.parametrize("kind", TABLES)
def test_a_form_asks_for_whatever_is_described_and_not_hidden(app: Flask, kind: str) -> None:
    with app.test_request_context():
        form = item_form(of_kind(kind), "en", Plan(), visit=visit_of(make_visit().id), fields=None)
        shown = {name for name, _, _ in form.rows()}
    described = {name for name, field in TABLES[kind].fields.items() if field.control not in APART}
    assert shown >= described
    assert shown - described == {"code"} & set(TABLES[kind].own) | set(TABLES[kind].asked)


def test_what_no_form_asks_for_is_made_or_asked_otherwise() -> None:
    hidden = {
        name for table in TABLES.values() for name, field in table.fields.items() if field.control is Control.HIDDEN
    }
    assert hidden == {"uid", "calendar_uid", "languages", "starts", "ends", "venue", "room"}


def test_the_history_still_knows_what_was_once_a_fact_of_the_visit() -> None:
    assert field_of("visit", "opens") is field_of("registration", "opens") is not None
    assert field_of("session", "opens") is None


def test_what_has_no_name_yet_is_called_nothing() -> None:
    assert title_of({"title.lt": "", "places": 3}, "en", ["lt"]) == ""
    assert Plan().title_of(Key("session", "opening"), "en", ["lt"]) == ""
