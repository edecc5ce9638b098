"""Walks the whole app: a visit in which every kind of thing exists, and every address of the URL map.

Addresses are found as a reader finds them, by following links and reading forms, and compared with the URL map: an
address that nothing leads to, and whose placeholders are not known here, fails the test that asks for it.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eventapp.accounts.operations import make_sign_in_link
from eventapp.board.operations import begin_variant
from eventapp.core import addresses
from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import db, session, transaction
from eventapp.notifications.models import Mail, MailState
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.publishing.models import Output, OutputState
from tests.delegations.groups import register_group, someone
from tests.factories import (
    LINKS,
    NOON,
    make_organisation,
    make_question,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
    text,
)
from tests.pages import Page, PageForm, Pairs, encoded, read_page
from tests.registration.people import answering, change, join, leave, proof_of

HOST = "visits.example.org"
FORM = "application/x-www-form-urlencoded"
# Of addresses that no link leads to. "code" by the word before it.
KNOWN = {"slug": "oslo", "language": "en", "inner": "kari", "name": "none.css", "number": "1", "question": "passport"}
CODES = {
    "sessions": "opening",
    "speakers": "kari",
    "venues": "town-hall",
    "organisations": "birzai",
    "questions": "arrives-by",
}
ORGANISERS = addresses.DESK.rstrip("/")
PAGES = 1500


@dataclass
class Browser:
    """A client that keeps nothing between two requests but its cookies, as the server does."""

    client: FlaskClient
    base_url: str = "http://localhost"
    headers: dict[str, str] = field(default_factory=dict)

    def open(self, path: str, method: str = "GET", **values: Any) -> TestResponse:
        for name in list(g):
            g.pop(name)
        session.remove()
        headers = {**self.headers, **dict(values.pop("headers", {}))}
        answer = self.client.open(path, method=method, base_url=self.base_url, headers=headers, **values)
        session.remove()
        return answer

    def page(self, path: str) -> Page:
        """What can be read there; of a file, nothing."""
        answer = self.open(path)
        return read_page(answer.text if answer.mimetype == "text/html" else "", path)

    def send(self, form: PageForm, pairs: Pairs | None = None, **values: object) -> TestResponse:
        """Send the form with those values, or as it stands."""
        pairs = form.filled() if pairs is None else pairs
        if form.method == "get":
            return self.open(f"{form.action.split('?')[0]}?{encoded(pairs).decode()}")
        return self.open(form.action, "POST", data=encoded(pairs), content_type=FORM, **values)


@dataclass(frozen=True)
class Crawl:
    """``answers``: {address: answer} of each page; ``forms``: each form once, by where it goes and what it asks."""

    answers: dict[str, TestResponse]
    forms: list[PageForm]

    @property
    def pages(self) -> dict[str, TestResponse]:
        return {path: answer for path, answer in self.answers.items() if answer.mimetype == "text/html"}


def furnish() -> int:
    """A visit with one of everything, in every state that has a page or a button of its own; gives its id."""
    visit = make_visit(places=1)
    make_organisation(visit.id)
    make_organisation(visit.id, "kaunas", position=2)
    venue = make_venue(visit.id)
    make_venue(visit.id, "library", position=2)
    room = make_room(venue.id)
    make_room(venue.id, "attic", position=2)
    speaker = make_speaker(visit.id)
    item = make_session(visit.id, venue_id=venue.id, room_id=room.id)
    make_slot(item.id, speaker.id)
    publish(visit.id)
    make_speaker(visit.id, "ola", name="Ola Nordmann")
    make_speaker(visit.id, "gone", name="Who was removed")
    with transaction():
        remove_item(visit.id, Key("speaker", "gone"), act=Act(COMMAND, LINKS, NOON))
    make_session(visit.id, "untimed", starts_at=None, ends_at=None)
    with transaction():
        begin_variant(visit.id, date(2017, 4, 3), "Later", act=Act(COMMAND, LINKS, NOON))
    make_question(visit.id, "travel", kind="heading")
    make_question(visit.id, "arrives-by", "plane", "car", kind="one", help=text("So that we know."))
    make_question(visit.id, "flight", only_if="arrives-by=plane")
    answers = {"arrives-by": "plane", "flight": "SK 4711"}
    leave(join(visit.id, "left@example.org", answered=answering(visit.id, **answers)))
    given = answering(visit.id, **answers)
    join(visit.id, "first@example.org", organisation="birzai", other_organisation="", answered=given)
    join(visit.id, "first@example.org", given_name="Somebody", family_name="Else", now=NOON + timedelta(seconds=1))
    waiting = join(visit.id, "second@example.org", language="nb")
    change(waiting, email="new@example.org")
    register_group(visit.id, someone("Anyone"), someone("Everyone", "everyone@example.org"))
    with transaction():
        for mail in session.scalars(select(Mail).order_by(Mail.created_at, Mail.to_address, Mail.subject).limit(1)):
            mail.state, mail.error = MailState.FAILED, "550 no such user"
        for output in session.scalars(select(Output).where(Output.kind == "pdf", Output.language == "nb")):
            output.state, output.error = OutputState.FAILED, "the press refused"
    return visit.id


def crawl(browser: Browser, *starts: str, inside: str = "/", most: int = PAGES) -> Crawl:
    """Every page below ``inside`` that links and forms lead to; of lists, each set of parameters once.

    In the language in which it begins: the switch to another one, ``?l=``, is not followed. ``most``: of pages side
    by side (this speaker's, that speaker's), as many as that.
    """
    found: dict[str, TestResponse] = {}
    forms: dict[tuple[object, ...], PageForm] = {}
    seen: set[tuple[object, ...]] = set()
    beside: Counter[str] = Counter()
    waiting = list(starts)
    while waiting:
        address = local(waiting.pop(0))
        parts = urlsplit(address)
        asked = parts.path, tuple(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
        if asked in seen or not address.startswith(inside) or parts.path.startswith("/static/") or "l" in asked[1]:
            continue
        seen.add(asked)
        shelf = re.sub(r"/[^/]+(/(?:[a-z]+/)?new)?$", r"\1", parts.path)
        beside[shelf] += 1
        if beside[shelf] > most:
            continue
        if len(seen) > PAGES:
            pytest.fail(f"more than {PAGES} pages: some list leads on without an end, at {address}")
        found[address] = browser.open(address)
        if found[address].mimetype == "text/html":
            page = read_page(found[address].text, address)
            waiting += page.links
            waiting += [form.action for form in page.forms if form.method == "get"]
            for form in page.forms:
                forms.setdefault((form.action, form.method, form.shape), form)
        elif found[address].location:
            waiting.append(found[address].location)
    return Crawl(found, list(forms.values()))


def entrances(app: Flask, inside: str = "/") -> list[str]:
    """The addresses that only the visit must be known for: where a walk begins."""
    found = [
        rule for rule in rules(app, inside) if rule.arguments <= {"slug", "language"} and "GET" in (rule.methods or ())
    ]
    return [fill(rule, KNOWN) for rule in found]


def walk_desk(app: Flask, browser: Browser, *, most: int = PAGES) -> Crawl:
    """Every organiser's page of ``furnish``'s visit."""
    return crawl(browser, *entrances(app, f"{ORGANISERS}/"), inside=ORGANISERS, most=most)


def one_of_each(app: Flask, forms: list[PageForm]) -> list[PageForm]:
    """Of forms that ask the same at addresses of one kind (this speaker's, that speaker's) only the first."""
    adapter = app.url_map.bind(HOST)
    found: dict[object, PageForm] = {}
    for form in forms:
        endpoint, _ = adapter.match(urlsplit(form.action).path, form.method.upper())
        found.setdefault((endpoint, form.shape), form)
    return list(found.values())


def is_same(form: PageForm, other: PageForm) -> bool:
    """Whether two pages show the same form, whatever stands in it, and whatever the visit asks besides by now."""
    named = [{name for name in each.typed if not name.startswith("answer-")} for each in (form, other)]
    return form.action.split("?")[0] == other.action.split("?")[0] and named[0] == named[1]


def same_form(page: Page, form: PageForm) -> PageForm | None:
    """That form as the page shows it now; None: it does not."""
    return next((other for other in page.forms if is_same(other, form)), None)


def local(address: str) -> str:
    """Without the host, if it is ours, and without the fragment; "" for what leads elsewhere."""
    parts = urlsplit(address)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", HOST):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def rules(app: Flask, inside: str = "/") -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(inside)]


def known_values(app: Flask, rule: Rule, crawled: Crawl) -> dict[str, str]:
    """{placeholder: value} with which that address exists, taken from what was crawled or from what is known here."""
    adapter = app.url_map.bind(HOST)
    reached = [urlsplit(path).path for path in (*crawled.answers, *(form.action for form in crawled.forms))]
    for path in reached:
        for method in rule.methods or ():
            try:
                endpoint, _ = adapter.match(path, method)
            except HTTPException:
                continue
            if endpoint == rule.endpoint and (values := placeholders(rule, path)) is not None:
                return values
    known = {**KNOWN, **secrets()}
    if rule.rule.startswith("/g/"):
        known |= secrets_of_a_leader()
    known["code"] = next((code for word, code in CODES.items() if f"/{word}/<code>" in rule.rule), "opening")
    missing = rule.arguments - set(known)
    if missing:
        pytest.fail(
            f"{rule.rule}: no page leads there, and tests/walk.py knows no value for {', '.join(sorted(missing))}. "
            "Link it from a page, make furnish() show what it is about, or add the placeholder to KNOWN."
        )
    return {name: known[name] for name in rule.arguments}


def secrets() -> dict[str, str]:
    """A genuine link of somebody who is to confirm a new address."""
    from eventapp.registration.models import Registration

    row = session.scalars(select(Registration).where(Registration.pending_email.is_not(None))).first()
    if row is None:
        return {}
    token = LINKS.registration_token(row.id, row.generation)
    return {"token": token, "proof": proof_of(row)}


def secrets_of_a_leader() -> dict[str, str]:
    """A genuine link of a group, and somebody who is in it."""
    from eventapp.delegations.models import Member

    for group in leaders():
        token = LINKS.group_token(group.id, group.generation)
        members = select(Member.id).where(Member.delegation_id == group.id).order_by(Member.position)
        return {"token": token, "member": str(session.scalars(members).first())}
    return {}


def leaders() -> list[Any]:
    """The groups whose leader has a link."""
    from eventapp.delegations.models import Delegation

    return list(session.scalars(select(Delegation)))


def placeholders(rule: Rule, path: str) -> dict[str, str] | None:
    """The parts of the path that stand for the rule's placeholders; None: another rule's path."""
    pattern = re.sub(r"<(?:path:)(\w+)>", r"(?P<\1>.+)", rule.rule.replace(".", r"\."))
    pattern = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"(?P<\1>[^/]+)", pattern)
    found = re.fullmatch(pattern, path)
    return found.groupdict() if found else None


def fill(rule: Rule, values: dict[str, str]) -> str:
    """The address with those values in it."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def desk_rules(app: Flask, crawled: Crawl) -> Iterator[tuple[Rule, str]]:
    """(rule, an address of it that exists) of each organiser's address."""
    for rule in rules(app, f"{ORGANISERS}/"):
        yield rule, fill(rule, known_values(app, rule, crawled))


def with_query(address: str, pairs: Pairs) -> str:
    return f"{address.split('?', maxsplit=1)[0]}?{urlencode(pairs, encoding='utf-8', errors='surrogatepass')}"


def every_form(app: Flask, desk: FlaskClient) -> list[tuple[Browser, PageForm]]:
    """The organisers' forms and everybody else's, each with who sends it."""
    organiser, anybody = Browser(desk), Browser(app.test_client())
    public = crawl(anybody, *[path for path in public_pages(app) if not path.startswith(ORGANISERS)])
    found = [(organiser, form) for form in walk_desk(app, organiser).forms]
    return found + [(anybody, form) for form in public.forms]


def public_pages(app: Flask) -> list[str]:
    """Where a reader begins who also has a letter with a link."""
    with transaction():
        sign_in = f"/sign-in/{make_sign_in_link('ona@example.org', now=utc_now())}"
    letter = secrets()
    mine = [LINKS.group(leading.id, leading.generation).removeprefix(LINKS.base_url) for leading in leaders()]
    mine += [f"/r/{letter['token']}", f"/r/{letter['token']}?edit=1", f"/r/email/{letter['proof']}"]
    return [*entrances(app), sign_in, *mine]


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    session.remove()
    tables = {table.name: session.execute(select(table)).all() for table in db.metadata.sorted_tables}
    session.remove()
    return {name: sorted(map(repr, rows)) for name, rows in tables.items()}


def keep() -> None:
    """Remember the database, SQLite's file, as it is now; ``restore`` brings it back."""
    session.remove()
    db.engine.dispose()
    shutil.copy(_live_file(), f"{_live_file()}.kept")


def restore() -> None:
    """The database as it was kept."""
    session.remove()
    db.engine.dispose()
    for ending in ("-wal", "-shm"):
        Path(_live_file() + ending).unlink(missing_ok=True)
    shutil.copy(f"{_live_file()}.kept", _live_file())


def _live_file() -> str:
    return str(db.engine.url.database)
