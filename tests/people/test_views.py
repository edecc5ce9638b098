"""Organisers' list of registrations: finding people, adding by hand; nothing personal in an address."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.core.paging import PAGE
from eventapp.core.text import translate_plural
from eventapp.registration.models import Registration
from eventapp.registration.rules import OTHER
from eventapp.visits.history import history
from eventapp.visits.models import Organisation, Role
from tests.at_desk import statements
from tests.factories import make_organisation, make_visit
from tests.people.desk import LIST, PERSON, form_of, get, names, one, post, search, turning
from tests.registration.people import join, letters, row, states


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
    page = get(desk, search(desk, words))
    assert names(page) == found
    assert ("Nobody is found." in page) is (not found)
    assert f'value="{html.escape(words)}"' in page


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
    assert "1 cancelled" in get(desk)


def test_paging_walks_through_everybody_both_ways_and_keeps_the_search(visit: int, desk: FlaskClient) -> None:
    for number in range(PAGE * 2 + 10):
        join(visit, f"p{number:03}@example.org", family_name=f"N{number:03}")
    seen, page = names(get(desk)), get(desk)
    while turn := turning("next", page):  # the switch of languages names the page, too: it leads nowhere else
        page = get(desk, turn)
        seen += names(page)
    assert seen == [f"N{number:03}" for number in range(PAGE * 2 + 10)]
    assert names(get(desk, "?at=last")) == seen[-PAGE:]
    assert names(get(desk, turning("prev", get(desk, "?at=last")))) == seen[-PAGE * 2 : -PAGE]
    searched = get(desk, search(desk, "example"))
    second = turning("next", searched)
    assert names(get(desk, second)) == seen[PAGE : PAGE * 2]
    assert 'value="example"' in get(desk, second)
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
    assert (told.action, told.actor.kind, told.thing) == ("registered", "organiser", f"registration.{added.id}")
    assert told.changes == [{"field": "status", "old": None, "new": "confirmed"}]


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"given_name": ""}, 422, "Enter your given name."),
        ({"email": "nobody"}, 422, "This is not an e-mail address."),
        ({"email": "jūratė@example.com"}, 422, "an address with “ū” before the @"),
        ({"email": "ona@gm\u0430il.com"}, 422, "The address is right as it is"),
        ({"given_name": "\u3164"}, 422, "Enter your given name."),
        ({"consent": ""}, 422, "Ask the person first"),
        ({"language": "fr"}, 422, "Not a valid choice"),
        ({"email": "zydrune@example.org"}, 409, "Žydrūnė Ąžuolaitė is already registered with this address."),
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


def test_a_confirmed_address_and_one_with_a_domain_of_other_letters_are_taken_and_found(
    visit: int, desk: FlaskClient
) -> None:
    confirmed = {"email": "ona@gm\u0430il.com", "email_confirmed": "ona@xn--gmil-63d.com"}
    assert post(desk, "/new", **PERSON | confirmed).status_code == 303
    assert post(desk, "/new", **PERSON | {"email": "jonas@pašto.lt", "family_name": "Jonaitis"}).status_code == 303
    assert states() == {"ona@xn--gmil-63d.com": "confirmed", "jonas@xn--pato-h6a.lt": "confirmed"}
    found = get(desk, search(desk, "pasto"))
    assert names(found) == ["Jonaitis"]
    assert '<a href="mailto:jonas@xn--pato-h6a.lt">jonas@pašto.lt</a>' in found
    assert "jonas@pašto.lt" in desk.get(f"{LIST}.csv").text


def test_two_registrations_of_one_mailbox_are_told_apart_and_seen(visit: int, desk: FlaskClient) -> None:
    first, second = join(visit), join(visit, "other@example.org")
    with transaction():
        session.execute(
            update(Registration).where(Registration.id == second.id).values(email=first.email, email_key=None)
        )
    assert get(desk).count("same address") == 1
    page = get(desk, one(second))
    assert "Another registration has the same e-mail address" in page
    assert f'href="{LIST}/{first.id}"' in page
    assert "Another registration has" not in get(desk, one(first))


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 atšaukta"), (2, "2 atšauktos"), (10, "10 atšauktų"), (21, "21 atšaukta")]
)
def test_numbers_and_words_agree(number: int, words: str) -> None:
    one_and_many = ("%(count)s cancelled", "%(count)s cancelled")
    assert translate_plural("lt", *one_and_many, number, count=number) == words


def test_a_full_visit_without_a_queue_takes_nobody_by_hand_either(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(places=0, queue=False).id
    make_organisation(visit)
    answer = post(desk, "/new", **PERSON)
    assert answer.status_code == 409
    assert "no waiting list is open" in answer.text


def test_a_cancelled_registration_is_reopened_by_adding_it_again(visit: int, desk: FlaskClient) -> None:
    known = join(visit)
    post(desk, one(known), do="cancel")
    page = get(desk, one(known))
    assert "put the registration back" in page
    assert 'name="given_name"' not in page
    post(desk, "/new", **PERSON | {"email": "Zydrune@example.org"})
    assert (row("zydrune@example.org").id, states()) == (known.id, {"Zydrune@example.org": "confirmed"})


def test_another_visit_s_registration_and_an_erased_one_are_not_there(visit: int, desk: FlaskClient) -> None:
    foreign = join(make_visit(slug="bergen").id, "f@example.org")
    for path in (one(foreign), "/00000000-0000-0000-0000-000000000000", "/nonsense"):
        assert desk.get(f"{LIST}{path}").status_code == 404, path


def test_people_of_an_organisation_that_became_a_host_are_still_shown_with_it(visit: int, desk: FlaskClient) -> None:
    person = join(visit, organisation="birzai", other_organisation="")
    with transaction():
        session.execute(update(Organisation).values(role=Role.HOST))
    assert "Biržų rajono savivaldybė" in get(desk)
    assert "Biržų rajono savivaldybė" in get(desk, ".csv")
    get(desk, one(person))
    post(desk, one(person), do="cancel")
    assert "Biržų rajono savivaldybė" in get(desk, one(person))


@pytest.mark.parametrize("code", ["birzai", OTHER])
def test_the_organisation_that_is_chosen_stays_chosen(visit: int, desk: FlaskClient, code: str) -> None:
    assert re.findall(r'<option value="([^"]+)" selected', get(desk, f"?organisation={code}")) == [code]


def test_an_organiser_is_asked_about_the_person_s_diet_not_their_own(visit: int, desk: FlaskClient) -> None:
    page = get(desk, "/new")
    assert ("More about the diet" in page, "More about your diet" in page) == (True, False)
