"""How the history tells that numbers were handed over."""

from flask.testing import FlaskClient

from eventapp.core.acts import Act, organiser
from eventapp.core.db import transaction
from eventapp.rosters.operations import hand_over
from tests.at_desk import opened, words
from tests.factories import LINKS, NOON, make_visit


def test_it_says_to_whom_and_leads_to_the_numbers(desk: FlaskClient) -> None:
    visit = make_visit().id
    for whom in ("The canteen", ""):
        with transaction():
            hand_over(visit, whom, act=Act(organiser(1), LINKS, NOON))
    page = opened(desk, "history?kind=registrations")
    assert words(page).count("numbers handed over") == 2
    assert words(page).count("To whom: The canteen") == 1
    assert 'href="/organise/visits/oslo/meals"' in page
