"""Organisers are told what they asked for, once, and of nobody more than name and organisation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from eventapp.accounts.operations import remove_account
from eventapp.core.acts import WORKER, Act, organiser
from eventapp.core.db import db, session, transaction
from eventapp.desk.removal import remove_visit
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail, MailState
from eventapp.registration import jobs, news, operations, rows
from eventapp.registration.models import NewsChoice, Registration
from eventapp.registration.news import choose_news, news_choice, organisers_to_tell, tell
from eventapp.registration.rules import NEWS_PAUSE, Diet, News, news_until
from eventapp.visits.members import organise_all
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import change, entry, join, leave, row

SECRET = {"diet": Diet.VEGAN, "diet_note": "no nuts", "needs": "a wheelchair", "phone": "+37061234567"}


def account(email: str = "ona@example.org") -> int:
    with transaction():
        return organise_all(email, language="en", now=NOON).id


def choose(visit_id: int, account_id: int, how: News) -> None:
    with transaction():
        choose_news(visit_id, account_id, how)


def work(how: News, now: datetime = NOON) -> None:
    """What the worker does at that moment."""
    due = organisers_to_tell(how, now=now)
    session.remove()
    for account_id, visit_id in due:
        with transaction():
            tell(account_id, visit_id, act=Act(WORKER, LINKS, now))


def erase(email: str) -> None:
    identity = row(email).id
    with transaction():
        rows.erase(session.get_one(Registration, identity), act=Act(WORKER, LINKS, NOON))


def told(email: str = "ona@example.org") -> list[Mail]:
    session.remove()
    mine = select(Mail).where(Mail.to_address == email).order_by(Mail.created_at)
    return list(session.scalars(mine))


def lines(mail: Mail) -> list[tuple[str, ...]]:
    return [tuple(fact) for fact in mail.content["facts"]]


def test_at_once_tells_new_changed_and_cancelled(visit: int) -> None:
    choose(visit, account(), News.AT_ONCE)
    join(visit, "a@example.org", given_name="Ada", family_name="Å", **SECRET)
    work(News.AT_ONCE)
    change(row("a@example.org"), given_name="Ada", family_name="Ås", **SECRET)
    leave(row("a@example.org"))
    work(News.AT_ONCE, NOON + NEWS_PAUSE)
    assert [lines(mail) for mail in told()] == [
        [("Ada Å", "registered, Varėnos biblioteka")],
        [("Ada Ås", "changed, registration cancelled, Varėnos biblioteka")],
    ]
    [first, _] = told()
    assert first.subject == "News of registrations: Visit to Oslo"
    assert first.content["link"] == "http://visits.example.org/organise/visits/oslo/registrations"
    assert (first.visit_id, first.language) == (visit, "en")


def test_a_letter_holds_no_diet_needs_telephone_or_address(visit: int) -> None:
    make_organisation(visit, "kaunas", name="Kauno biblioteka", position=2)
    choose(visit, account(), News.AT_ONCE)
    join(visit, "a@example.org", organisation="kaunas", other_organisation="", **SECRET)
    work(News.AT_ONCE)
    [mail] = told()
    assert lines(mail) == [("Žydrūnė Ąžuolaitė", "registered, Kauno biblioteka")]
    for said in (text_of(mail), html_of(mail), repr(mail.content)):
        assert not any(word in said for word in ("vegan", "nuts", "wheelchair", "61234567", "a@example.org"))
    assert str(row("a@example.org").id) not in text_of(mail) + html_of(mail)


def test_nothing_is_said_twice_and_nothing_is_written_when_nothing_happened(visit: int) -> None:
    choose(visit, account(), News.AT_ONCE)
    work(News.AT_ONCE)
    join(visit, "a@example.org")
    for hour in range(3):
        work(News.AT_ONCE, NOON + timedelta(hours=hour))
    assert len(told()) == 1
    version = session.scalar(select(NewsChoice.told_id))
    work(News.AT_ONCE, NOON + timedelta(days=2))
    assert session.scalar(select(NewsChoice.told_id)) == version


def test_many_in_a_minute_make_two_letters(visit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST_TOLD", 3)
    choose(visit, account(), News.AT_ONCE)
    for number in range(6):
        join(visit, f"{number}@example.org", given_name=f"N{number}", now=NOON + timedelta(seconds=number))
        work(News.AT_ONCE, NOON + timedelta(seconds=number))
    work(News.AT_ONCE, NOON + NEWS_PAUSE)
    assert [[line[0].split()[0] for line in lines(mail)] for mail in told()] == [["N0"], ["N1", "N2", "N3"]]
    assert "And 2 more people, who are in the list." in text_of(told()[1])


def test_daily_comes_at_seven_by_the_visit_s_clocks(visit: int) -> None:
    choose(visit, account(), News.DAILY)
    join(visit, "a@example.org", given_name="Ada", now=datetime(2017, 3, 1, 5, 59, tzinfo=UTC))  # 06.59 in Oslo
    join(visit, "b@example.org", given_name="Berit", now=datetime(2017, 3, 1, 6, 0, tzinfo=UTC))
    work(News.DAILY, datetime(2017, 3, 1, 5, 59, 59, tzinfo=UTC))
    assert told() == []
    for minute in range(3):
        work(News.DAILY, datetime(2017, 3, 1, 6, minute, tzinfo=UTC))
    assert [lines(mail)[0][0] for mail in told()] == ["Ada Ąžuolaitė"]
    work(News.DAILY, datetime(2017, 3, 3, 20, 0, tzinfo=UTC))  # the worker was away
    assert [lines(mail)[0][0] for mail in told()] == ["Ada Ąžuolaitė", "Berit Ąžuolaitė"]
    work(News.DAILY, datetime(2017, 3, 4, 20, 0, tzinfo=UTC))
    assert len(told()) == 2


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2017-03-25T05:59:00+00:00", "Europe/Oslo", "2017-03-24T07:00:00+01:00"),
        ("2017-03-25T06:00:00+00:00", "Europe/Oslo", "2017-03-25T07:00:00+01:00"),
        ("2017-03-26T05:00:00+00:00", "Europe/Oslo", "2017-03-26T07:00:00+02:00"),  # clocks were put forward
        ("2017-03-26T04:59:00+00:00", "Europe/Oslo", "2017-03-25T07:00:00+01:00"),
        ("2017-03-25T23:00:00+00:00", "Asia/Tokyo", "2017-03-26T07:00:00+09:00"),
    ],
)
def test_the_hour_of_the_daily_letter(now: str, zone: str, until: str) -> None:
    assert news_until(datetime.fromisoformat(now), zone) == datetime.fromisoformat(until)


class Killed(BaseException):
    """The process is gone."""


def test_a_crash_between_says_nothing_twice_and_loses_nothing(visit: int) -> None:
    choose(visit, account(), News.AT_ONCE)
    join(visit, "a@example.org")
    [due] = organisers_to_tell(News.AT_ONCE, now=NOON)
    session.remove()

    def die_before_the_commit() -> None:
        with transaction():
            tell(*due, act=Act(WORKER, LINKS, NOON))
            raise Killed

    with pytest.raises(Killed):
        die_before_the_commit()
    assert told() == []
    work(News.AT_ONCE)
    work(News.AT_ONCE, NOON + NEWS_PAUSE)
    assert len(told()) == 1


def test_two_workers_write_one_letter(visit: int) -> None:
    choose(visit, account(), News.AT_ONCE)
    join(visit, "a@example.org")
    due = organisers_to_tell(News.AT_ONCE, now=NOON)
    session.remove()
    for account_id, visit_id in due * 2:
        with transaction():
            tell(account_id, visit_id, act=Act(WORKER, LINKS, NOON))
    assert len(told()) == 1


def test_what_was_before_the_choice_is_not_told(visit: int) -> None:
    join(visit, "a@example.org")
    choose(visit, account(), News.AT_ONCE)
    work(News.AT_ONCE)
    assert told() == []


def test_another_choice_keeps_what_was_told(visit: int) -> None:
    mine = account()
    choose(visit, mine, News.AT_ONCE)
    join(visit, "a@example.org")
    choose(visit, mine, News.DAILY)
    assert news_choice(visit, mine) is News.DAILY
    work(News.DAILY, NOON + timedelta(days=1))
    assert len(told()) == 1
    choose(visit, mine, News.NEVER)
    assert news_choice(visit, mine) is News.NEVER
    join(visit, "b@example.org")
    for how in (News.AT_ONCE, News.DAILY):
        work(how, NOON + timedelta(days=3))
    assert len(told()) == 1


def test_what_an_organiser_did_is_told_to_the_others(visit: int) -> None:
    mine, other = account(), account("kari@example.org")
    for each in (mine, other):
        choose(visit, each, News.AT_ONCE)
    with transaction():
        operations.add_registration(visit, entry("a@example.org"), act=Act(organiser(mine), LINKS, NOON))
    work(News.AT_ONCE)
    assert (told(), len(told("kari@example.org"))) == ([], 1)


def test_a_removed_organiser_gets_none_and_what_waits_for_them_is_taken_back(visit: int) -> None:
    choose(visit, account(), News.AT_ONCE)
    join(visit, "a@example.org")
    work(News.AT_ONCE)
    with transaction():
        remove_account("ona@example.org", now=NOON)
    join(visit, "b@example.org")
    work(News.AT_ONCE, NOON + NEWS_PAUSE)
    session.remove()
    [mail] = session.scalars(select(Mail).where(Mail.about.startswith("account:")))
    assert (mail.state, mail.content, mail.to_address) == (MailState.ERASED, {}, "")


def test_nobody_is_written_to_where_no_letter_arrives(visit: int) -> None:
    choose(visit, account("organiser@localhost"), News.AT_ONCE)
    join(visit, "a@example.org")
    work(News.AT_ONCE)
    assert told("organiser@localhost") == []


def test_registering_once_more_is_no_news(visit: int) -> None:
    choose(visit, account(), News.AT_ONCE)
    join(visit, "a@example.org")
    work(News.AT_ONCE)
    join(visit, "a@example.org")
    work(News.AT_ONCE, NOON + NEWS_PAUSE)
    assert len(told()) == 1


def test_whoever_is_erased_is_taken_out_of_letters_too(visit: int) -> None:
    choose(visit, account(), News.DAILY)
    join(visit, "a@example.org", given_name="Ada", now=NOON - timedelta(days=1))
    join(visit, "b@example.org", given_name="Berit", now=NOON - timedelta(days=1))
    join(visit, "c@example.org", given_name="Cille", now=NOON - timedelta(days=1))
    work(News.DAILY)
    erase("b@example.org")
    [mail] = told()
    assert [line[0] for line in lines(mail)] == ["Ada Ąžuolaitė", "Cille Ąžuolaitė"]
    assert "Berit" not in repr(mail.content)
    assert len(mail.content["people"]) == 2


def test_whoever_is_erased_before_the_letter_is_not_in_it(visit: int) -> None:
    choose(visit, account(), News.AT_ONCE)
    join(visit, "a@example.org")
    erase("a@example.org")
    work(News.AT_ONCE)
    assert told() == []


def test_the_worker_s_jobs_do_it(visit: int, app: Flask) -> None:
    ona, kari = account(), account("kari@example.org")
    choose(visit, ona, News.AT_ONCE)
    choose(visit, kari, News.DAILY)
    join(visit, "a@example.org")
    jobs.tell_at_once()
    jobs.tell_daily()
    assert (len(told()), len(told("kari@example.org"))) == (1, 1)


def test_a_visit_that_is_removed_meanwhile_keeps_nobody_waiting(visit: int, app: Flask) -> None:
    """Over another connection, after the worker has looked for whom to tell."""
    other = make_visit(slug="bergen", calendar_uid="bergen@visits.example.org").id
    ona, kari = account(), account("kari@example.org")
    choose(visit, ona, News.AT_ONCE)
    choose(other, kari, News.AT_ONCE)
    join(visit, "a@example.org")
    join(other, "b@example.org")
    due = organisers_to_tell(News.AT_ONCE, now=NOON)
    session.remove()

    def remove() -> None:
        with app.app_context(), transaction():
            remove_visit(visit, now=NOON + timedelta(days=10_000))

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(remove).result()
    assert due == [(ona, visit), (kari, other)]
    jobs.tell_each(due)
    assert (told(), len(told("kari@example.org"))) == ([], 1)


def test_registering_asks_no_more_where_somebody_wants_to_be_told(visit: int) -> None:
    other = make_visit(slug="bergen", calendar_uid="bergen@visits.example.org").id
    join(visit, "warm@example.org")
    choose(visit, account(), News.AT_ONCE)
    assert asked_of(visit, "a@example.org") == asked_of(other, "b@example.org")


def asked_of(visit_id: int, email: str) -> int:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with transaction():
            operations.register(visit_id, entry(email, consent=None), act=Act(organiser(9), LINKS, NOON))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)
