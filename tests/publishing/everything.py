"""Every form filled with words of its own, and everything read that is public: pages, files, feeds, letters."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp.core.addresses import NEW_VISIT
from eventapp.core.db import session
from eventapp.core.text import LANGUAGES
from eventapp.notifications.attachments import attachments
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.registration.models import Registration
from tests.factories import LINKS
from tests.pages import PageForm
from tests.registration.people import proof_of
from tests.walk import ORGANISERS, Browser, Crawl, crawl, fill, rules, same_form, walk_desk

DESK = "/organise/visits/oslo"
# Their texts are public at once (product: "live and released"), or nobody's but the organisers'.
LIVE = ("organisations", "registrations", "questions", "choices")
# Fields that take no words of their own; times are such as nothing else has.
FIXED = {
    "day": "2017-04-04", "from": "07:13", "to": "08:41", "to_day": "",
    "latitude": "59.9", "longitude": "10.7", "capacity": "40", "minutes": "45", "hours": "Mo-Su 07:14-22:46",
    "contact_phone": "+47 55 56 85 13", "contact_email": "zq-contact@example.org",
    "places": "40", "meeting_minutes": "20", "available": "2017-04-04 07:17-21:43",
    "email": "zq-speaker@example.org",
}  # fmt: skip
NOT_WORDS = {"code", "uid", "kind", "status", "spoken", "hours", "available", "contact_phone", "contact_email", "email",
             "letters_in"}  # fmt: skip
# Never released; the link is shown to whoever has a place, on their own page, as soon as it is saved.
PRIVATE = {"join_link", "organisers_note"}
JOIN_LINK = re.compile("https://example.org/[qw]·xsessionsjoinlink")
# What product.md lets speak of earlier releases.
SAYS_FROM_WHEN = re.compile(r"moved from\s+07:13")
OF_THE_PAST = re.compile(r"/changes|/programme/v\d")


def kind_of(form: PageForm) -> str:
    """ "sessions" of …/sessions/new and of …/sessions/<code>, "rooms" of …/venues/<code>/rooms/new."""
    return str(re.findall(r"/(?:oslo|[a-z0-9-]+)/([a-z]+)/[a-z0-9-]+(?=$)", form.action)[-1])


def marker(form: PageForm, field: str) -> str:
    """What is typed there: a word that is nowhere else; of a code, one that a code may be."""
    if field in FIXED:
        return FIXED[field]
    if field == "code":
        return f"zq-{kind_of(form)}"
    word = f"Q·x{kind_of(form)}{field}".replace("_", "").replace("-", "").lower()
    addresses_begin = {"website": "http://example.org/", "join_link": "https://example.org/"}
    return addresses_begin.get(field, "") + word


def words_of(form: PageForm) -> dict[str, str]:
    return {field: marker(form, field) for field in form.typed}


def forms_to_add(crawled: Crawl) -> list[PageForm]:
    forms = [form for form in crawled.forms if form.action.endswith("/new") and form.typed]
    forms = [form for form in forms if form.action != NEW_VISIT]
    return [form for form in forms if kind_of(form) not in LIVE]


def fill_draft(app: Flask, browser: Browser) -> set[str]:
    """Add one thing with every form there is, first those that others are inside of; gives all words typed."""
    typed: set[str] = set()
    done: set[str] = set()
    known = forms_to_add(walk_desk(app, browser))
    while waiting := [form for form in known if kind_of(form) not in done]:
        # sessions come last: they choose among places
        form = sorted(waiting, key=lambda form: (kind_of(form) == "sessions", form.action))[0]
        words = words_of(form)
        last_choice = {c.name: c.choices[-1] for c in form.controls if c.name in ("day", "place", "speaker")}
        fresh = same_form(browser.page(form.page), form) or form
        answer = browser.send(fresh, fresh.filled({**words, **last_choice, "contact_public": "y"}))
        assert answer.status_code == 303, answer.text
        typed |= {word for field, word in words.items() if field not in {*FIXED, *PRIVATE, "code"}}
        done.add(kind_of(form))
        page = urlsplit(answer.headers["Location"]).path  # where things inside of it are added
        known += forms_to_add(crawl(browser, page, inside=page))
    assert done >= {"sessions", "slots", "speakers", "venues", "rooms"}
    return typed


def save(browser: Browser, page: str, **typed: str) -> TestResponse:
    """Change those fields of the thing at that page."""
    forms = browser.page(f"{DESK}/{page}").forms
    form = next(form for form in forms if form.method == "post" and form.typed)
    return browser.send(form, form.filled(typed))


def remove(browser: Browser, page: str) -> TestResponse:
    """Press the thing's button for that."""
    forms = browser.page(f"{DESK}/{page}").forms
    return browser.send(next(form for form in forms if form.action == f"{DESK}/{page}/remove"))


def addresses(app: Flask, registration: Registration) -> set[str]:
    """Every address of the URL map that is open to the public or to a holder of a link, filled with what exists."""
    found = set()
    for rule in rules(app):
        if "GET" not in (rule.methods or ()) or rule.rule.startswith((ORGANISERS, "/static/")):
            continue
        values = {"slug": "oslo", "inner": "zq-speakers", "proof": proof_of(registration)}
        values["code"] = next(
            (f"zq-{kind}" for kind in ("speakers", "venues") if f"/{kind}/" in rule.rule), "zq-sessions"
        )
        if "/files/" in rule.rule:
            values["code"] = "none"  # an answer's, and no name of the draft's
        values["member"] = str(registration.id)  # nobody's
        values["token"] = LINKS.registration_token(registration.id, registration.generation)
        unknown = rule.arguments - {*values, "language"}
        if unknown:
            pytest.fail(f"{rule.rule}: this test knows no value for {', '.join(sorted(unknown))}. Give it one here.")
        found |= {fill(rule, {**values, "language": language}) for language in LANGUAGES}
    return found


def everything_public(app: Flask, folder: Path) -> dict[str, str]:
    """{address: words} of each address, of each that they link to, and of each letter with what is attached to it.

    People's own pages without the link to join, which is live.
    """
    app.extensions["eventapp.page_caches"].clear()
    people = session.scalars(select(Registration)).all()
    starts = sorted({path for person in people for path in addresses(app, person)})
    crawled = crawl(Browser(app.test_client()), *starts)
    listed = re.findall(r"<loc>http://visits\.example\.org(/[^<]*)</loc>", crawled.answers["/sitemap.xml"].text)
    crawled.answers.update(crawl(Browser(app.test_client()), *listed).answers)
    found = {path: plain(answer.data, folder) + str(answer.headers) for path, answer in crawled.answers.items()}
    for mail in session.scalars(select(Mail)):
        enclosed = "".join(attachment.body.decode() for attachment in attachments(mail, LINKS.base_url))
        found[f"mail {mail.id}"] = f"{mail.subject} {text_of(mail)} {html_of(mail)} {enclosed}"
    found = {path: words.lower() for path, words in found.items()}
    own = {path: JOIN_LINK.sub("", words) for path, words in found.items() if path.startswith("/r/")}
    return found | own


def plain(body: bytes, folder: Path) -> str:
    """The words of a page (without soft hyphens), of a calendar (unfolded) or of a PDF."""
    if not body.startswith(b"%PDF"):
        return body.decode().replace("\r\n ", "").replace("\u00ad", "").replace("&shy;", "")
    file = folder / "output.pdf"
    file.write_bytes(body)
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True).stdout.decode()
    return re.sub(r"-?\n", "", text)


def where(found: dict[str, str], *words: str) -> set[tuple[str, str]]:
    """(word, address) of each of those words that is found, and where; not what the reader has asked for by name."""
    asked = {path: text.replace(path[3:] or path, "") for path, text in found.items()}
    return {(word, path) for path, text in asked.items() for word in words if word in text}


def change_everything(app: Flask, browser: Browser) -> set[str]:
    """Other words in every field that has a marker, and another time; gives the words that were."""
    old: set[str] = set()
    for form in walk_desk(app, browser).forms:
        marked = {name: form.value(name) for name in form.typed if "q·x" in form.value(name)}
        if form.method == "get" or not marked:
            continue
        typed = {name: value.replace("q·x", "w·x") for name, value in marked.items()}
        marked = {name: value for name, value in marked.items() if name not in PRIVATE}
        typed |= {"from": "11:17", "to": "12:29"} if "from" in form.typed else {}
        fresh = same_form(browser.page(form.page), form)
        assert fresh is not None
        assert browser.send(fresh, fresh.filled(typed)).status_code == 303, form.page
        old |= {re.sub(".*(q·x)", r"\1", value) for value in marked.values()}
    return old
