"""Nothing of a draft is visible in any format before the release, all of it is after, and nothing that is gone is.

Organisers type a marker of its own into every text field of every form that adds a thing; the forms are those that the
pages show. Then every public address is read, in three languages and every format, by walking the URL map and by
following links, and so are the letters in the outbox with what is attached to them.
"""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from eventapp.core.addresses import NEW_VISIT
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.notifications.attachments import attachments
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.programme import models
from eventapp.publishing.models import Output
from eventapp.registration.models import Registration
from eventapp.visits.models import Visit
from tests.conftest import ON_SQLITE
from tests.factories import LINKS, make_organisation, make_visit, publish
from tests.pages import PageForm
from tests.paper import print_due
from tests.registration.people import change, join, leave, proof_of
from tests.walk import CODES, ORGANISERS, Browser, Crawl, crawl, fill, furnish, rules, same_form, walk_desk

DESK = "/organise/visits/oslo"
# Their texts are public at once (product: "live and released"), or nobody's but the organisers'.
LIVE = ("organisations", "registrations")
# Fields that take no words of their own; times are such as nothing else has.
FIXED = {
    "day": "2017-04-04", "from": "07:13", "to": "08:41", "to_day": "",
    "latitude": "59.9", "longitude": "10.7", "capacity": "40", "places": "39", "minutes": "45",
    "hours": "Mo-Su 07:14-22:46",
    "contact_phone": "+47 55 56 85 13", "contact_email": "zq-contact@example.org",
}  # fmt: skip
NOT_WORDS = {"code", "uid", "kind", "status", "hours", "contact_phone", "contact_email"}
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
    return f"http://example.org/{word}" if field == "website" else word


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
        typed |= {word for field, word in words.items() if field not in FIXED and field != "code"}
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


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit(places=1)
    make_organisation(visit.id)
    return visit.id


# ---- reading everything


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
        values["token"] = LINKS.registration_token(registration.id, registration.generation)
        unknown = rule.arguments - {*values, "language"}
        if unknown:
            pytest.fail(f"{rule.rule}: this test knows no value for {', '.join(sorted(unknown))}. Give it one here.")
        found |= {fill(rule, {**values, "language": language}) for language in LANGUAGES}
    return found


def everything_public(app: Flask, folder: Path) -> dict[str, str]:
    """{address: words} of each address, of each that they link to, and of each letter with what is attached to it."""
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
    return {path: words.lower() for path, words in found.items()}


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


def write_letters(visit: int) -> None:
    """One of each kind: a place, the queue, a change, a farewell, a promotion, a reminder of the link."""
    first, second = join(visit, "first@example.org"), join(visit, "second@example.org", language="nb")
    join(visit, "second@example.org", language="en")
    change(second, email="new@example.org")
    leave(first)


# ---- the tests


def test_the_draft_of_this_test_marks_every_text_column(visit: int, desk: FlaskClient, app: Flask) -> None:
    """A column that no form can fill would go unseen here."""
    fill_draft(app, Browser(desk))
    unmarked = set()
    for table in (models.Venue, models.Room, models.Speaker, models.Session, models.SpeakerSlot):
        words = str([vars(row) for row in session.scalars(select(table))])
        for column in table.__table__.columns:
            if column.type.python_type in (str, dict) and column.name not in NOT_WORDS:
                kind = f"{table.__tablename__.removeprefix('speaker_')}s"
                unmarked |= {column.name} if f"q·x{kind}{column.name.replace('_', '')}" not in words else set()
    assert unmarked == set()


@ON_SQLITE
@pytest.mark.slow
def test_nothing_of_the_draft_before_the_release_and_all_of_it_after(
    visit: int, desk: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    typed = fill_draft(app, Browser(desk))
    assert len(typed) > 25
    write_letters(visit)
    before = everything_public(app, tmp_path)
    assert {path.rsplit(".", 1)[-1] for path in before if "/programme." in path} >= {"pdf", "ics"}
    assert where(before, "q·x", "zq-", "07:13", "07:14", "t071300", "t051300", "55 56 85 13") == set()
    publish(visit)
    print_due()
    after = everything_public(app, tmp_path)
    missing = typed - {word for word, _ in where(after, *typed)}
    assert missing == set()
    for language in LANGUAGES:
        for ending in ("", ".ics", ".pdf"):
            assert f"q·xsessionstitle{language}" in after[f"/{language}/oslo/programme{ending}"]
    assert where(after, "07:13")


@ON_SQLITE
@pytest.mark.slow
def test_what_a_draft_says_after_a_release_stays_hidden_and_then_what_was_is_gone(
    visit: int, desk: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    browser = Browser(desk)
    fill_draft(app, browser)
    join(visit, "first@example.org")
    publish(visit)
    old = change_everything(app, browser)
    assert len(old) > 25
    hidden = everything_public(app, tmp_path)
    assert where(hidden, "w·x", "11:17") == set()
    assert where(hidden, "07:13")
    publish(visit, now=utc_now(), note="Second")
    print_due()
    join(visit, "second@example.org")
    shown = everything_public(app, tmp_path).items()
    found = {path: SAYS_FROM_WHEN.sub("", words) for path, words in shown if not OF_THE_PAST.search(path)}
    assert where(found, *old, "07:13", "t071300", "t051300") == set()
    new = {word.replace("q·x", "w·x") for word in old}
    assert new - {word for word, _ in where(found, *new)} == set()
    assert where(found, "11:17")


def change_everything(app: Flask, browser: Browser) -> set[str]:
    """Other words in every field that has a marker, and another time; gives the words that were."""
    old: set[str] = set()
    for form in walk_desk(app, browser).forms:
        marked = {name: form.value(name) for name in form.typed if "q·x" in form.value(name)}
        if form.method == "get" or not marked:
            continue
        typed = {name: value.replace("q·x", "w·x") for name, value in marked.items()}
        typed |= {"from": "11:17", "to": "12:29"} if "from" in form.typed else {}
        fresh = same_form(browser.page(form.page), form)
        assert fresh is not None
        assert browser.send(fresh, fresh.filled(typed)).status_code == 303, form.page
        old |= {re.sub(".*(q·x)", r"\1", value) for value in marked.values()}
    return old


@ON_SQLITE
@pytest.mark.slow
def test_what_is_removed_is_gone_after_the_next_release_but_for_the_session_s_own_page(
    visit: int, desk: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    browser = Browser(desk)
    fill_draft(app, browser)
    join(visit, "first@example.org")
    publish(visit)
    things = ("sessions/zq-sessions/slots/zq-speakers", "sessions/zq-sessions", "venues/zq-venues/rooms/zq-rooms")
    for page in (*things, "venues/zq-venues", "speakers/zq-speakers"):
        assert remove(browser, page).status_code == 303, page
    publish(visit, now=utc_now(), note="Second")
    print_due()
    found = {path: words for path, words in everything_public(app, tmp_path).items() if not OF_THE_PAST.search(path)}
    assert where(found, "q·xspeakers", "q·xvenues", "q·xrooms") == set()
    for language in LANGUAGES:
        for kind in ("speakers", "venues"):
            assert Browser(app.test_client()).open(f"/{language}/oslo/{kind}/zq-{kind}").status_code == 404
        kept = found[f"/{language}/oslo/sessions/zq-sessions"]
        assert f"q·xsessionstitle{language}" in kept
    assert "cancelled" in found["/en/oslo/sessions/zq-sessions"]


# ---- a hidden visit


def knocks(app: Flask, slug: str) -> dict[tuple[str, str], tuple[int, str]]:
    """{(method, address without the slug): what is answered} at every public address that names a visit."""
    found = {}
    app.extensions["eventapp.page_caches"].clear()
    for rule in rules(app):
        if "slug" not in rule.arguments or rule.rule.startswith(ORGANISERS):
            continue
        code = next((code for word, code in CODES.items() if f"/{word}/" in rule.rule), "opening")
        for language in LANGUAGES:
            path = fill(rule, {"slug": slug, "language": language, "code": code})
            for method in ("GET", "HEAD", "POST") if "POST" in (rule.methods or ()) else ("GET", "HEAD"):
                browser = Browser(app.test_client(), headers={"Accept-Language": language})
                answer = browser.open(path, method)
                body = answer.text.replace(slug, "…")
                heads = sorted(pair for pair in answer.headers if pair[0] != "X-Request-Id")
                found[method, path.replace(slug, "…")] = answer.status_code, f"{heads} {body}"
    return found


@pytest.mark.parametrize("released", [False, True])
def test_a_hidden_visit_is_as_unknown_in_every_format_as_one_that_never_was(app: Flask, released: bool) -> None:
    if released:
        furnish()
    else:
        make_visit()
    shown = knocks(app, "oslo")
    assert {status for status, _ in shown.values()} >= {200}
    with transaction():
        session.execute(update(Visit).values(visible=False))
    hidden, unknown = knocks(app, "oslo"), knocks(app, "osla")
    assert {status for status, _ in hidden.values()} == {404}
    assert hidden == unknown
    for path in ("/lt/", "/en/", "/nb/", "/sitemap.xml", "/robots.txt"):
        assert "oslo" not in Browser(app.test_client()).open(path).text.casefold()


def test_whoever_has_a_link_reaches_their_own_page_of_a_hidden_visit_and_is_led_to_no_hidden_one(app: Flask) -> None:
    """Their letters still say which visit it is; what is not theirs stays hidden."""
    furnish()
    with transaction():
        session.execute(update(Visit).values(visible=False))
    for person in session.scalars(select(Registration)).all():
        own = f"/r/{LINKS.registration_token(person.id, person.generation)}"
        walked = crawl(Browser(app.test_client()), own, f"{own}?edit=1", f"/r/email/{proof_of(person)}")
        assert walked.answers[own].status_code == 200
        assert "Visit to Oslo" in walked.answers[own].text
        assert {status for answer in walked.answers.values() if (status := answer.status_code) == 404} == set()


SLOT = "sessions/zq-sessions/slots/zq-speakers"


# That both databases keep draft and releases alike is seen by the first, for all tests of this file.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("shared_app", "page", "typed"),
    [
        ("sqlite", SLOT, {"status": "declined"}),
        ("postgresql", SLOT, {"status": "declined"}),
        ("sqlite", SLOT, {}),
        ("sqlite", "sessions/zq-sessions", {"status": "cancelled"}),
    ],
    indirect=["shared_app"],
)
def test_who_speaks_nowhere_any_more_is_named_nowhere(
    visit: int, desk: FlaskClient, app: Flask, tmp_path: Path, page: str, typed: dict[str, str]
) -> None:
    """Removed (nothing typed), or still in the draft. What is made only now of the earlier release, too."""
    browser = Browser(desk)
    fill_draft(app, browser)
    join(visit, "first@example.org")
    publish(visit)
    assert where(everything_public(app, tmp_path), "q·xspeakers")
    assert (save(browser, page, **typed) if typed else remove(browser, page)).status_code == 303
    publish(visit, now=utc_now(), note="Second")
    print_due()
    found = everything_public(app, tmp_path)
    assert where(found, "q·xspeakers", "q·xslots") == set()
    assert "zq-speakers" not in found["/sitemap.xml"]
    reader = Browser(app.test_client())
    assert [reader.open(f"/{language}/oslo/speakers/zq-speakers").status_code for language in LANGUAGES] == [404] * 3
    first, second = session.scalars(select(models.Release).order_by(models.Release.number))
    assert ["q·x" in str(release.content).lower() for release in (first, second)] == [True, True]
    assert ["q·xspeakers" in str(release.content).lower() for release in (first, second)] == [True, False]
    papers = session.scalars(select(Output).where(Output.release_id == first.id, Output.kind == "pdf")).all()
    for paper in papers:
        assert "q·xspeakers" not in plain(paper.body or b"", tmp_path).lower()
    assert len(papers) == 3


@ON_SQLITE
@pytest.mark.parametrize("released", [False, True])
def test_what_only_the_draft_has_is_as_unknown_as_what_never_was(
    visit: int, desk: FlaskClient, app: Flask, released: bool
) -> None:
    if released:
        publish(visit)
    fill_draft(app, Browser(desk))
    reader = Browser(app.test_client())
    asked = 0
    for rule in rules(app, "/<language:language>/<slug>/"):
        if "code" not in rule.arguments or "GET" not in (rule.methods or ()):
            continue
        for kind in ("sessions", "speakers", "venues", "rooms"):
            for language in LANGUAGES:
                real, never = f"zq-{kind}", f"nq-{kind}"
                values = {"language": language, "slug": "oslo"}
                answers = [reader.open(fill(rule, {**values, "code": code})) for code in (real, never)]
                assert [answer.status_code for answer in answers] == [404, 404], rule.rule
                assert answers[0].data.replace(real.encode(), never.encode()) == answers[1].data
                assert unchanging(answers[0]) == unchanging(answers[1])
                asked += 1
    assert asked >= 48


OF_EACH_ANSWER = ("Date", "Set-Cookie", "X-Request-Id")


def unchanging(answer: TestResponse) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OF_EACH_ANSWER}
