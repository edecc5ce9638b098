"""Behind the secret link: "my registration"."""

import pytest
from flask import g
from flask.testing import FlaskClient

from tests.factories import make_organisation
from tests.registration.people import TYPED, change, confirm, join, letters, own_page, row, send, states, token_in

FORM = "/lt/oslo/register"
NEW = "new@example.org"


def test_my_registration_is_mine_alone(visit: int, client: FlaskClient) -> None:
    send(client)
    page = client.get(own_page())
    assert page.status_code == 200
    assert "Žydrūnė Ąžuolaitė" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    path = own_page()
    broken = path[:-3] + ("AAA" if not path.endswith("AAA") else "BBB")
    assert client.get(broken).status_code == 404
    assert client.get("/r/nonsense").status_code == 404
    assert client.post("/r/nonsense").status_code == 404


def test_my_registration_speaks_my_language_until_i_choose_another(visit: int, client: FlaskClient) -> None:
    join(visit, "nora@example.org", language="nb")
    path = own_page("nora@example.org")
    assert '<html lang="nb">' in client.get(path).text
    assert '<html lang="en">' in client.get(path + "?l=en").text
    assert '<html lang="en">' in client.get(path).text


def test_a_link_that_was_replaced_says_so_in_the_language_of_whoever_had_it(visit: int, client: FlaskClient) -> None:
    join(visit, "nora@example.org", language="nb")
    path = own_page("nora@example.org")
    assert client.get(path + "?edit=1").status_code == 200
    change(row("nora@example.org"), email=NEW, language="nb")
    confirm(row("nora@example.org"))
    g.pop("language", None)  # the tests' requests share one app context
    assert '<html lang="nb">' in client.get(path).text


def test_letters_come_in_the_language_asked_for(visit: int, client: FlaskClient) -> None:
    send(client)
    assert row(TYPED["email"]).language == "lt"  # the page's, unless another is chosen
    answer = send(client, own_page() + "?edit=1", language="nb")
    assert (answer.status_code, row(TYPED["email"]).language) == (303, "nb")
    send(client, email="nora@example.org", language="en")
    assert letters()[-1] == ("nora@example.org", "You are registered: Visit to Oslo")
    assert send(client, email="ola@example.org", language="xx").status_code == 422


def test_i_can_change_my_registration(visit: int, client: FlaskClient) -> None:
    send(client)
    answer = send(client, own_page() + "?edit=1", family_name="Naujoji", phone="8 612 34567")
    assert answer.status_code == 303
    assert (row(TYPED["email"]).family_name, row(TYPED["email"]).phone) == ("Naujoji", "+37061234567")


def test_a_wrong_change_is_told_at_the_field(visit: int, client: FlaskClient) -> None:
    send(client)
    answer = send(client, own_page() + "?edit=1", family_name="")
    assert answer.status_code == 422
    assert 'id="family_name-error"' in answer.text


def test_a_change_to_a_full_organisation_is_told_at_the_field(visit: int, client: FlaskClient) -> None:
    make_organisation(visit, "full", places=0)
    send(client)
    answer = send(client, own_page() + "?edit=1", organisation="full")
    assert answer.status_code == 409
    assert 'id="organisation-error"' in answer.text


def test_i_can_cancel_twice_and_register_again(visit: int, client: FlaskClient) -> None:
    send(client)
    path = own_page()
    for _ in range(2):
        token = token_in(client.get(FORM).text)
        assert client.post(f"{path}/cancel", data={"csrf_token": token}).status_code == 303
    assert states() == {"zydrune@example.org": "cancelled"}
    assert client.get(path).status_code == 200
    assert client.get(path + "?edit=1").status_code == 200
    send(client)
    assert states() == {"zydrune@example.org": "confirmed"}


def test_cancelling_without_the_token_asks_once_more(visit: int, client: FlaskClient) -> None:
    send(client)
    answer = client.post(f"{own_page()}/cancel")
    assert (answer.status_code, states()) == (400, {"zydrune@example.org": "confirmed"})


@pytest.mark.parametrize("verb", ["cancel", "ask", "keep"])
def test_a_verb_is_done_and_read_with_a_genuine_link_alone(visit: int, client: FlaskClient, verb: str) -> None:
    send(client)
    own = own_page()
    answer = client.get(f"{own}/{verb}")
    assert (answer.status_code, answer.location) == (303, own)
    typed = {"csrf_token": token_in(client.get(FORM).text)}
    for wrong in (f"{own[:-6]}AAAAAA", "/r/nonsense", "/r/email"):
        assert client.get(f"{wrong}/{verb}").status_code == 404
        assert client.post(f"{wrong}/{verb}", data=typed).status_code == 404
    assert states() == {"zydrune@example.org": "confirmed"}
