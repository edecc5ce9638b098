"""Organisers' pages of registrations: finding people, one of them, adding by hand; nothing personal in an address."""

import html
import json
import re
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from eventapp.registration.listing import PAGE
from eventapp.registration.models import Registration
from eventapp.visits.history import history
from tests.desk import DESK, statements
from tests.factories import make_organisation, make_visit
from tests.registration.people import change, join, letters, row, states, token_in

LIST = f"{DESK}/registrations"
PERSON = {
    "given_name": "Ona", "family_name": "Onaitė", "email": "ona@birzai.lt", "phone": "", "organisation": "birzai",
    "other_organisation": "", "position": "Vedėja", "diet": "vegan", "diet_note": "", "needs": "", "language": "nb",
    "consent": "y",
}  # fmt: skip


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_organisation(visit)
    return visit


def get(desk: FlaskClient, path: str = "") -> str:
    g.pop("csrf_token", None)
    answer = desk.get(f"{LIST}{path}")
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def post(desk: FlaskClient, path: str = "", shown: str | None = None, **typed: str) -> Any:
    return desk.post(f"{LIST}{path}", data={"csrf_token": token_in(get(desk, shown or path)), **typed})


def names(page: str) -> list[str]:
    """Family names in the list, in its order."""
    return [html.unescape(name) for name in re.findall(r'rowheader"><a [^>]*>([^,<]*),', page)]


def one(registration: Registration) -> str:
    return f"/{registration.id}"


def form_of(page: str) -> dict[str, str]:
    """What the registration's form would send as it stands."""
    form = next(part for part in re.findall(r"<form.*?</form>", page, re.S) if 'name="given_name"' in part)
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in found.items()}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zydrune", ["Ąžuolaitė"]),
        ("ŽYDRŪNĖ ąžuol", ["Ąžuolaitė"]),
        ("azuolaite zydrune", ["Ąžuolaitė"]),
        ("bronnoysund", ["Hansen"]),
        ("Brønnøysund", ["Hansen"]),
        ("ola@example", ["Hansen"]),
        ("612", ["Ąžuolaitė"]),
        ("example.org", ["Ąžuolaitė", "Hansen"]),
        ("%", []),
        ("nobody", []),
    ],
)
def test_people_are_found_however_they_are_spelt(visit: int, desk: FlaskClient, words: str, found: list[str]) -> None:
    join(visit)
    join(
        visit,
        "ola@example.org",
        given_name="Ola",
        family_name="Hansen",
        other_organisation="Brønnøysund kommune",
        phone="",
    )
    answer = post(desk, q=words)
    assert answer.status_code == 200
    assert names(answer.text) == found
    assert ("Nobody is found." in answer.text) is (not found)
    assert f'value="{html.escape(words)}"' in answer.text


def test_without_words_the_filters_become_an_address_in_which_nothing_is_personal(
    visit: int, desk: FlaskClient
) -> None:
    for words in ("", " ", "\x00"):
        answer = post(desk, status="waitlisted", organisation="birzai", q=words)
        assert answer.headers["Location"] == f"{LIST}?status=waitlisted&organisation=birzai"
    assert post(desk).headers["Location"] == LIST


def test_filters_and_counts(visit: int, desk: FlaskClient) -> None:
    join(visit, "a@example.org", family_name="Aa", organisation="birzai", other_organisation="")
    join(visit, "b@example.org", family_name="Bb")
    assert post(desk, one(row("b@example.org")), do="cancel").status_code == 303
    assert names(get(desk)) == ["Aa", "Bb"]
    assert names(get(desk, "?status=cancelled")) == ["Bb"]
    assert names(get(desk, "?organisation=birzai")) == ["Aa"]
    assert names(get(desk, "?organisation=other&status=confirmed")) == []
    assert names(get(desk, "?status=nonsense&organisation=none&after=x&before=9")) == ["Aa", "Bb"]
    assert "1 confirmed" in get(desk)
    assert "1 registration cancelled" in get(desk)


def test_paging_walks_through_everybody_both_ways_and_keeps_the_search(visit: int, desk: FlaskClient) -> None:
    for number in range(PAGE * 2 + 10):
        join(visit, f"p{number:03}@example.org", family_name=f"N{number:03}")
    seen, page = names(get(desk)), get(desk)
    while found := re.search(r'href="([^"]*after=[^"]*)"', page):
        page = get(desk, html.unescape(found[1]).removeprefix(LIST))
        seen += names(page)
    assert seen == [f"N{number:03}" for number in range(PAGE * 2 + 10)]
    assert names(get(desk, "?at=last")) == seen[-PAGE:]
    back = re.search(r'href="([^"]*before=[^"]*)"', get(desk, "?at=last"))
    assert back
    assert names(get(desk, html.unescape(back[1]).removeprefix(LIST))) == seen[-PAGE * 2 : -PAGE]
    searched = post(desk, q="example").text
    turn = re.search(r'name="after" value="([\w-]+)"', searched)
    assert turn
    assert names(post(desk, q="example", after=turn[1]).text) == seen[PAGE : PAGE * 2]
    gone = get(desk, "?after=00000000000000000000000000000000")
    assert names(gone) == seen[:PAGE]


def test_three_people_cost_as_many_statements_as_one(visit: int, desk: FlaskClient) -> None:
    join(visit, "a@example.org", organisation="birzai")
    counted = statements(desk, LIST)
    join(visit, "b@example.org")
    join(visit, "c@example.org", organisation="birzai")
    assert statements(desk, LIST) == counted


def test_a_person_is_added_by_hand_outside_the_window_and_written_to_in_their_language(
    app: Flask, desk: FlaskClient
) -> None:
    from tests.factories import NOON

    visit = make_visit(registration_closes_at=NOON, places=1).id
    make_organisation(visit)
    answer = post(desk, "/new", **PERSON)
    added = row("ona@birzai.lt")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}/{added.id}?done=added")
    assert (added.status, added.language, added.diet) == ("confirmed", "nb", "vegan")
    assert letters() == [("ona@birzai.lt", "Du er påmeldt: Visit to Oslo (nb)")]
    post(desk, "/new", **PERSON | {"email": "second@birzai.lt"})
    assert states() == {"ona@birzai.lt": "confirmed", "second@birzai.lt": "waitlisted"}
    told = history(visit)[1]
    assert (told.action, told.actor[:9], told.thing) == ("registered", "organiser", f"registration.{added.id}")
    assert told.changes == [{"field": "status", "old": None, "new": "confirmed"}]


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"given_name": ""}, 422, "Enter your given name."),
        ({"email": "nobody"}, 422, "This is not an e-mail address."),
        ({"consent": ""}, 422, "Ask the person first"),
        ({"language": "fr"}, 422, "Not a valid choice"),
        ({"email": "zydrune@example.org"}, 409, "This person is registered already."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    visit: int, desk: FlaskClient, typed: dict[str, str], status: int, words: str
) -> None:
    known = join(visit)
    answer = post(desk, "/new", **PERSON | typed)
    assert answer.status_code == status
    assert words in html.unescape(answer.text)
    assert form_of(answer.text)["position"] == "Vedėja"
    assert (f'href="{LIST}/{known.id}"' in answer.text) is (status == 409)
    assert states() == {"zydrune@example.org": "confirmed"}


def test_a_full_visit_without_a_queue_takes_nobody_by_hand_either(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(places=0, queue=False).id
    make_organisation(visit)
    answer = post(desk, "/new", **PERSON)
    assert answer.status_code == 409
    assert "there is no waiting list" in answer.text


def test_a_cancelled_registration_is_reopened_by_adding_it_again(visit: int, desk: FlaskClient) -> None:
    known = join(visit)
    post(desk, one(known), do="cancel")
    page = get(desk, one(known))
    assert "add them with the same e-mail address" in page
    assert 'name="given_name"' not in page
    post(desk, "/new", **PERSON | {"email": "Zydrune@example.org"})
    assert (row("zydrune@example.org").id, states()) == (known.id, {"Zydrune@example.org": "confirmed"})


def test_a_registration_is_edited(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    shown = form_of(get(desk, one(person)))
    assert (shown["family_name"], shown["language"]) == ("Ąžuolaitė", "lt")
    answer = desk.post(f"{LIST}{one(person)}", data=shown | {"family_name": "Naujoji", "language": "en"})
    assert answer.headers["Location"].endswith("?done=saved")
    changed = row("zydrune@example.org")
    assert (changed.family_name, changed.language) == ("Naujoji", "en")
    assert names(post(desk, q="naujoji").text) == ["Naujoji"]
    entry = history(visit)[0]
    assert (entry.action, entry.changes) == ("changed", [{"field": "family_name"}, {"field": "language"}])
    assert "Ąžuolaitė" not in json.dumps([item.changes for item in history(visit)], ensure_ascii=False)


def test_the_second_of_two_saves_is_refused_with_what_changed_and_can_be_repeated(
    visit: int, desk: FlaskClient
) -> None:
    person = join(visit)
    stale = form_of(get(desk, one(person)))
    change(person, position="Direktorė", diet="vegan")
    refused = desk.post(f"{LIST}{one(person)}", data=stale | {"position": "Vedėja"})
    assert refused.status_code == 409
    assert "Somebody else saved this meanwhile" in refused.text
    assert re.search(r"Position</b>: <del>–</del> → <ins>Direktorė", refused.text)
    assert re.search(r"Diet</b>: <del>No special diet</del> → <ins>Vegan", refused.text)
    assert row("zydrune@example.org").position == "Direktorė"
    again = form_of(refused.text)
    assert again["position"] == "Vedėja"
    assert desk.post(f"{LIST}{one(person)}", data=again).status_code == 303
    assert row("zydrune@example.org").position == "Vedėja"


@pytest.mark.parametrize("seen", ["x", "[]", '{"email": 3}'])
def test_a_hidden_field_that_was_tampered_with_only_refuses(visit: int, desk: FlaskClient, seen: str) -> None:
    person = join(visit)
    shown = form_of(get(desk, one(person)))
    assert desk.post(f"{LIST}{one(person)}", data=shown | {"seen": seen}).status_code in (303, 409)


def test_cancelling_lets_the_next_in(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(places=1).id
    first, second = join(visit, "a@example.org"), join(visit, "b@example.org")
    assert "number 1 in the queue" in get(desk, one(second))
    answer = post(desk, one(first), do="cancel")
    assert answer.headers["Location"].endswith("?done=cancel")
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed"}
    assert [to for to, _ in letters()][-2:] == ["a@example.org", "b@example.org"]
    told = [(entry.action, entry.actor[:9]) for entry in history(visit)][:2]
    assert told == [("promoted", "organiser"), ("cancelled", "organiser")]
    assert post(desk, one(first), do="cancel").status_code == 303
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed"}


def test_the_link_is_sent_again(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    assert post(desk, one(person), do="link").headers["Location"].endswith("?done=link")
    assert letters()[-1] == ("zydrune@example.org", "Jūsų registracija: Visit to Oslo (lt)")
    assert history(visit)[0].action == "link sent"


@pytest.mark.parametrize("deed", [{}, {"do": "cancel"}, {"do": "link"}])
def test_without_the_form_s_token_nothing_happens(visit: int, desk: FlaskClient, deed: dict[str, str]) -> None:
    person = join(visit)
    before = letters()
    assert desk.post(f"{LIST}{one(person)}", data=deed).status_code == 400
    assert (states(), letters()) == ({"zydrune@example.org": "confirmed"}, before)
    assert desk.post(LIST, data={"q": "x"}).status_code == 400
    assert desk.post(f"{LIST}/new", data=PERSON).status_code == 400


def test_another_visit_s_registration_and_an_erased_one_are_not_there(visit: int, desk: FlaskClient) -> None:
    foreign = join(make_visit(slug="bergen").id, "f@example.org")
    for path in (one(foreign), "/00000000-0000-0000-0000-000000000000", "/nonsense"):
        assert desk.get(f"{LIST}{path}").status_code == 404, path
