"""Whatever is sent to any form and any address: never an error of the program, and never an unexpected status.

The forms are those that pages show, the addresses those of the URL map; a new one is tried without being named here.
"""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.conftest import forget_attempts, installation, sign_in
from tests.hostile import ALL
from tests.pages import PageForm, Pairs, encoded
from tests.walk import (
    FORM,
    Browser,
    crawl,
    entrances,
    fill,
    furnish,
    keep,
    known_values,
    one_of_each,
    restore,
    rules,
    secrets,
    walk_desk,
)

EXAMPLES = 30  # of each form: shared by the page that adds a thing and the page that changes it
WALKS = 20  # over the whole URL map
BARE = 8  # of a form that is only a button
FRESH = 40  # requests on one state of the database: what is added does not pile up
PORTIONS = 4
ANSWERS = {200, 303, 400, 404, 409, 410, 413, 422, 429}
WALKED = ANSWERS | {302, 304, 308, 405, 415, 503}
MEDIA = (FORM, "application/json", "multipart/form-data; boundary=x", "text/plain; charset=utf-16", "")
METHODS = ("GET", "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

any_letter = st.characters(exclude_categories=())
any_text = st.text(any_letter, max_size=30)
NEARLY = (
    ("2017-04-03", "2017-02-29", "0001-01-01", "9999-12-31", "20170403", "2017-W14-1", "2017-04-03T09:00", "-1-01-01"),
    (
        "09:00",
        "24:00",
        "02:30 +02:00",
        "09:00:59",
        "9:0",
        "09:00 +99:99",
        "2017-03-26 02:30",
        "2017-03-01 12:00 +1:00",
    ),
    ("0", "-0", "1", "-1", "100000", "100001", "1_000", "٣", "0x10", "1e5", "-inf", "59.91", "-90.0001", " 7 ", "7\n"),
    ("http://example.org", "http://[", "http://[::1]:0/", "http://a:99999/", "https://ä.example/ ö", "HTTP://X", "//x"),
    ("a@example.org", "a@b", "ą@ž.lt", "a@[127.0.0.1]", '"a b"@example.org', f"{'a' * 64}@{'b' * 180}.org"),
    ("+37061234567", "8 612 34567", "++1", "+", "tel:+370", "0" * 40, "+999999999999999"),
    ("y", "on", "remove", "cancel", "other", "lt", "xx", "Europe/Oslo", "europe/oslo", "../UTC", "opening", "kari"),
    ("{}", "null", '{"title.lt": {"a": []}}', '{"name": 1e999}', '{"title.lt": "\\ud800"}', "town-hall/hall", "/"),
)
nearly = st.sampled_from([value for row in NEARLY for value in row])
values = st.one_of(any_text, nearly, st.sampled_from(ALL))
LISTED = [*(value for row in NEARLY for value in row), *ALL]
APART = 29  # what neighbours are given at the same time is of different kinds


def changes(form: PageForm) -> SearchStrategy[list[tuple[str, str | None]]]:
    """What is done to a filled form: fields get another value, one more value, or go (None)."""
    names = st.sampled_from(sorted({control.name for control in form.controls} - {"csrf_token"}) or ["none"])
    known = sorted({choice for control in form.controls for choice in control.choices} | {"csrf_token"})
    return st.lists(st.tuples(names, st.one_of(st.none(), values, st.sampled_from(known))), max_size=6)


def changed(filled: Pairs, wanted: list[tuple[str, str | None]]) -> Pairs:
    """Those pairs, changed; a field that is given twice is sent twice."""
    touched = {name for name, _ in wanted}
    kept = [pair for pair in filled if pair[0] not in touched]
    return kept + [(name, value) for name, value in wanted if value is not None]


def every_value(form: PageForm) -> list[list[tuple[str, str | None]]]:
    """Changes by which each field is given every second of the listed values once, and its neighbour the others,
    whatever is given at the same time."""
    names = sorted({control.name for control in form.controls} - {"csrf_token"})
    return [
        [(name, LISTED[(2 * turn + place * APART) % len(LISTED)]) for place, name in enumerate(names)]
        for turn in range(len(LISTED) // 2)
    ]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Browser, Browser]]:
    """A furnished app on SQLite, an organiser and a stranger: of this file alone, since it is left in disorder."""
    with installation(tmp_path_factory.mktemp("fuzz")) as app:
        furnish()
        organiser = sign_in(app)
        keep()
        yield app, Browser(organiser), Browser(app.test_client())


def all_forms(app: Flask, organiser: Browser, anybody: Browser) -> list[tuple[Browser, PageForm]]:
    """One of each kind, but those that would sign the organiser out."""
    mine = f"/r/{secrets()['token']}"
    letters = [mine, f"{mine}?edit=1", f"/r/email/{secrets()['proof']}"]
    public = crawl(anybody, *[path for path in entrances(app) if not path.startswith("/organise")], *letters)
    found = [(organiser, form) for form in one_of_each(app, walk_desk(app, organiser).forms)]
    found += [(anybody, form) for form in one_of_each(app, public.forms)]
    return [(who, form) for who, form in found if form.action not in ("/sign-out", "/organise/account")]


@pytest.mark.slow
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_no_form_breaks(house: tuple[Flask, Browser, Browser], portion: int) -> None:
    app, organiser, anybody = house
    restore()
    forms = all_forms(app, organiser, anybody)
    assert len(forms) > 20
    questions = [question(form) for _, form in forms]
    turns = [questions[:number].count(asking) for number, asking in enumerate(questions)]
    for (who, form), turn in list(zip(forms, turns, strict=True))[portion::PORTIONS]:
        restore()
        send, sisters = send_anything(app, who, form), questions.count(question(form))
        for wanted in every_value(form)[turn::sisters] if form.typed else ():
            send(wanted)
        fuzz(EXAMPLES // sisters if form.typed else BARE, changes(form), send)


def question(form: PageForm) -> frozenset[str]:
    """What it asks, whether for a new thing (with its code) or one that is there."""
    return frozenset(form.typed) - {"code"}


def send_anything(app: Flask, who: Browser, form: PageForm) -> Callable[[list[tuple[str, str | None]]], None]:
    filled, turns = form.filled(), count(1)

    def send(wanted: list[tuple[str, str | None]]) -> None:
        if next(turns) % FRESH == 0:
            restore()
        forget_attempts()
        answer = who.send(form, changed(filled, wanted))
        assert answer.status_code in ANSWERS, (form.page, answer.status_code)
        answer.close()

    return send


def fuzz(examples: int, strategy: SearchStrategy[Any], check: Callable[[Any], None]) -> None:
    """The check with so many examples of what the strategy makes, the same ones at every run."""
    calm = settings(max_examples=examples, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    calm(given(strategy)(check))()


@pytest.mark.slow
def test_no_address_breaks(house: tuple[Flask, Browser, Browser]) -> None:
    """Any method, any value for each part, any query and any body, to every rule of the URL map."""
    app, organiser, anybody = house
    restore()
    crawled = walk_desk(app, organiser)
    targets = [(rule, known_values(app, rule, crawled)) for rule in rules(app)]
    parts = st.lists(st.one_of(st.none(), st.none(), st.none(), values), max_size=4)
    names = st.sampled_from(["l", "thing", "before", "q", "page", "edit", "download"])
    queries = st.lists(st.tuples(names, values), max_size=3)
    requests = st.tuples(
        st.sampled_from(METHODS), st.booleans(), parts, queries, st.sampled_from(MEDIA), st.binary(max_size=40)
    )

    def visit(wanted: tuple[str, bool, list[str | None], Pairs, str, bytes]) -> None:
        method, signed_in, parts, asked, kind, body = wanted
        for rule, known in targets:
            strange = dict(known)
            for name, value in zip(sorted(known), parts, strict=False):
                if value is not None:
                    strange[name] = quote(value[:200], safe="", errors="surrogatepass")
            if rule.rule == "/sign-out" and signed_in:
                continue
            path = f"{fill(rule, strange)}?{encoded(asked).decode()}"
            answer = (organiser if signed_in else anybody).open(path, method, data=body, content_type=kind)
            assert answer.status_code in WALKED, (method, path, answer.status_code)
            answer.close()

    restore()
    fuzz(WALKS, requests, visit)
