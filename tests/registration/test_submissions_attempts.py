"""Two people, one address: what the desk is told, and how long it is kept."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.acts import PARTICIPANT, WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from eventapp.people import listing
from eventapp.registration import erasing, queries, submissions
from eventapp.registration.jobs import put_in_place
from eventapp.registration.models import Attempt, Registration, SearchWord, Sending
from eventapp.registration.rules import Diet
from eventapp.visits.history import history
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import join, leave, letters, row, states
from tests.registration.test_submissions import (
    ATTEMPT,
    CORRECTION,
    RIGHT,
    SECOND,
    attempts,
    correct,
    count_of,
    send,
)


def test_another_name_makes_nothing_but_is_told_and_seen(app: Flask) -> None:
    visit = make_visit().id
    first = join(visit, RIGHT, language="en")
    send(visit, RIGHT, given_name="Ona", family_name="Onaitė", now=NOON + SECOND)
    assert states() == {RIGHT: "confirmed"}
    words = text_of(session.scalars(select(Mail).order_by(Mail.created_at.desc()).limit(1)).one())
    assert "Somebody has registered “Ona Onaitė” for this visit with this e-mail address." in words
    assert "Žydrūnė Ąžuolaitė is registered already" in words
    assert LINKS.registration(first.id, 1) in words
    assert (attempts(RIGHT), queries.with_attempts(visit)) == (["Ona Onaitė"], [first.id])
    assert history(visit)[0].action == "registered again"
    assert history(visit)[0].changes == [], "of a person's data the history keeps nothing"


def test_whoever_corrects_the_address_leaves_nothing_for_the_desk_to_see_to(app: Flask) -> None:
    visit = make_visit().id
    join(visit, RIGHT)
    join(visit, "taken@example.org", given_name="Jonas")
    key = send(visit, RIGHT, given_name="Ona")
    other = send(visit, RIGHT, given_name="Rasa", now=NOON + SECOND)
    assert attempts(RIGHT) == ["Rasa Ąžuolaitė", "Ona Ąžuolaitė"]
    key = correct(visit, key, "taken@example.org")
    assert (attempts(RIGHT), attempts("taken@example.org")) == (["Rasa Ąžuolaitė"], ["Ona Ąžuolaitė"])
    correct(visit, key, "ona@example.org")
    correct(visit, other, "rasa@example.org")
    assert (attempts(RIGHT), queries.with_attempts(visit)) == ([], [])
    assert states().keys() == {RIGHT, "taken@example.org", "ona@example.org", "rasa@example.org"}


def test_two_equal_attempts_are_listed_once_and_hide_no_other(app: Flask) -> None:
    visit = make_visit().id
    join(visit, RIGHT)
    send(visit, RIGHT, given_name="Jonas")
    for number in range(queries.MOST_ATTEMPTS + 1):
        send(visit, RIGHT, given_name=("Ona", "ONA")[number % 2], now=NOON + (number + 1) * SECOND)
    assert attempts(RIGHT) == ["ONA Ąžuolaitė", "Jonas Ąžuolaitė"]


@pytest.mark.parametrize(
    "name", [("ŽYDRUNE", "azuolaite"), ("Ąžuolaitė", "Žydrūnė"), ("Z\u030cydru\u0304ne\u0307", "Ąžuolaitė")]
)
def test_the_same_name_however_it_is_spelled_is_the_same_person(app: Flask, name: tuple[str, str]) -> None:
    visit = make_visit().id
    join(visit, RIGHT)
    send(visit, RIGHT, given_name=name[0], family_name=name[1])
    assert attempts(RIGHT) == []
    assert [subject for _, subject in letters()].count("Jūs jau užsiregistravote: Visit to Oslo (lt)") == 1
    assert "kažkas registravo" not in "".join(text_of(mail) for mail in session.scalars(select(Mail)))


def test_a_name_becomes_no_link_in_a_letter(app: Flask) -> None:
    visit = make_visit().id
    join(visit, RIGHT, given_name="See", family_name="evil.example/x")
    send(visit, RIGHT, given_name="http://evil.example/win", family_name="you@evil.example J.R.R. Ba-Na")
    written = [text_of(mail).replace(LINKS.base_url, "") for mail in session.scalars(select(Mail))]
    assert [link for link in ("evil.example", "://", "you@evil") if link in "".join(written)] == []
    assert any("http: / / evil. example/ win you@ evil. example J. R. R. Ba-Na" in words for words in written)


def test_what_was_typed_goes_after_half_an_hour_and_the_name_after_a_month_or_when_it_is_seen_to(app: Flask) -> None:
    visit = make_visit().id
    join(visit, RIGHT)
    send(visit, RIGHT, needs="A ramp")
    send(visit, RIGHT, given_name="Ona", needs="A ramp", diet=Diet.VEGAN)
    put_in_place()
    words = count_of(SearchWord)
    with transaction():
        submissions.forget_old(now=NOON + CORRECTION - SECOND)
    assert (count_of(Sending), count_of(Attempt), count_of(SearchWord)) == (3, 2, words)
    with transaction():
        submissions.forget_old(now=NOON + CORRECTION)
    assert (count_of(Sending), count_of(Attempt)) == (0, 1)
    (left,) = session.scalars(select(Attempt))
    assert (left.given_name, left.email, left.needs, left.diet) == ("Ona", "", "", Diet.NONE)
    assert attempts(RIGHT) == ["Ona Ąžuolaitė"]
    with transaction():
        submissions.forget_old(now=NOON + ATTEMPT)
    assert (count_of(Attempt), attempts(RIGHT)) == (0, [])
    kept = set(row(RIGHT).search_key.split())
    assert set(session.scalars(select(SearchWord.word))) == kept


def test_words_that_an_earlier_version_wrote_of_an_attempt_go_with_it(app: Flask) -> None:
    visit = make_visit().id
    join(visit, RIGHT)
    send(visit, RIGHT, given_name="Petronijus")
    with transaction():
        attempt = session.scalars(select(Attempt)).one()
        attempt.search_key = "petronijus"
        session.add(SearchWord(visit_id=visit, word="petronijus", registration_id=attempt.id))
    with transaction():
        submissions.forget_old(now=NOON + ATTEMPT)
    assert (count_of(Attempt), count_of(SearchWord)) == (0, 0)


def test_an_organiser_sees_to_an_attempt(app: Flask) -> None:
    visit = make_visit().id
    first = join(visit, RIGHT)
    send(visit, RIGHT, given_name="Ona")
    with transaction():
        submissions.see_to_attempts(visit, first.id)
    assert (attempts(RIGHT), queries.with_attempts(visit)) == ([], [])


def test_whoever_is_erased_takes_sendings_and_attempts_with_them(app: Flask) -> None:
    visit = make_visit(keep_days=10)
    join(visit.id, RIGHT)
    send(visit.id, RIGHT, given_name="Ona")
    with transaction():
        erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, NOON + timedelta(days=300)))
    assert [count_of(table) for table in (Registration, Sending, Attempt, SearchWord)] == [0, 0, 0, 0]


def test_cancelling_and_registering_again_is_told_as_such(app: Flask) -> None:
    visit = make_visit().id
    person = join(visit, RIGHT)
    leave(person)
    send(visit, RIGHT, given_name="Ona")
    assert (row(RIGHT).given_name, row(RIGHT).id) == ("Ona", person.id)
    assert history(visit)[0].action == "registered"
    assert history(visit)[0].actor == PARTICIPANT
    assert (
        listing.page_of(visit, listing.Filter(words="zydrune azuolaite"), listing.Cursor(), "lt", LINKS.sign_place).rows
        != []
    )
