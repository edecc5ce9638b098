"""What was agreed to is kept word for word, with its term: a longer one set later is for later people."""

import html
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.acts import WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.registration import erasing
from eventapp.registration.consent import AGREED, AGREED_BY_ANOTHER, Terms, ask_consent
from eventapp.registration.consent_texts import text_agreed_to
from eventapp.registration.models import ConsentText, Registration
from eventapp.registration.queries import kept_until, visits_with_expired
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from eventapp.visits.rules import ends_at
from tests.at_desk import DESK
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import TYPED, join, leave, letters, row, send, states

DAY = timedelta(days=1)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit(keep_days=100)
    make_organisation(visit.id)
    return visit.id


def set_term(days: int) -> None:
    with transaction():
        visit = session.scalars(select(Visit)).one()
        visit.keep_days = days
        visit.edited_version += 1
    current_app.extensions["eventapp.page_caches"].clear()  # what a second of waiting does


def agreed(email: str = "zydrune@example.org") -> ConsentText:
    found = text_agreed_to(row(email))
    assert found is not None
    return found


def words_on(page: str) -> list[str]:
    """What a person reads in the part of the form about their data, the tick's words last."""
    part = page[page.index('<div class="consent">') :].split("</label>", maxsplit=1)[0]
    found = re.findall(r"<p>(.*?)</p>|<span>(.*?)</span>", part, re.S)
    return [html.unescape(a or b).strip() for a, b in found]


def sent_by(client: FlaskClient, path: str, **typed: str) -> tuple[str, int]:
    """The page that was filled in, and the status of the answer."""
    page = client.get(path).text
    hidden = dict(re.findall(r'<input[^>]* name="(csrf_token|agreed_to)"[^>]* value="([^"]*)"', page))
    return page, client.post(path, data={**TYPED, **hidden, **typed}).status_code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_form_are_kept_as_it_showed_them(visit: int, client: FlaskClient, language: str) -> None:
    page, status = sent_by(client, f"/{language}/oslo/register", language="nb")
    assert status == 303
    kept, person = agreed(), row("zydrune@example.org")
    assert (kept.language, person.language, person.keep_days) == (language, "nb", 100)
    assert kept.text.split("\n\n") == words_on(page)
    assert "100" in kept.text
    assert person.consent_at == person.created_at


def test_one_row_for_all_who_agreed_to_the_same_words(visit: int, client: FlaskClient) -> None:
    send(client, "/lt/oslo/register", email="a@example.org")
    send(client, "/lt/oslo/register", email="b@example.org")
    send(client, "/en/oslo/register", email="c@example.org")
    set_term(50)
    send(client, "/en/oslo/register", email="d@example.org")
    kept = [row(f"{name}@example.org").consent_id for name in "abcd"]
    assert kept[0] == kept[1]
    assert len(set(kept)) == len(session.scalars(select(ConsentText)).all()) == 3


def test_words_that_changed_while_somebody_typed_are_shown_and_asked_again(visit: int, client: FlaskClient) -> None:
    page = client.get("/en/oslo/register").text
    hidden = dict(re.findall(r'<input[^>]* name="(csrf_token|agreed_to)"[^>]* value="([^"]*)"', page))
    set_term(200)
    answer = client.post("/en/oslo/register", data={**TYPED, **hidden})
    assert answer.status_code == 422
    assert "have changed meanwhile" in re.search(r'id="consent-error"[^>]*>([^<]*)<', answer.text)[1]  # type: ignore[index]
    assert 'value="Ąžuolaitė"' in answer.text
    assert not re.search(r'name="consent"[^>]* checked', answer.text)
    assert any("200 days" in words for words in words_on(answer.text))
    assert (states(), letters()) == ({}, [])
    hidden = dict(re.findall(r'<input[^>]* name="(csrf_token|agreed_to)"[^>]* value="([^"]*)"', answer.text))
    assert client.post("/en/oslo/register", data={**TYPED, **hidden}).status_code == 303
    assert row("zydrune@example.org").keep_days == 200


@pytest.mark.parametrize(("later", "counts"), [(1000, 100), (100, 100), (30, 30)])
def test_a_longer_term_is_for_later_people_and_a_shorter_one_for_all(
    visit: int, client: FlaskClient, desk: FlaskClient, later: int, counts: int
) -> None:
    send(client, "/en/oslo/register", email="early@example.org")
    set_term(later)
    send(client, "/en/oslo/register", email="late@example.org")
    with transaction():
        for person in session.scalars(select(Registration)):
            person.consent_at = NOON
    found = get_visit("oslo")
    end = ends_at(found).astimezone(ZoneInfo(found.timezone))  # a day has 23 hours once
    terms = {"early": counts, "late": later}
    for name, days in terms.items():
        person = row(f"{name}@example.org")
        until = kept_until(found, person)
        assert until == end + days * DAY, name
        day = f"{until:%-d %B %Y}"
        own = client.get(f"{own_page(person)}?l=en").text
        assert f"<dt>Kept until</dt><dd>{day}" in own
        assert f"<dt>Kept until</dt><dd>{day}" in desk.get(f"{DESK}/registrations/{person.id}?l=en").text
    first = end + min(terms.values()) * DAY
    assert visits_with_expired(now=first - timedelta(seconds=1)) == []
    assert visits_with_expired(now=first) == [visit]
    session.remove()
    with transaction():
        gone = erasing.erase_expired(visit, act=Act(WORKER, LINKS, first))
    assert gone == (2 if counts == later else 1)
    last = end + max(terms.values()) * DAY
    with transaction():
        erasing.erase_expired(visit, act=Act(WORKER, LINKS, last))
    assert states() == {}


def own_page(person: Registration) -> str:
    return LINKS.registration(person.id, person.generation).removeprefix(LINKS.base_url)


def test_the_own_page_says_what_was_agreed_to_in_its_language(visit: int, client: FlaskClient) -> None:
    send(client, "/nb/oslo/register")
    kept = agreed().text.split("\n\n")
    page = client.get(f"{own_page(row('zydrune@example.org'))}?l=en").text
    part = page[page.index("The words agreed to") :]
    part = part[part.index('lang="nb"') : part.index("</details>")]
    assert [html.unescape(words) for words in re.findall(r"<p[^>]*>(.*?)</p>", part)] == kept


def test_who_registered_before_words_were_kept_is_told_so(visit: int, client: FlaskClient, desk: FlaskClient) -> None:
    join(visit, consent=None)
    person = row("zydrune@example.org")
    assert (person.consent_id, person.keep_days) == (None, 100)
    for page in (client.get(f"{own_page(person)}?l=en"), desk.get(f"{DESK}/registrations/{person.id}?l=en")):
        assert "The words agreed to were not kept at that time." in page.text


def test_registering_again_agrees_anew_only_after_a_cancellation(visit: int, client: FlaskClient) -> None:
    send(client, "/lt/oslo/register")
    first = row("zydrune@example.org")
    set_term(500)
    send(client, "/en/oslo/register")
    again = row("zydrune@example.org")
    assert (again.consent_id, again.keep_days, again.consent_at) == (first.consent_id, 100, first.consent_at)
    leave(again)
    send(client, "/en/oslo/register")
    back = row("zydrune@example.org")
    assert (agreed().language, back.keep_days, back.consent_at > first.consent_at) == ("en", 500, True)


def test_a_change_of_the_registration_agrees_to_nothing(visit: int, client: FlaskClient) -> None:
    send(client, "/lt/oslo/register")
    first = row("zydrune@example.org")
    set_term(500)
    assert send(client, f"{own_page(first)}?edit=1", position="Vedėja").status_code == 303
    after = row("zydrune@example.org")
    assert (after.position, after.consent_id, after.keep_days) == ("Vedėja", first.consent_id, 100)


def test_an_organiser_agrees_through_words_of_their_own_in_their_language(visit: int, desk: FlaskClient) -> None:
    page = desk.get(f"{DESK}/registrations/new?l=en").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
    data = {**TYPED, "language": "lt", "csrf_token": token}
    assert desk.post(f"{DESK}/registrations/new", data=data).status_code == 303
    kept = agreed()
    assert kept.language == "en"
    assert kept.text.split("\n\n") == words_on(page)
    assert kept.text.endswith(AGREED_BY_ANOTHER)
    assert row("zydrune@example.org").keep_days == 100


def test_equal_words_have_equal_digests_and_others_do_not() -> None:
    asked = [ask_consent(language, Terms(days), AGREED) for language in LANGUAGES for days in (1, 2)]
    asked.append(ask_consent("en", Terms(1), AGREED_BY_ANOTHER))
    assert len({item.digest for item in asked}) == len(asked)
    assert ask_consent("en", Terms(1), AGREED).digest == asked[LANGUAGES.index("en") * 2].digest
