"""The page on which an organiser makes a visit."""

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from eventapp.core.addresses import DESK, NEW_VISIT
from eventapp.visits.queries import find_visit, get_visit, visits
from tests.factories import make_visit
from tests.pages import read_page

TYPED = {
    "name-en": "Visit to Bergen",
    "city-en": "Bergen",
    "first_day": "2018-05-14",
    "last_day": "2018-05-17",
    "timezone": "Europe/Oslo",
}


def send(desk: FlaskClient, **typed: str) -> tuple[int, str, str]:
    """Fill in the page's form and send it; gives status, where it leads, and the page."""
    g.pop("csrf_token", None)
    shown = desk.get(NEW_VISIT)
    form = next(form for form in read_page(shown.text, NEW_VISIT).forms if form.action == NEW_VISIT)
    answer = desk.post(form.action, data=dict(form.filled(TYPED | typed)))
    return answer.status_code, answer.location or "", answer.text


def test_a_visit_is_made_and_its_overview_lists_the_first_steps(app: Flask, desk: FlaskClient) -> None:
    assert NEW_VISIT in desk.get(DESK).text
    status, location, _ = send(desk)
    assert (status, location) == (303, "/organise/visits/visit-to-bergen/")
    page = desk.get(location).text
    assert ("First steps" in page, "The visit is hidden" in page) == (True, True)
    assert app.test_client().get("/en/visit-to-bergen/").status_code == 404
    assert 'class="mark">hidden' in desk.get(DESK).text


def test_as_in_another_is_chosen_among_the_visits(app: Flask, desk: FlaskClient) -> None:
    make_visit(timezone="Europe/Vilnius")
    shown = desk.get(NEW_VISIT).text
    assert '<option value="oslo">Visit to Oslo</option>' in shown
    assert 'value="Europe/Vilnius"' in shown
    assert "texts, the practical one among them" in shown
    status, location, _ = send(desk, as_in="oslo", slug="bergen")
    assert (status, location) == (303, "/organise/visits/bergen/?done=as_in")
    assert "hotels, ways and telephone numbers are those of the earlier visit" in desk.get(location).text
    assert get_visit("bergen").project_number == "NO-1"


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ({"slug": "oslo"}, "slug", "Another visit has this address. “oslo-2” is free."),
        ({"slug": "Oslo 2018"}, "slug", "A code has 1 to 40 small letters"),
        ({"name-en": ""}, "name-lt", "Please write it in at least one language."),
        ({"first_day": ""}, "first_day", "Please fill this in."),
        ({"last_day": "2018-05-13"}, "last_day", "The end is not after the beginning."),
        ({"last_day": "2081-05-13"}, "last_day", "A visit lasts 60 days at most."),
        ({"timezone": "Bergen"}, "timezone", "Europe/Oslo"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    app: Flask, desk: FlaskClient, typed: dict[str, str], at: str, words: str
) -> None:
    make_visit()
    status, _, page = send(desk, **typed)
    assert status == 422
    assert words in page
    assert f'href="#{at}"' in page
    assert f'id="{at}-error"' in page
    assert ">\nBergen</textarea>" in page
    assert [visit.slug for visit in visits()] == ["oslo"]


def test_a_choice_that_is_gone_is_refused(app: Flask, desk: FlaskClient) -> None:
    make_visit()
    g.pop("csrf_token", None)
    form = read_page(desk.get(NEW_VISIT).text, NEW_VISIT).forms[0]
    answer = desk.post(NEW_VISIT, data=dict(form.filled(TYPED)) | {"as_in": "nowhere"})
    assert (answer.status_code, "Not a valid choice." in answer.text) == (422, True)
    assert find_visit("visit-to-bergen") is None


def test_a_form_without_its_token_comes_back_filled(app: Flask, desk: FlaskClient) -> None:
    answer = desk.post(NEW_VISIT, data=TYPED)
    assert (answer.status_code, "Please send the form once more" in answer.text) == (400, True)
    assert ">\nVisit to Bergen</textarea>" in answer.text
    assert visits() == []


def test_a_stranger_is_led_to_the_sign_in(app: Flask) -> None:
    stranger = app.test_client()
    for answer in (stranger.get(NEW_VISIT), stranger.post(NEW_VISIT, data=TYPED)):
        assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert visits() == []
