"""Behind a person's secret link: the files with which they answered."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers
from eventapp.core.errors import NotFound
from eventapp.mine.views import opened
from eventapp.questions.contents import ENDINGS
from eventapp.questions.stored_files import file_of

bp = Blueprint("my_files", __name__)


@bp.get(f"{addresses.registration('<token>')}/files/<code>")
def file(token: str, code: str) -> ResponseReturnValue:
    """Raises RegistrationNotFound, NotFound."""
    registration, visit = opened(token)
    found = file_of(visit.id, registration.id, code)
    if found is None:
        raise NotFound
    name = f"{visit.slug}-{found.question}.{ENDINGS[found.media_type]}"
    return answers.strangers_file(found.content, found.media_type, name)
