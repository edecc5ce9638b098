"""An organiser chooses for themselves, and for one visit, whether letters tell them of registrations."""

from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.registration.models import NewsChoice
from eventapp.registration.rules import News
from tests.factories import make_visit
from tests.registration.people import token_in

PAGE = "/organise/visits/oslo/news"


def choose(desk: FlaskClient, how: str) -> int:
    sent = {"csrf_token": token_in(desk.get(f"{PAGE}?l=en").text), "how": how}
    return desk.post(PAGE, data=sent).status_code


def test_a_choice_is_kept_and_shown(desk: FlaskClient) -> None:
    make_visit()
    assert '<option value="never" selected>' in desk.get(PAGE).text.replace('selected=""', "selected")
    assert choose(desk, "daily") == 303
    assert "Saved." in desk.get(f"{PAGE}?done=1&l=en").text
    assert 'value="daily" selected' in desk.get(PAGE).text
    session.remove()
    assert session.scalars(select(NewsChoice.how)).all() == [News.DAILY]
    assert choose(desk, "never") == 303
    session.remove()
    assert session.scalars(select(NewsChoice.how)).all() == []


def test_what_cannot_be_chosen_is_refused(desk: FlaskClient) -> None:
    make_visit()
    assert choose(desk, "hourly") == 422
    assert desk.post(PAGE, data={"how": "daily"}).status_code == 400
    session.remove()
    assert session.scalars(select(NewsChoice.how)).all() == []


def test_the_list_of_people_leads_there_and_strangers_sign_in(desk: FlaskClient, client: FlaskClient) -> None:
    make_visit()
    assert f'href="{PAGE}"' in desk.get("/organise/visits/oslo/registrations").text
    assert desk.get("/organise/visits/none/news").status_code == 404
    assert client.get(PAGE).location.startswith("/sign-in")
