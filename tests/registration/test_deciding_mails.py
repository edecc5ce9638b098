"""Letters about decisions and offers, in each language."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from eventapp.registration import deciding
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import join, leave, row

ACT = Act(organiser(1), LINKS, NOON)


def letters_to(email: str) -> list[str]:
    """What they say, without blanks that do not break."""
    found = session.scalars(select(Mail).where(Mail.to_address == email))
    return [text_of(mail).replace("\N{NO-BREAK SPACE}", " ") for mail in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_stands_in_the_letter_as_it_was_written(app: Flask, language: str) -> None:
    visit = make_visit(moderated="everybody").id
    ada = join(visit, language=language)
    with transaction():
        deciding.reject(visit, ada.id, "Qzreason: <b>too late</b>", act=ACT)
    assert ["Qzreason: <b>too late</b>" in words for words in letters_to(ada.email)].count(True) == 1


@pytest.mark.parametrize(
    ("language", "until"),
    [
        ("lt", "2017 m. kovo 2 d. 14.00 val."),
        ("en", "2 March 2017 at 14:00"),
        ("nb", "2. mars 2017 kl. 14.00"),
    ],
)
def test_until_when_a_place_waits_is_told_on_the_visit_s_clock(app: Flask, language: str, until: str) -> None:
    visit = make_visit(places=1, accept_hours=25).id
    join(visit, "a@example.org")
    join(visit, "b@example.org", language=language)
    leave(row("a@example.org"))
    assert [until in words for words in letters_to("b@example.org")].count(True) == 1
