"""The worker forgets what was searched for."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.accounts.models import Account
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.people.jobs import forget_searches
from eventapp.people.models import Search
from eventapp.people.searches import LIFE, find_words, keep_search


def test_the_worker_forgets_what_was_searched_for_a_day_ago(visit: int, desk: FlaskClient) -> None:
    account, now = session.scalars(select(Account.id)).one(), utc_now()
    with transaction():
        keep_search(visit, account, "old", now=now - LIFE)
    with transaction():
        key = keep_search(visit, account, "young", now=now - LIFE + timedelta(minutes=5))
    forget_searches()
    assert session.scalars(select(Search.words)).all() == ["young"]
    assert find_words(visit, account, key, now=now) == "young"
