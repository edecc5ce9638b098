"""What a button does stands in the address that its form is sent to (docs/decisions/143).

Nothing here names a page: the forms are those that pages show.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.addresses import MY_LINK
from eventapp.core.errors import NoSuchVerb
from eventapp.core.text import translate
from tests.conftest import installation, sign_in
from tests.pages import PageForm, Pairs, read_page
from tests.walk import Browser, every_form, everything, furnish, keep, one_of_each, restore

pytestmark = pytest.mark.no_cover  # it walks where every page's own test has been

VERBS = {"again", "ask", "cancel", "down", "handed", "keep", "link", "noted", "remove", "up"}
NEW = {"down", "up"}
NEW_PAGES = ("/ways",)
"""Of which the version before knew nothing."""
NEW_PLACES = re.compile(r"/(groups|registrations/[^/]+/(same|labels|notes))/|/(g|s)/|/asked-speakers")
"""Nor of pages at such addresses."""
Sent = tuple[Browser, PageForm]


def path_of(address: str) -> str:
    return urlsplit(address).path


def verb_of(form: PageForm) -> str:
    return path_of(form.action).rsplit("/", 1)[1]


def buttons(app: Flask, desk: FlaskClient) -> list[Sent]:
    """A form of each verb of each kind of thing, with who sends it."""
    forms = [(who, form) for who, form in every_form(app, desk) if verb_of(form) in VERBS and form.method == "post"]
    first = one_of_each(app, [form for _, form in forms])
    return [(who, form) for who, form in forms if any(form is other for other in first)]


def test_each_verb_has_a_form_of_its_own_and_no_form_says_what_to_do_in_a_field(app: Flask, desk: FlaskClient) -> None:
    """So whoever types and presses Enter saves, and does nothing else."""
    furnish()
    forms = [form for _, form in every_form(app, desk)]
    assert {verb_of(form) for form in forms} & VERBS == VERBS
    assert [form.page for form in forms if any(control.name == "do" for control in form.controls)] == []
    typed = [form for form in forms if form.typed]
    assert len(typed) > 15
    assert [form.action for form in typed if verb_of(form) in VERBS] == []


def test_whoever_reads_the_address_of_a_verb_is_led_to_its_button(app: Flask, desk: FlaskClient) -> None:
    """The page of a refusal stands there: it is reloaded, or found in the browser's history."""
    furnish()
    found = buttons(app, desk)
    before = everything()
    assert len(found) > 12
    for who, form in found:
        for method in ("GET", "HEAD"):
            answer = who.open(form.action, method)
            assert answer.status_code in (200, 303), form.action
            page = path_of(answer.location or form.action)
            shown = who.open(page)
            assert shown.status_code == 200, form.action
            actions = [path_of(other.action) for other in read_page(shown.text, page).forms]
            assert path_of(form.action) in actions, (form.action, page)
    assert everything() == before


def test_each_address_that_takes_a_form_can_be_read(app: Flask) -> None:
    """A page that refuses a form stands at the form's address: reloading it is no error."""
    posted = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    read = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert len(posted) > 40
    assert [rule.rule for rule in posted if rule.rule not in read] == []


def test_the_page_of_a_refusal_is_the_thing_s_own_in_each_language(app: Flask, desk: FlaskClient) -> None:
    """Its links, and its forms, lead where those of the thing's page lead."""
    furnish()
    found = buttons(app, desk)
    for who, form in found:
        own = read_page(who.open(form.page).text, form.page)
        refused = who.send(form, [])
        assert refused.status_code == 400
        again = read_page(refused.text, path_of(form.action))
        assert {path_of(other.action) for other in again.forms} == {path_of(other.action) for other in own.forms}
        assert switches(again.links) == switches(own.links), form.action
    assert len(found) > 12


def switches(links: list[str]) -> set[str]:
    """Where the links to other languages lead."""
    return {path_of(link) for link in links if "l=" in urlsplit(link).query}


# ---- forms of the version before, with a field "do": these tests go with eventapp.core.verbs.of_old_form


def buttons_before(app: Flask, desk: FlaskClient) -> list[Sent]:
    """Those that it had: it changed one thing at a time."""
    found = buttons(app, desk)
    return [
        (who, form)
        for who, form in found
        if verb_of(form) not in NEW and "/several/" not in form.action and not NEW_PLACES.search(form.action)
    ]


def old(form: PageForm, *words: str) -> tuple[PageForm, Pairs]:
    """As the version before had it: sent to its page's own address, saying what to do in a field."""
    return replace(form, action=path_of(form.page)), [*form.filled(), *(("do", word) for word in words)]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Flask, FlaskClient]]:
    """An installation of its own, on SQLite, whose database can be brought back."""
    with installation(tmp_path) as app:
        furnish()
        desk = sign_in(app)
        keep()
        yield app, desk


def outcome(who: Browser, form: PageForm, pairs: Pairs) -> tuple[int, str | None, dict[str, int]]:
    """(status, where it leads, {table: how many rows are others}) of sending that."""
    restore()
    before = everything()
    answer = who.send(form, pairs)
    after = everything()
    changed = {name: len(set(rows) ^ set(before[name])) for name, rows in after.items() if rows != before[name]}
    return answer.status_code, answer.location, changed


def test_an_open_tab_of_the_version_before_does_what_its_button_says(kept: tuple[Flask, FlaskClient]) -> None:
    found = buttons_before(*kept)
    done = set()
    for who, form in found:
        now = outcome(who, form, form.filled())
        assert outcome(who, *old(form, verb_of(form))) == now, form.action
        if now[0] == 303:
            assert now[2], form.action
            done.add(verb_of(form))
        else:
            assert (now[0], now[2]) == (409, {}), form.action
    assert done == VERBS - NEW


def test_an_open_tab_of_the_version_before_has_to_have_its_token_too(app: Flask, desk: FlaskClient) -> None:
    furnish()
    found = buttons_before(app, desk)
    before = everything()
    for who, form in found:
        action, pairs = old(form, verb_of(form))
        answer = who.send(action, [pair for pair in pairs if pair[0] != "csrf_token"])
        assert answer.status_code == 400, form.page
        assert form.action in [other.action for other in read_page(answer.text).forms], form.page
    assert everything() == before
    assert len(found) > 12


def test_whatever_else_a_form_says_is_refused_and_nothing_is_done(app: Flask, desk: FlaskClient) -> None:
    """In the reader's language, whether a button was pressed or a form was filled in."""
    furnish()
    found = [(who, form, verb_of(form)) for who, form in buttons_before(app, desk)]
    found += [(who, form, "") for who, form in every_form(app, desk) if saves(form)]
    before = everything()
    assert len(found) > 30
    for number, (who, form, verb) in enumerate(found):
        for words in WRONG if number % len(WRONG) == 0 else [WRONG[number % len(WRONG)]]:
            check_refused(who, form, *words)
        check_refused(who, form, *([verb or "remove"] * 2))
    assert everything() == before


def test_what_cannot_be_removed_is_not_saved_instead(app: Flask, desk: FlaskClient) -> None:
    furnish()
    found = [(who, form) for who, form in every_form(app, desk) if saves(form)]
    found = [(who, form) for who, form in found if form.page.endswith("/new") or "/facts" in form.page]
    before = everything()
    assert len(found) > 7
    for who, form in found:
        check_refused(who, form, "remove")
    assert everything() == before


WRONG = [[""], ["nonsense"], ["Cancel"], ["remove "], ["publish"]]


def saves(form: PageForm) -> bool:
    """Whether the version before had buttons beside it that were sent to the same address."""
    return (
        bool(form.typed)
        and not path_of(form.page).endswith(NEW_PAGES)
        and (any(control.name == "seen" for control in form.controls) or ("/r/" in form.page and form.page != MY_LINK))
    )


def check_refused(who: Browser, form: PageForm, *words: str) -> None:
    language = who.open(form.page).headers["Content-Language"]
    answer = who.send(*old(form, *words))
    assert (answer.status_code, answer.headers["Content-Language"]) == (400, language), form.action
    assert translate(language, NoSuchVerb.message) in answer.text
