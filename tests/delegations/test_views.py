"""The public form of a group: what it asks, refuses and keeps, and what it answers."""

from flask.testing import FlaskClient

from tests.delegations.groups import FORM, SENT, letters_to, registered, send
from tests.registration.people import letters


def test_each_gets_a_place_and_those_with_an_address_a_letter(visit: int, client: FlaskClient) -> None:
    answer = send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis", "Eva Evaitė")
    assert (answer.status_code, answer.headers["Location"]) == (303, SENT), answer.text
    assert registered() == [
        ("Ona Onaitė", "ona@example.org", "confirmed"),
        ("Jonas Jonaitis", "rasa@example.org", "confirmed"),
        ("Eva Evaitė", "rasa@example.org", "confirmed"),
    ]
    assert letters() == [
        ("ona@example.org", "You are registered: Visit to Oslo"),
        ("rasa@example.org", "Your group: Visit to Oslo"),
    ]
    [mail] = letters_to("rasa@example.org")
    assert mail.content["facts"] == [[name, "has a place"] for name in ("Ona Onaitė", "Jonas Jonaitis", "Eva Evaitė")]
    assert client.get(FORM).status_code == 200
