"""Organisers' pages of people who may be registered twice: who they are, two beside each other, made one."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, limits, mailboxes, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form, parse_id
from eventapp.core.text import LANGUAGE_NAMES, Message, translate
from eventapp.people import listing, merging
from eventapp.people.errors import SamePerson
from eventapp.people.forms import SearchForm
from eventapp.people.listing import Cursor, Filter
from eventapp.people.views import LIST, PeopleDesk, people_desk
from eventapp.questions.queries import questionnaire, told
from eventapp.registration import queries
from eventapp.registration.doubles import Likeness
from eventapp.registration.labels import DIET_NAMES, FIELD_NAMES
from eventapp.registration.merges import ANSWER, Merge
from eventapp.registration.models import Registration
from eventapp.registration.rows import get_rows
from eventapp.registration.rules import HOLDS, Diet

bp = Blueprint("people_merging", __name__)
MOST_SHOWN: Final = 100
"""Pairs on the page; when some are seen to, others follow."""
CHOICE: Final = "stays-"
"""Begins the name of a choice in the form; the field follows."""
WHY: Final[Mapping[Likeness, Message]] = {
    Likeness.NAME: Message("the same name"),
    Likeness.PHONE: Message("the same telephone"),
    Likeness.ADDRESS: Message("the same e-mail address"),
    Likeness.SLIP: Message("e-mail addresses that are one letter apart"),
}
NAMES: Final[Mapping[str, Message]] = {"name": Message("Name"), **FIELD_NAMES}


@bp.get(f"{LIST}/duplicates")
def duplicates(slug: str) -> ResponseReturnValue:
    desk = people_desk(slug)
    found = merging.find_doubles(desk.visit.id)
    shown = found[:MOST_SHOWN]
    rows = get_rows(desk.visit.id, {each for double in shown for each in (double.one, double.other)})
    pairs = [
        (rows[each.one], rows[each.other], [translate(desk.language, WHY[why]) for why in each.why])
        for each in shown
        if each.one in rows and each.other in rows
    ]
    done = request.args.get("done", "")
    return desk.people_page(
        "desk/doubles.html", pairs=pairs, more=len(found) - len(shown), done=done, form=Form(desk.language)
    )


SAME: Final = f"{LIST}/<code>/same"


@bp.get(SAME)
def ask_who(slug: str, code: str) -> ResponseReturnValue:
    """Whose second registration it is, is looked for."""
    desk, row = _one(slug, code)
    return _who_page(desk, row, SearchForm(desk.language))


@bp.post(SAME)
def look_for(slug: str, code: str) -> ResponseReturnValue:
    """Nothing is kept of what was looked for, and it stands in no address: it is a name."""
    desk, row = _one(slug, code)
    form = SearchForm(desk.language)
    if not form.validate():
        return _who_page(desk, row, form, status=form.refused_status)
    chosen = Filter(words=form.q.data or "")
    found = listing.page_of(desk.visit.id, chosen, Cursor(), desk.language, lambda words: words).rows
    return _who_page(desk, row, form, [each for each in found if each.id != row.id and each.emptied_at is None])


def _who_page(
    desk: PeopleDesk,
    row: Registration,
    form: SearchForm,
    found: Sequence[Registration] | None = None,
    *,
    status: int = 200,
) -> Response:
    return desk.people_page(
        "desk/same_as.html",
        status,
        here=_address(desk, row) + "/same",
        person=_address(desk, row),
        registration=row,
        form=form,
        found=found,
    )


TWO: Final = f"{SAME}/<other>"


@bp.get(TWO)
def compare(slug: str, code: str, other: str) -> ResponseReturnValue:
    """What both say, what stays, and what becomes of the rest; nothing is done yet."""
    desk, one, two = _both(slug, code, other)
    return _compare_page(desk, one, two, Form(desk.language))


@bp.post(TWO)
def merge(slug: str, code: str, other: str) -> ResponseReturnValue:
    desk, one, two = _both(slug, code, other)
    form = Form(desk.language)
    if not form.validate():
        return _compare_page(desk, one, two, form, status=400)
    chosen = {name.removeprefix(CHOICE): side for name, side in request.form.items() if name.startswith(CHOICE)}
    looked_at, visit_id, ids = merging.look_at(one, two), desk.visit.id, (one.id, two.id)
    try:
        if "email" in looked_at.taken(chosen):
            moving = one if one.id == looked_at.other.id else two
            counters = {"desk_registration": looked_at.kept.id.hex, "desk_email": mailboxes.counted(moving.email)}
            limits.check(counters)
        with transaction():
            kept = merging.merge_people(visit_id, *ids, chosen, request.form.get("seen", ""), act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        page = _compare_page(*_both(slug, code, other), form, status=refusal.status)
        return answers.refused(refusal, page)
    return redirect(addresses.desk(slug, "registrations", str(kept)) + "?done=merged", 303)


VERBS: Final = ("apart",)
"""They are two people."""


def do(slug: str, code: str, other: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS. Raises SamePerson."""
    desk, one, two = _both(slug, code, other)
    if request.method != "POST":
        return verbs.lead_to(_pair_address(desk, one, two))
    form = Form(desk.language)
    if not form.validate():
        return _compare_page(desk, one, two, form, status=400)
    visit_id, ids = desk.visit.id, (one.id, two.id)
    with transaction():
        merging.set_apart(visit_id, *ids, act=desk.act())
    return redirect(addresses.desk(slug, "registrations", "duplicates") + f"?done={verb}", 303)


verbs.add(bp, TWO, VERBS, do)


def _one(slug: str, code: str) -> tuple[PeopleDesk, Registration]:
    desk = people_desk(slug)
    return desk, queries.registration_of(desk.visit.id, parse_id(code))


def _both(slug: str, code: str, other: str) -> tuple[PeopleDesk, Registration, Registration]:
    """Raises NoSuchRegistration (one of them may be merged already), SamePerson."""
    desk, one = _one(slug, code)
    two = queries.registration_of(desk.visit.id, parse_id(other))
    if one.id == two.id:
        g.language = desk.language
        raise SamePerson
    return desk, one, two


def _address(desk: PeopleDesk, row: Registration) -> str:
    return addresses.desk(desk.visit.slug, "registrations", str(row.id))


def _pair_address(desk: PeopleDesk, one: Registration, two: Registration) -> str:
    return f"{_address(desk, one)}/same/{two.id}"


class Line(NamedTuple):
    """One field of both, in words. ``choice``: which stays unless somebody chooses; "": there is nothing to choose."""

    name: str
    title: str
    kept: str
    other: str
    choice: str


def _compare_page(desk: PeopleDesk, one: Registration, two: Registration, form: Form, *, status: int = 200) -> Response:
    looked_at = merging.look_at(one, two)
    kept, gone = (one, two) if one.id == looked_at.kept.id else (two, one)
    return desk.people_page(
        "desk/merge.html",
        status,
        here=_pair_address(desk, one, two),
        form=form,
        first=kept,
        second=gone,
        lines=list(_lines(desk, looked_at, kept, gone)),
        seen=looked_at.digest,
        choice=CHOICE,
        frees=gone.status in HOLDS,
    )


def _lines(desk: PeopleDesk, looked_at: Merge, kept: Registration, gone: Registration) -> list[Line]:
    asked = questionnaire(desk.visit)
    both = [{each.code: each for each in told(desk.visit, row.id, asked, desk.language)} for row in (kept, gone)]
    titles = {code: each.title for answers_of_one in both for code, each in answers_of_one.items()}
    found = []
    for name in looked_at.fields:
        code = name.removeprefix(ANSWER)
        if name.startswith(ANSWER):
            title, said = titles[code], [each[code].words if code in each else "" for each in both]
        else:
            title = translate(desk.language, NAMES[name])
            said = [_said(desk.language, row, name) for row in (kept, gone)]
        if any(said):
            usual = looked_at.usual(name)
            choice = str(usual) if name in looked_at.differing else ""
            found.append(Line(name, title, said[0], said[1], choice))
    return found


def _said(language: str, row: Registration, name: str) -> str:
    if name == "name":
        return f"{row.given_name} {row.family_name}".strip()
    value = str(getattr(row, name))
    if name == "diet":
        return "" if value == Diet.NONE else translate(language, DIET_NAMES[Diet(value)])
    if name == "language":
        return LANGUAGE_NAMES[value]
    return mailboxes.shown(value) if name == "email" and value else value
