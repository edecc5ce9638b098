"""Finding anything at the desk: a page with a form, and what its script asks for while somebody types.

The words may be somebody's name: they are sent as a form, and stand in no address (decision 150).
"""

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from eventapp.core import addresses, answers, current
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.forms import Form
from eventapp.core.text import Message, clean_line, translate, translate_plural
from eventapp.desk.find import Group, Seeker, find
from eventapp.people import searches
from eventapp.people.errors import SearchIsOver
from eventapp.people.models import MOST_SEARCHED
from eventapp.registration.forms import AtMost
from eventapp.visits.access import READER, visits_of
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("find", __name__)
FIND: Final = addresses.desk("<slug>", "find")


class FindForm(Form):
    """What somebody looks for."""

    q = StringField(
        Message("People, sessions, places, pages"),
        filters=[lambda typed: clean_line(typed or "")],
        validators=[AtMost(MOST_SEARCHED)],
    )


@bp.get(FIND)
def page(slug: str) -> ResponseReturnValue:
    """``search``: a key to words. Raises NotYourSearch."""
    desk = desk_for(slug, READER)
    key = request.args.get("search", "")
    try:
        words = searches.find_words(desk.visit.id, desk.account.id, key, now=utc_now()) if key else ""
    except SearchIsOver as over:
        form = FindForm(desk.language)
        form.refuse(over)
        return _page(desk, form, "", status=over.status)
    return _page(desk, FindForm(desk.language, data={"q": words}), words)


@bp.post(FIND)
def look(slug: str) -> ResponseReturnValue:
    """A script is told at once what is found; everybody else is led to it."""
    desk = desk_for(slug, READER)
    form = FindForm(desk.language)
    valid, words = form.validate(), form.q.data
    if answers.wants_json():
        groups = find(_seeker(desk), words) if valid else []
        errors = " ".join(text for _, _, text in form.error_summary())
        said = errors or (_said(desk, groups) if words else "")
        told = [{"title": group.title, "found": [each._asdict() for each in group.found]} for group in groups]
        answer = answers.as_json(200 if valid else form.refused_status, said=said, groups=told)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    if not valid:
        return _page(desk, form, "", status=form.refused_status)
    asked = {}
    if words:
        with transaction():
            asked["search"] = searches.keep_search(desk.visit.id, desk.account.id, words, now=utc_now())
    return redirect(addresses.desk(desk.visit.slug, "find") + (f"?{urlencode(asked)}" if asked else ""), 303)


def _page(desk: Desk, form: FindForm, words: str, *, status: int = 200) -> Response:
    groups = find(_seeker(desk), words) if words else []
    said = _said(desk, groups) if words else ""
    return desk.page("desk/find.html", status, current="find", form=form, groups=groups, said=said)


def _seeker(desk: Desk) -> Seeker:
    sees = visits_of(desk.account, READER)
    return Seeker(desk.visit, desk.language, desk.writes, sees, current.links().sign_place)


def _said(desk: Desk, groups: list[Group]) -> str:
    number = sum(len(group.found) for group in groups)
    if not number:
        return translate(desk.language, Message("Nothing is called so."))
    return translate_plural(desk.language, "%(num)s found", "%(num)s found", number, num=number)
