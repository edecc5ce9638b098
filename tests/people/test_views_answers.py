"""Answers at the desk: a column of the list, columns of the files, and one person's page."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, update

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.questions.models import StoredQuestion
from eventapp.questions.queries import kept_by
from eventapp.questions.rules import Reader as ReadBy
from eventapp.registration.models import Registration
from eventapp.visits.members import give
from eventapp.visits.models import Right
from tests.at_desk import DESK
from tests.conftest import sign_in
from tests.factories import LINKS, NOON, make_question
from tests.people.desk import LIST, PERSON, form_of, get, one, post, search
from tests.registration.people import answering, join, row


@pytest.fixture
def guest(visit: int) -> Registration:
    make_question(visit, "lands", kind="moment", required=True)
    make_question(visit, "remark")
    return join(visit, "ona@birzai.lt", answered=answering(visit, lands="2017-04-03T14:35", remark="=1+1"))


def test_files_have_a_column_for_each_question_and_no_cell_is_a_formula(guest: Registration, desk: FlaskClient) -> None:
    lines = desk.get(f"{LIST}.csv").text.splitlines()
    assert lines[0].endswith('"Registered","Lands","Remark"')
    assert lines[1].endswith(',"2017-04-03 14:35","\'=1+1"')
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.get(f"{LIST}.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[-2:] for row in rows] == [["Lands", "Remark"], ["2017-04-03 14:35", "=1+1"]]


def test_a_number_is_one_in_csv_and_words_on_the_page(visit: int, desk: FlaskClient) -> None:
    make_question(visit, "nights", kind="number")
    join(visit, "ona@birzai.lt", answered=answering(visit, nights="-2.5"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.get(f"{LIST}.xlsx").data))
    assert book.get_sheet_by_index(0).to_python()[1][-1] == "-2.5"
    assert desk.get(f"{LIST}.csv").text.splitlines()[1].endswith('",-2.5')
    assert ">-2,5<" in desk.get(f"{LIST}?answer=nights&l=lt").text
    assert desk.get(f"{LIST}.csv").text.splitlines()[1].endswith('";-2,5')


def test_the_list_shows_the_answers_to_a_question_that_was_chosen(guest: Registration, desk: FlaskClient) -> None:
    assert "2017-04-03 14:35" not in get(desk)
    shown = get(desk, search(desk, "ona", answer="lands"))
    assert '<option value="lands" selected>Lands</option>' in shown
    assert re.search(r'<th scope="col" role="columnheader">Lands</th>', shown)
    assert '<td role="cell" class="also any">2017-04-03 14:35</td>' in shown
    assert "answer=lands" in shown, "the files and the other pages keep what was chosen"
    assert get(desk, "?answer=gone")


def test_an_organiser_changes_an_answer_and_may_leave_what_the_person_could_not(
    visit: int, guest: Registration, desk: FlaskClient
) -> None:
    identity = guest.id
    page = get(desk, one(guest))
    assert 'name="answer-lands" type="datetime-local" value="2017-04-03T14:35"' in page
    typed = form_of(page) | {"answer-lands": "3.4.2017 15.10"}
    assert desk.post(f"{LIST}/{identity}", data=typed).status_code == 303
    assert kept_by(visit, identity) == {"lands": "2017-04-03T15:10", "remark": "=1+1"}
    assert post(desk, "/new", **PERSON | {"email": "jonas@birzai.lt"}).status_code == 303
    newcomer = row("jonas@birzai.lt").id
    assert kept_by(visit, newcomer) == {}
    told = re.sub("<[^>]+>", " ", desk.get(f"{DESK}/history").text)
    assert "Lands" in told
    assert "15:10" not in told, "of a person's data the history keeps that it changed"


def test_what_cannot_be_read_is_told_at_its_field(guest: Registration, desk: FlaskClient) -> None:
    refused = desk.post(f"{LIST}/{guest.id}", data=form_of(get(desk, one(guest))) | {"answer-lands": "soon"})
    assert refused.status_code == 422
    assert 'id="answer-lands-error"' in refused.text


def test_the_answer_to_a_removed_question_is_told(guest: Registration, desk: FlaskClient) -> None:
    with transaction():
        session.execute(delete(StoredQuestion).where(StoredQuestion.code == "remark"))
    page = get(desk, one(guest))
    assert 'Remark <span class="quiet">(no longer asked)</span></dt><dd><p>=1+1</p>' in page
    assert desk.get(f"{LIST}.csv").text.splitlines()[0].endswith('"Lands","Remark"')


def test_a_reader_sees_what_is_asked_for_readers_and_no_other_answer(app: Flask, visit: int, desk: FlaskClient) -> None:
    make_question(visit, "photos", kind="yes_no", readers=ReadBy.READERS)
    make_question(visit, "secret")
    guest = join(visit, "ona@birzai.lt", answered=answering(visit, photos="yes", secret="Qzsecret"))
    identity = guest.id
    with transaction():
        give(visit, "skaityk@example.org", Right.READER, language="en", act=Act(COMMAND, LINKS, NOON))
    reader = sign_in(app, "skaityk@example.org", right=False)
    listed, page, file = (reader.get(f"{LIST}{path}").text for path in ("?answer=photos", f"/{identity}", ".csv"))
    assert '<td role="cell" class="also any">Yes</td>' in listed
    assert "<dt>Photos</dt><dd><p>Yes</p></dd>" in page
    assert file.splitlines()[0].endswith('"Photos"')
    assert "Qzsecret" in desk.get(f"{LIST}.csv").text
    for told in (listed, page, file, reader.get(f"{LIST}?answer=secret").text):
        assert "Secret" not in told
        assert "Qzsecret" not in told
    with transaction():  # what was answered for organisers alone does not become others' by that
        session.execute(update(StoredQuestion).values(readers=ReadBy.READERS))
    for path in ("?answer=secret", f"/{identity}", ".csv"):
        assert "Qzsecret" not in reader.get(f"{LIST}{path}").text
