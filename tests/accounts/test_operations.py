"""Links are good once and for a quarter of an hour; sessions for a fortnight, and can be ended."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.accounts.errors import AccountNotFound, LinkIsSpent, NotSignedIn, SessionNotFound
from eventapp.accounts.models import AccountSession, SignInLink
from eventapp.accounts.operations import (
    add_account,
    end_session,
    make_sign_in_link,
    send_sign_in_link,
    sign_out,
    spend_link,
)
from eventapp.accounts.queries import accounts, link_is_good, open_sessions, signed_in
from eventapp.accounts.rules import LINK_LIFE, SESSION_LIFE, device
from eventapp.core.db import session, transaction
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from tests.factories import NOON
from tests.registration.people import LINKS

EMAIL = "Ona@example.org"


@pytest.fixture(autouse=True)
def account(app: Flask) -> int:
    with transaction():
        return add_account(EMAIL, language="lt", now=NOON).id


def link() -> str:
    with transaction():
        return make_sign_in_link(EMAIL, now=NOON)


def enter(token: str, *, later: timedelta = timedelta()) -> str:
    with transaction():
        return spend_link(token, device="Firefox", now=NOON + later)


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


def test_a_link_is_too_old_after_a_quarter_of_an_hour() -> None:
    token = link()
    with pytest.raises(LinkIsSpent):
        enter(token, later=LINK_LIFE)


def test_a_session_ends_after_a_fortnight() -> None:
    token = enter(link())
    assert signed_in(token, now=NOON + SESSION_LIFE - timedelta(seconds=1))
    with pytest.raises(NotSignedIn):
        signed_in(token, now=NOON + SESSION_LIFE)


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
