"""What a thing's form offers to choose from."""

import pytest
from flask import Flask

from eventapp.planning.forms import item_form
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.visits.queries import visit_of
from tests.factories import make_visit

OPENING = Key("session", "opening")
SLOT: Fields = {"topic.lt": "", "topic.en": "", "topic.nb": "", "minutes": 10, "status": "invited"}


@pytest.mark.parametrize(
    ("key", "said", "offered"),
    [
        (OPENING.within("slot", ""), None, [("ola", "Ola")]),
        (OPENING.within("slot", "kari"), SLOT, [("kari", "Kari")]),
        (Key("session", "talk").within("slot", ""), None, [("kari", "Kari"), ("ola", "Ola")]),
    ],
)
def test_a_new_slot_may_be_of_whoever_has_none_there_and_one_that_is_there_keeps_its_speaker(
    app: Flask, key: Key, said: Fields | None, offered: list[tuple[str, str]]
) -> None:
    plan = Plan(
        {
            Key("speaker", "kari"): {"name": "Kari"},
            Key("speaker", "ola"): {"name": "Ola"},
            OPENING.within("slot", "kari"): SLOT,
        }
    )
    with app.test_request_context():
        form = item_form(key, "en", plan, visit=visit_of(make_visit().id), fields=said)
    assert form["speaker"].choices == offered


def test_a_line_break_in_a_title_is_one_space(app: Flask) -> None:
    typed = {"title-lt": "Pradžia \r\n ir \n\n pabaiga"}
    with app.test_request_context(method="POST", data=typed):
        form = item_form(Key("session"), "en", Plan(), visit=visit_of(make_visit().id), fields=None)
    assert (form["title-lt"].data, form["title-en"].data) == ("Pradžia ir pabaiga", "")
