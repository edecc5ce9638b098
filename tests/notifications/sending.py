"""Letters that are handed to a post office, and what became of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail, MailState
from tests.conftest import installation
from tests.factories import NOON
from tests.notifications.post_office import PostOffice, open_post_office, post

WAITING, SENT, FAILED = MailState.WAITING, MailState.SENT, MailState.FAILED


@contextmanager
def sending(folder: Path, **settings: Any) -> Iterator[tuple[PostOffice, Flask]]:
    """A post office, and an app that hands its letters to it."""
    login, scheme = settings.pop("login", ""), settings.pop("scheme", "smtp")
    with open_post_office(**settings) as (office, address):
        url = address.replace("smtp://", f"{scheme}://{login}")
        with installation(folder, EVENTAPP_SMTP_URL=url, EVENTAPP_MAIL_FROM="Vizitai <visits@example.org>") as app:
            yield office, app


def told() -> dict[str, tuple[str, int, str]]:
    """{whom a letter is to: (state, tries, what stands in its way)}."""
    session.remove()
    return {mail.to_address: (mail.state, mail.tries, mail.error) for mail in session.scalars(select(Mail))}


def recipients(office: PostOffice) -> list[str]:
    return [recipient for _, all_of_them in office.envelopes for recipient in all_of_them]


def wait_until(true: Callable[[], bool]) -> bool:
    """Whether it becomes so within some seconds."""
    end = time.monotonic() + 5
    while not (so := true()) and time.monotonic() < end:
        time.sleep(0.01)
    return so


def write(*names: str, **values: Any) -> None:
    """A letter to each, the first first."""
    for number, name in enumerate(names):
        post(address=f"{name}@example.org", now=NOON + timedelta(seconds=number), **values)


def alter(name: str, **values: Any) -> None:
    with transaction():
        session.execute(update(Mail).where(Mail.to_address == f"{name}@example.org").values(**values))
