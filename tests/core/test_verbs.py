"""Addresses of verbs, and the field that named one in the version before; what doors do with them: tests/journeys."""

import pytest
from flask import Blueprint, Flask

from eventapp.core import verbs
from eventapp.core.errors import NoSuchVerb


def test_each_verb_has_an_address_below_its_page_of_which_the_view_is_told() -> None:
    blueprint = Blueprint("room", __name__)
    verbs.add(blueprint, "/things/<code>", ("open", "close"), lambda code, verb: f"{verb} {code}", of="thing")
    app = Flask(__name__)
    app.register_blueprint(blueprint)
    client = app.test_client()
    assert [client.post(f"/things/door/{verb}").text for verb in ("open", "close")] == ["open door", "close door"]
    assert client.get("/things/door/open").text == "open door"
    assert client.post("/things/door").status_code == 404


def test_a_form_of_the_version_before_names_one_verb_of_its_page() -> None:
    with Flask(__name__).test_request_context(method="POST", data={"do": "open"}):
        assert verbs.of_old_form(("open", "close"), "en") == "open"
    with Flask(__name__).test_request_context(method="POST", data={"name": "open"}):
        assert verbs.of_old_form(("open", "close"), "en") == ""


@pytest.mark.parametrize("words", [[""], ["shut"], ["open", "open"], ["open", "close"]])
def test_any_other_word_and_two_are_refused(words: list[str]) -> None:
    request = Flask(__name__).test_request_context(method="POST", data={"do": words})
    with request, pytest.raises(NoSuchVerb):
        verbs.of_old_form(("open", "close"), "en")


def test_a_page_without_a_form_of_its_own_refuses_what_says_nothing() -> None:
    request = Flask(__name__).test_request_context(method="POST", data={"name": "open"})
    with request, pytest.raises(NoSuchVerb):
        verbs.of_old_form(("open", "close"), "en", saves=False)
