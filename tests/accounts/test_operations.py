"""Links are good once and for half an hour; sessions for a fortnight, and can be ended; organisers can be removed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.accounts import operations
from eventapp.accounts.errors import AccountNotFound, LinkIsSpent, NotSignedIn, SessionNotFound
from eventapp.accounts.mails import new_sign_in
from eventapp.accounts.models import Account, AccountSession, SignInLink
from eventapp.accounts.operations import (
    add_account,
    answer_requests,
    ask_for_link,
    end_session,
    make_sign_in_link,
    remove_account,
    send_sign_in_link,
    sign_out,
    spend_link,
)
from eventapp.accounts.queries import (
    accounts,
    find_account,
    link_is_good,
    lost_letters,
    open_sessions,
    sessions_by_account,
    signed_in,
    somebody_asks,
)
from eventapp.accounts.rules import PRINTED_LINK_LIFE, device
from eventapp.core.db import session, transaction
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from tests.factories import LINKS, NOON

EMAIL = "Ona@example.org"


@pytest.fixture(autouse=True)
def account(app: Flask) -> int:
    with transaction():
        return add_account(EMAIL, language="lt", now=NOON).id


def link() -> str:
    with transaction():
        return make_sign_in_link(EMAIL, now=NOON)


def answer() -> None:
    with transaction():
        answer_requests(links=LINKS, now=NOON)


def enter(token: str, *, later: timedelta = timedelta()) -> str:
    with transaction():
        return spend_link(token, device="Firefox", now=NOON + later).token


def test_adding_the_same_organiser_again_changes_nothing() -> None:
    with transaction():
        add_account("ona@EXAMPLE.org", language="nb", now=NOON)
    assert [(item.email, item.language) for item in accounts()] == [(EMAIL, "lt")]


def test_a_link_opens_a_session_once() -> None:
    token = link()
    assert link_is_good(token, now=NOON)
    assert signed_in(enter(token), now=NOON).email == EMAIL
    assert not link_is_good(token, now=NOON)
    with pytest.raises(LinkIsSpent):
        enter(token)


def test_a_link_is_too_old_after_half_an_hour() -> None:
    token = link()
    with pytest.raises(LinkIsSpent):
        enter(token, later=timedelta(minutes=30))
    assert enter(link(), later=timedelta(minutes=30, seconds=-1))


def test_a_session_ends_after_a_fortnight() -> None:
    token = enter(link())
    assert signed_in(token, now=NOON + timedelta(days=14, seconds=-1)).email == EMAIL
    with pytest.raises(NotSignedIn):
        signed_in(token, now=NOON + timedelta(days=14))


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5000])
def test_a_stranger_is_not_signed_in(token: str) -> None:
    with pytest.raises(NotSignedIn):
        signed_in(token, now=NOON)


def test_nothing_in_the_rows_opens_anything() -> None:
    token, second = link(), link()
    opened = enter(token)
    kept = [*session.scalars(select(SignInLink.token_hash)), *session.scalars(select(AccountSession.token_hash))]
    assert len(kept) == 2
    assert not {token, second, opened} & set(kept)
    for found in kept:
        with pytest.raises(NotSignedIn):
            signed_in(found, now=NOON)


def test_tokens_are_too_long_to_be_guessed() -> None:
    token = link()
    assert [len(token), len(enter(token))] == [43, 43]  # 32 bytes


def test_what_is_over_is_kept_no_longer(account: int) -> None:
    link(), enter(link())
    later = NOON + timedelta(days=14)
    with transaction():
        token = make_sign_in_link(EMAIL, now=later)
        opened = spend_link(token, device="Opera", now=later).token
    assert [item.device for item in session.scalars(select(AccountSession))] == ["Opera"]
    assert session.scalars(select(SignInLink)).all() == []
    assert signed_in(opened, now=later).id == account


def test_a_session_is_listed_as_long_as_it_opens_anything(account: int) -> None:
    with transaction():
        spend_link(make_sign_in_link(EMAIL, now=NOON), device="Firefox", now=NOON)
    with transaction():
        spend_link(make_sign_in_link(EMAIL, now=NOON), device="Opera", now=NOON)
    end = NOON + timedelta(days=14)
    assert [item.device for item in open_sessions(account, now=end - timedelta(seconds=1))] == ["Opera", "Firefox"]
    assert list(open_sessions(account, now=end)) == []


def test_an_organiser_is_found_however_the_address_is_typed(account: int) -> None:
    for typed in ("ona@example.org", f"  {EMAIL.upper()}\t"):
        found = find_account(typed)
        assert found
        assert found.id == account
    assert find_account("jonas@example.org") is None


def test_signing_out_ends_this_session_only(account: int) -> None:
    here, there = enter(link()), enter(link())
    with transaction():
        sign_out(here)
    assert signed_in(there, now=NOON).id == account
    with pytest.raises(NotSignedIn):
        signed_in(here, now=NOON)


def test_another_browser_can_be_signed_out_but_nobody_else_s(account: int) -> None:
    token = enter(link())
    (listed,) = open_sessions(account, now=NOON)
    number = listed.id
    with transaction():
        other = add_account("jonas@example.org", language="lt", now=NOON).id
    with pytest.raises(SessionNotFound), transaction():
        end_session(other, number)
    with transaction():
        end_session(account, number)
    with pytest.raises(NotSignedIn):
        signed_in(token, now=NOON)
    with pytest.raises(SessionNotFound), transaction():
        end_session(account, number)


def test_only_an_organiser_is_written_to() -> None:
    for address in (EMAIL.upper(), "stranger@example.org"):
        with transaction():
            send_sign_in_link(address, language="nb", links=LINKS, now=NOON)
    (mail,) = session.scalars(select(Mail))
    assert (mail.to_address, mail.language) == (EMAIL, "nb")
    token = next(word for word in text_of(mail).split() if "/sign-in/" in word).rsplit("/", 1)[-1]
    assert signed_in(enter(token), now=NOON).email == EMAIL


def asked_for(*addresses: str) -> None:
    for address in addresses:
        with transaction():
            ask_for_link(address, language="nb", now=NOON)


def letters() -> list[tuple[str, str]]:
    return [(mail.to_address, mail.language) for mail in session.scalars(select(Mail))]


def test_the_worker_answers_organisers_and_forgets_the_rest() -> None:
    asked_for(EMAIL.upper(), "stranger@example.org")
    assert letters() == [], "no request looks whose address it is"
    answer()
    assert letters() == [(EMAIL, "nb")]
    assert not somebody_asks()
    answer()
    assert len(letters()) == 1


def test_a_request_older_than_its_link_would_be_is_forgotten() -> None:
    asked_for(EMAIL)
    with transaction():
        answer_requests(links=LINKS, now=NOON + timedelta(minutes=30))
    assert (letters(), somebody_asks()) == ([], False)


def test_a_printed_link_is_good_for_a_day() -> None:
    for late, good in ((timedelta(hours=24, seconds=-1), True), (timedelta(hours=24), False)):
        with transaction():
            token = make_sign_in_link(EMAIL, now=NOON, life=PRINTED_LINK_LIFE)
        assert link_is_good(token, now=NOON + late) == good


def test_a_new_sign_in_is_told_by_mail() -> None:
    token = link()
    with transaction():
        entered = operations.enter(token, device="Firefox, Android", links=LINKS, now=NOON)
    assert signed_in(entered.token, now=NOON).id == entered.account_id
    mail = session.scalars(select(Mail)).one()
    said = text_of(mail)
    assert (mail.to_address, mail.language, mail.subject) == (EMAIL, "lt", "Naujas prisijungimas prie jūsų paskyros")
    assert "Firefox, Android" in said
    assert "2017" in said
    assert "UTC" in said
    assert "http://visits.example.org/organise/account" in said
    assert "/sign-in/" not in said


@pytest.mark.parametrize(
    ("language", "said"), [("lt", "Neatpažinta naršyklė"), ("en", "An unknown browser"), ("nb", "Ukjent nettleser")]
)
def test_a_browser_that_nobody_knows_is_called_so(language: str, said: str) -> None:
    assert said in [words for _, words in new_sign_in(language, "", NOON, "http://x").facts]
    assert "Firefox" in [words for _, words in new_sign_in(language, "Firefox", NOON, "http://x").facts]


def test_whom_no_mail_reaches_is_told_nothing() -> None:
    with transaction():
        add_account("organiser@localhost", language="en", now=NOON)
    with transaction():
        token = make_sign_in_link("organiser@localhost", now=NOON)
    with transaction():
        operations.enter(token, device="", links=LINKS, now=NOON)
    assert letters() == []


def test_a_removed_organiser_is_out_at_once_and_the_id_is_nobody_else_s(account: int) -> None:
    unspent, opened = link(), enter(link())
    asked_for(EMAIL)
    answer()
    with transaction():
        assert remove_account(EMAIL.upper(), now=NOON) == account
    with pytest.raises(NotSignedIn):
        signed_in(opened, now=NOON)
    with pytest.raises(LinkIsSpent):
        enter(unspent)
    assert accounts() == []
    asked_for(EMAIL)
    answer()
    assert letters() == [("", "nb")], "what was written is emptied, and nothing more is written"
    with pytest.raises(AccountNotFound), transaction():
        remove_account(EMAIL, now=NOON)
    with transaction():
        again = add_account(EMAIL, language="lt", now=NOON).id
    assert again != account
    assert signed_in(enter(link()), now=NOON).id == again


def test_a_session_opened_while_its_organiser_is_removed_opens_nothing(account: int) -> None:
    opened = enter(link())
    with transaction():
        session.get_one(Account, account).removed_at = NOON
    with pytest.raises(NotSignedIn):
        signed_in(opened, now=NOON)


def test_letters_of_the_last_day_that_should_have_left_by_now_are_lost(account: int) -> None:
    written = {"a week": timedelta(days=7), "a day": timedelta(days=1), "hours": timedelta(hours=23)}
    written |= {"minutes": timedelta(minutes=2, seconds=1), "just now": timedelta(minutes=2)}
    for words, ago in written.items():
        with transaction():
            send_sign_in_link(EMAIL, language="en", links=LINKS, now=NOON - ago)
            mail = session.scalars(select(Mail).where(Mail.created_at == NOON - ago)).one()
            mail.subject = words
    assert [mail.subject for mail in lost_letters(now=NOON)] == ["minutes", "hours"]


def test_sessions_are_counted_by_organiser(account: int) -> None:
    for _ in range(2):
        enter(link())
    assert sessions_by_account(now=NOON) == {account: 2}
    assert sessions_by_account(now=NOON + timedelta(days=14)) == {}


def test_no_link_for_nobody() -> None:
    with pytest.raises(AccountNotFound), transaction():
        make_sign_in_link("nobody@example.org", now=NOON)


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_called_as_its_owner_knows_it(agent: str, called: str) -> None:
    assert device(agent) == called
