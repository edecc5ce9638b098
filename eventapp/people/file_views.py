"""Organisers' page of the files with which people answered."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from eventapp.core import answers
from eventapp.core.errors import NotFound
from eventapp.core.forms import parse_id
from eventapp.people.views import LIST, PeopleDesk, people_desk
from eventapp.questions.contents import ENDINGS
from eventapp.questions.queries import questionnaire, told
from eventapp.questions.stored_files import file_of
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_of
from eventapp.visits.access import READER

bp = Blueprint("person_files", __name__)


@bp.get(f"{LIST}/<code>/files/<question>")
def file(slug: str, code: str, question: str) -> ResponseReturnValue:
    """Readers get those that they may see. Raises NoSuchRegistration, NotFound."""
    desk = people_desk(slug, READER)
    row = registration_of(desk.visit.id, parse_id(code))
    found = file_of(desk.visit.id, row.id, question)
    if found is None or not (desk.writes or _is_for_readers(desk, row, question)):
        raise NotFound
    return answers.strangers_file(found.content, found.media_type, f"{slug}-{question}.{ENDINGS[found.media_type]}")


def _is_for_readers(desk: PeopleDesk, row: Registration, question: str) -> bool:
    found = told(desk.visit, row.id, questionnaire(desk.visit), desk.language)
    return any(each.code == question and each.for_readers for each in found)
