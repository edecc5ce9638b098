"""Nothing of a draft is visible in any format before the release, all of it is after, and nothing that is gone is.

Organisers type a marker of its own into every text field of every form that adds a thing; the forms are those that the
pages show. Then every public address is read, in three languages and every format, by walking the URL map and by
following links, and so are the letters in the outbox with what is attached to them.
"""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.programme import models
from eventapp.publishing.models import Output
from eventapp.registration.models import Registration
from eventapp.visits.models import Visit
from tests.conftest import ON_SQLITE
from tests.factories import LINKS, make_organisation, make_visit, publish
from tests.paper import print_due
from tests.publishing.everything import (
    NOT_WORDS,
    OF_THE_PAST,
    SAYS_FROM_WHEN,
    change_everything,
    everything_public,
    fill_draft,
    plain,
    remove,
    save,
    where,
)
from tests.registration.people import change, join, leave, proof_of
from tests.walk import CODES, ORGANISERS, Browser, crawl, fill, furnish, rules


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit(places=1)
    make_organisation(visit.id)
    return visit.id


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
    kept = str(vars(session.scalars(select(models.Session)).one())).lower()
    stored = str(session.scalars(select(models.Release.content)).one()).lower()
    for word in ("q·xsessionsjoinlink", "q·xsessionsorganisersnote"):
        assert word in kept
        assert word not in stored
        assert where(after, word) == set()
    for language in LANGUAGES:
        for ending in ("", ".ics", ".pdf"):
            assert f"q·xsessionstitle{language}" in after[f"/{language}/oslo/programme{ending}"]
    assert where(after, "07:13")
    assert where(after, "21:43", "21.43", "T194300") == set(), "when a speaker can be there is nobody's but organisers'"
    assert where(after, "zq-speaker@") == set(), "nor is their address"


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
