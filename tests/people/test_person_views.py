"""One registration at the desk: what its page says, and what is done there, by one organiser or two."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.acts import WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail, MailState
from eventapp.registration.models import Registration
from eventapp.registration.rows import erase
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from tests.at_desk import DESK, statements
from tests.factories import LINKS, NOON, make_visit
from tests.people.desk import LIST, PERSON, form_of, get, names, one, post, search
from tests.registration.people import change, confirm, join, leave, letters, row, states, token_in


def letter_row(page: str) -> str:
    """What the page says of the latest letter."""
    row = page.split("<dt>Latest letter</dt><dd>", 1)[1].split("</dd>", 1)[0]
    return " ".join(re.sub("<[^>]+>", " ", row).split())


def test_the_page_says_what_became_of_the_latest_letter_and_leads_there(visit: int, desk: FlaskClient) -> None:
    added = get(desk, post(desk, "/new", **PERSON).location.removeprefix(LIST))
    assert "The person is registered.<" in added
    assert "on its way" not in added
    assert letter_row(added) == "waiting , ona@birzai.lt – see the letter"
    person = row("ona@birzai.lt")
    (mail,) = session.scalars(select(Mail)).all()
    assert f'href="{DESK}/outbox/{mail.id.hex}"' in added
    with transaction():
        session.execute(update(Mail).values(state=MailState.FAILED, error="550 5.1.1 No such user", tries=1))
    said = letter_row(get(desk, one(person)))
    assert said.startswith("failed , ona@birzai.lt The mail server refuses this letter. 550 5.1.1 No such user")
    cost = statements(desk, f"{LIST}{one(person)}")
    post(desk, f"{one(person)}/link", email="ona@birzai.lt")
    assert letter_row(get(desk, one(person))).startswith("waiting , ona@birzai.lt")
    assert statements(desk, f"{LIST}{one(person)}") == cost
    with transaction():
        session.execute(update(Mail).values(state=MailState.SENT, error="", tries=1))
    assert letter_row(get(desk, one(person))).startswith("sent, ona@birzai.lt")
    with transaction():
        session.execute(update(Mail).values(state=MailState.ERASED))
    assert "Latest letter" not in get(desk, one(person))


def test_the_page_of_whoever_waits_says_when_the_queue_stopped(app: Flask, desk: FlaskClient) -> None:
    person = join(make_visit(places=0).id)
    words = "The waiting list stopped on 1 March 2017 at 13:00"
    assert words not in get(desk, one(person)) + desk.get(f"{DESK}/").text
    with transaction():
        session.execute(update(Visit).values(queue_until=NOON))
    assert words in get(desk, one(person))
    assert words in desk.get(f"{DESK}/").text


def test_a_registration_is_edited(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    shown = form_of(get(desk, one(person)))
    assert (shown["family_name"], shown["language"]) == ("Ąžuolaitė", "lt")
    answer = desk.post(f"{LIST}{one(person)}", data=shown | {"family_name": "Naujoji", "language": "en"})
    assert answer.headers["Location"].endswith("?done=saved")
    changed = row("zydrune@example.org")
    assert (changed.family_name, changed.language) == ("Naujoji", "en")
    assert names(get(desk, search(desk, "naujoji"))) == ["Naujoji"]
    entry = history(visit)[0]
    assert (entry.action, entry.changes) == ("changed", [{"field": "family_name"}, {"field": "language"}])
    assert "Ąžuolaitė" not in json.dumps([item.changes for item in history(visit)], ensure_ascii=False)


def test_cancelling_lets_the_next_in(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(places=1).id
    first, second = join(visit, "a@example.org"), join(visit, "b@example.org")
    assert "number 1 in the queue" in get(desk, one(second))
    answer = post(desk, f"{one(first)}/cancel", one(first))
    assert answer.headers["Location"].endswith("?done=cancel")
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed"}
    assert [to for to, _ in letters()][-2:] == ["a@example.org", "b@example.org"]
    told = [(entry.action, str(entry.actor.kind)) for entry in history(visit)][:2]
    assert told == [("promoted", "organiser"), ("cancelled", "organiser")]
    assert post(desk, f"{one(first)}/cancel", one(first)).status_code == 303
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed"}


def test_before_the_link_is_sent_again_the_page_says_where_to(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    before = letters()
    page = get(desk, f"{one(person)}/link")
    assert "zydrune@example.org" in page
    assert letters() == before
    answer = post(desk, f"{one(person)}/link", email="zydrune@example.org")
    assert answer.headers["Location"].endswith("?done=link")
    assert "A letter with the link to zydrune@example.org is written." in get(desk, f"{one(person)}?done=link")
    assert letters()[-1] == ("zydrune@example.org", "Jūsų registracija: Visit to Oslo (lt)")
    assert history(visit)[0].action == "link sent"


def test_letters_sent_by_hand_to_one_person_are_limited(visit: int, desk: FlaskClient) -> None:
    """Ten in an hour; the form says so and stays, and who asks for another person's is not kept out."""
    person, other = join(visit), join(visit, "other@example.org")
    for _ in range(10):
        assert post(desk, f"{one(person)}/link", email="zydrune@example.org").status_code == 303
    before = letters()
    answer = post(desk, f"{one(person)}/link", email="zydrune@example.org")
    assert (answer.status_code, letters()) == (429, before)
    assert int(answer.headers["Retry-After"]) > 3000
    assert "Send it to zydrune@example.org" in answer.text
    form = form_of(get(desk, one(person)))
    answer = desk.post(f"{LIST}{one(person)}", data=form | {"email": "new@example.org"})
    assert (answer.status_code, letters()) == (429, before)
    assert 'value="new@example.org"' in answer.text
    assert post(desk, f"{one(other)}/link", email="other@example.org").status_code == 303


def test_a_link_goes_nowhere_if_the_address_is_another_one_by_now(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    shown = get(desk, f"{one(person)}/link")
    change(person, email="new@example.org")
    confirm(row("zydrune@example.org"))
    before = letters()
    typed = {"csrf_token": token_in(shown), "email": "zydrune@example.org"}
    answer = desk.post(f"{LIST}{one(person)}/link", data=typed)
    assert (answer.status_code, letters()) == (409, before)
    assert "The address has changed since this page was shown" in answer.text
    assert "Send it to new@example.org" in answer.text


def test_while_a_new_address_waits_its_reader_is_asked_again_or_it_is_dropped(visit: int, desk: FlaskClient) -> None:
    """The key goes to the address that is proved: never to the one that is typed in the form."""
    person = join(visit)
    form = form_of(get(desk, one(person)))
    assert desk.post(f"{LIST}{one(person)}", data=form | {"email": "new@example.org"}).status_code == 303
    path = f"{one(person)}/link"
    assert "Send it to zydrune@example.org" in get(desk, path)
    assert "new@example.org takes effect when its reader confirms it" in get(desk, path)
    ask = f"{one(person)}/ask"
    assert post(desk, ask, path, email="new@example.org").location.endswith("?done=ask")
    asked = [mail for mail in session.scalars(select(Mail)) if mail.to_address == "new@example.org"]
    assert [mail.content["link"].startswith("http://visits.example.org/r/email/") for mail in asked] == [True]
    assert post(desk, path, email="new@example.org").status_code == 409
    assert post(desk, f"{one(person)}/keep", path).location.endswith("?done=keep")
    assert row("zydrune@example.org").pending_email is None
    answer = post(desk, ask, path, email="new@example.org")
    assert answer.status_code == 409
    assert "No new address waits to be confirmed any more." in answer.text
    assert [entry.action for entry in history(visit)][:2] == ["address kept", "confirmation sent"]


def test_who_else_was_registered_with_an_address_is_shown_until_an_organiser_has_seen_to_it(
    visit: int, desk: FlaskClient
) -> None:
    person = join(visit)
    assert "somebody else" not in get(desk, one(person))
    join(visit, given_name="Ona", family_name="<b>Onaitė</b>")
    page = get(desk, one(person))
    assert "“Ona &lt;b&gt;Onaitė&lt;/b&gt;”, 1 March 2017" in page
    overview = desk.get(f"{DESK}/").text
    assert "1 address was used to register somebody else" in overview
    assert f'href="{LIST}{one(person)}"' in overview
    assert desk.get(f"{DESK}/history?kind=registrations").text.count("the address was registered again") == 1
    assert post(desk, f"{one(person)}/noted", one(person)).location.endswith("?done=noted")
    assert "Onaitė" not in get(desk, f"{one(person)}?done=noted")
    assert "somebody else" not in desk.get(f"{DESK}/").text


@pytest.mark.parametrize("verb", ["", "/cancel", "/noted", "/link", "/ask", "/keep"])
def test_without_the_form_s_token_nothing_happens(visit: int, desk: FlaskClient, verb: str) -> None:
    person = join(visit)
    before = letters()
    assert desk.post(f"{LIST}{one(person)}{verb}", data={"email": person.email}).status_code == 400
    assert (states(), letters()) == ({"zydrune@example.org": "confirmed"}, before)
    assert desk.post(LIST, data={"q": "x"}).status_code == 400
    assert desk.post(f"{LIST}/new", data=PERSON).status_code == 400


@pytest.mark.parametrize("how", ["erased", "cancelled"])
def test_what_was_typed_about_somebody_who_is_gone_meanwhile_comes_back_to_add_them(
    visit: int, desk: FlaskClient, how: str
) -> None:
    person = join(visit)
    path, typed = one(person), form_of(get(desk, one(person))) | {"position": "Typed with care"}
    if how == "cancelled":
        leave(person)
    else:
        with transaction():
            erase(session.get_one(Registration, person.id), act=Act(WORKER, LINKS, NOON))
    lost = desk.post(f"{LIST}{path}", data=typed)
    assert lost.status_code == {"erased": 404, "cancelled": 409}[how]
    words = "perhaps it has been erased" if how == "erased" else "This registration has been cancelled."
    assert words in lost.text
    again = form_of(lost.text)
    assert (again["position"], again["email"]) == ("Typed with care", "zydrune@example.org")
    assert desk.post(f"{LIST}/new", data=again | {"consent": "y"}).status_code == 303
    assert row("zydrune@example.org").position == "Typed with care"
