"""Each format of a release, in each language, as HTTP and organisers see it: whoever adds one need not name it here."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGE_NAMES, LANGUAGES
from eventapp.publishing.formats import FORMATS, Format, Printed
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.operations import remake_outputs
from tests.factories import LINKS, NOON, make_session, make_visit, publish
from tests.paper import print_due

EACH = pytest.mark.parametrize("wanted", FORMATS, ids=[each.name for each in FORMATS])
SLUG = "oslo"


@pytest.fixture
def visit_id(app: Flask) -> int:
    """A visit with one session, not released yet."""
    visit = make_visit(slug=SLUG)
    make_session(visit.id)
    return visit.id


def addresses(wanted: Format) -> Iterator[tuple[str, str]]:
    """(language, address)."""
    return ((language, wanted.at(language, SLUG)) for language in LANGUAGES)


def states(wanted: Format) -> dict[str, OutputState]:
    session.remove()
    rows = session.execute(select(Output.language, Output.state).where(Output.kind == wanted.name))
    return {language: OutputState(state) for language, state in rows}


def begun(wanted: Format) -> dict[str, OutputState]:
    """What a release leaves."""
    return dict.fromkeys(LANGUAGES, OutputState.DUE if isinstance(wanted.made, Printed) else OutputState.READY)


def test_no_two_share_a_name_an_address_or_a_file_name() -> None:
    for values in (
        [each.name for each in FORMATS],
        [address for each in FORMATS for _, address in addresses(each)],
        [each.filename.format(slug=SLUG, language=language) for each in FORMATS for language in LANGUAGES],
    ):
        assert len(set(values)) == len(values)
        assert len(values) >= 2
    assert max(len(each.name) for each in FORMATS) <= 20, "the column holds no more"


@EACH
def test_before_the_release_it_is_404(visit_id: int, client: FlaskClient, wanted: Format) -> None:
    for _, address in addresses(wanted):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@EACH
def test_released_it_is_made_at_once_or_due(visit_id: int, wanted: Format) -> None:
    publish(visit_id)
    assert states(wanted) == begun(wanted)


@EACH
def test_made_it_answers_at_its_address_in_each_language(visit_id: int, client: FlaskClient, wanted: Format) -> None:
    publish(visit_id)
    if isinstance(wanted.made, Printed):
        print_due()
    assert states(wanted) == dict.fromkeys(LANGUAGES, OutputState.READY)
    bodies = set()
    for language, address in addresses(wanted):
        answer, filename = client.get(address), wanted.filename.format(slug=SLUG, language=language)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == wanted.media_type
        assert answer.headers["Content-Language"] == language
        assert answer.headers["Cache-Control"] == wanted.cache_control
        assert answer.headers["Content-Disposition"] == f'inline; filename="{filename}"'
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        kept = client.get(address + "?download=1")
        assert kept.headers["Content-Disposition"] == f'attachment; filename="{filename}"'
        assert kept.data == answer.data
        zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert ("Content-Encoding" in zipped.headers) is wanted.compressible
        bodies.add(answer.data)
    assert len(bodies) == len(LANGUAGES)


@EACH
def test_text_is_compressible_and_what_is_compressed_in_itself_is_not(wanted: Format) -> None:
    assert wanted.compressible is bool(re.match("text/|application/(json|xml)", wanted.media_type))


@EACH
def test_while_it_is_due_its_address_says_when_to_come_again(
    visit_id: int, client: FlaskClient, wanted: Format
) -> None:
    publish(visit_id)
    with transaction():
        session.execute(update(Output).values(state=OutputState.DUE, body=None))
    for _, address in addresses(wanted):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
        assert answer.headers["Cache-Control"] == "no-store"
    with transaction():
        session.execute(delete(Output))
    for _, address in addresses(wanted):
        assert client.get(address).status_code == 503


@EACH
def test_what_an_earlier_version_did_not_make_is_made_anew_with_the_rest(visit_id: int, wanted: Format) -> None:
    publish(visit_id)
    with transaction():
        session.execute(delete(Output).where(Output.kind == wanted.name))
    assert states(wanted) == {}
    with transaction():
        assert remake_outputs(visit_id, act=Act(COMMAND, LINKS, NOON)) == len(FORMATS) * len(LANGUAGES)
    assert states(wanted) == begun(wanted)


@EACH
def test_the_release_page_says_how_each_stands(visit_id: int, desk: FlaskClient, wanted: Format) -> None:
    publish(visit_id)
    page = f"/organise/visits/{SLUG}/release"
    with transaction():
        session.execute(update(Output).values(state=OutputState.READY))
    ready = desk.get(page).text
    for language, address in addresses(wanted):
        assert ready.count(f'<td id="{wanted.name}-{language}"><a href="{address}">') == 1
        assert ready.count(f"({wanted.short}, {LANGUAGE_NAMES[language]})") == 1
    with transaction():
        session.execute(delete(Output).where(Output.kind == wanted.name))
    assert desk.get(page).text.count(f'<td id="{wanted.name}-en">–') == 1


@pytest.mark.parametrize("wanted", [each for each in FORMATS if each.offer], ids=lambda each: each.name)
def test_what_is_offered_is_linked_from_the_programme(visit_id: int, client: FlaskClient, wanted: Format) -> None:
    publish(visit_id)
    for language, address in addresses(wanted):
        assert client.get(f"/{language}/{SLUG}/programme").text.count(f'href="{address}"') == 1
