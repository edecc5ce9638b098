"""A desk to look at in a browser: a running app with a visit that has everything, and an organiser signed in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail, MailState
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from tests.browser.conftest import served
from tests.browser.visits import make_visits
from tests.conftest import sign_in
from tests.factories import NOON
from tests.registration.people import join

Open = Callable[..., Page]
VISIT = "/organise/visits/oslo-2017"


@contextmanager
def busy_desk(folder: Path) -> Iterator[tuple[str, str]]:
    """(address, the organiser's cookie). Five registered over a week, two of them wait; one letter has failed."""
    with served(folder) as (address, app):
        with app.app_context():
            make_visits(address)
            visit_id = get_visit("oslo-2017").id
            with transaction():
                session.execute(update(Visit).where(Visit.id == visit_id).values(places=3))
            for number, code in enumerate(("o1", "o1", "o2", "", "o1")):
                join(visit_id, f"p{number}@example.org", organisation=code, now=NOON + timedelta(days=number * 2))
            with transaction():
                failed = update(Mail).where(Mail.to_address == "p0@example.org")
                session.execute(failed.values(state=MailState.FAILED, tries=1, error="550 no such user"))
            cookie = sign_in(app).get_cookie("organiser")
            assert cookie is not None
        yield address, cookie.value


def at_the_desk(open_page: Open, desk: tuple[str, str], path: str = "", **options: object) -> Page:
    """An organiser's page of the visit."""
    address, token = desk
    page = open_page("about:blank", base_url=address, **options)
    page.context.add_cookies([{"name": "organiser", "value": token, "url": address}])
    page.goto(path if path.startswith("/") else f"{VISIT}/{path}")
    return page
