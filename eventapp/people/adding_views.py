"""Organisers' pages on which many people are added at once."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, limits, mailboxes, uploads, verbs
from eventapp.core.cells import TAB, Row, TooManyRows, write_cells
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal, TooManyAttempts
from eventapp.core.text import Message, translate
from eventapp.people.adding import Outcome, People, WrittenToEnough, add_people, preview_people
from eventapp.people.adding_forms import PeopleTableForm
from eventapp.people.pasted import COLUMNS, Reading, looks_of, told
from eventapp.people.views import PeopleDesk, people_desk
from eventapp.registration import queries
from eventapp.registration.consent import AGREED_BY_ANOTHER, ask_consent
from eventapp.registration.labels import STATUS_NAMES
from eventapp.visitfiles.adding_forms import (
    MOST_ASKED,
    Given,
    LinesForm,
    columns_left_out,
    first_sheet,
    read_table,
    write_table,
)
from eventapp.visitfiles.matching import STATE_NAMES, State
from eventapp.visitfiles.proposals import LinesAreWrong, LooksOtherwise, NothingTaken, Sheet
from eventapp.visitfiles.table import Shown, cells_of, heads

bp = Blueprint("people_adding", __name__)
PAGE: Final = addresses.desk("<slug>", "add-many", "registrations")
VERBS: Final = ("make", "lines")
MOST: Final = 100
"""People at a time: each gets a letter, and each takes a place while everybody else waits."""
TITLE: Final = Message("Add many people")
EXAMPLE: Final = Message("Name, e-mail, organisation, telephone …")


@bp.route(PAGE, methods=["GET", "POST"])
@uploads.takes_files(people_desk)
def lines(slug: str) -> ResponseReturnValue:
    """The lines are asked for; sent, they are shown as a table of what they would become."""
    desk = people_desk(slug)
    if request.method != "POST":
        return _lines_page(desk, LinesForm(desk.language))
    if "seen" in request.form:
        return _read_anew(desk)
    form = LinesForm(desk.language)
    if not form.validate():
        return _lines_page(desk, form, form.refused_status)
    try:
        rows = _rows(form)
        sheet = first_sheet("registration", rows, COLUMNS, looks_of(_senders(desk)))
        _check_number(sum(map(any, rows[sheet.heading + 1 :])))
    except Refusal as refusal:
        form.refuse(refusal)
        return _lines_page(desk, form, refusal.status)
    return _table_page(desk, _table_form(desk), sheet)


def _rows(form: LinesForm) -> tuple[Row, ...]:
    """Raises what ``LinesForm.to_rows`` does, with the number that is right for people."""
    try:
        return form.to_rows(uploads.sent_file("file"))
    except TooManyRows as many:
        raise TooManyRows(**{**many.values, "most": MOST}) from None


def _check_number(people: int) -> None:
    """Raises TooManyRows."""
    if people > MOST:
        raise TooManyRows(rows=people, most=MOST)


def do(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS, of the table."""
    desk = people_desk(slug)
    if request.method != "POST":
        return verbs.lead_to(_address(desk))
    return _make(desk) if verb == "make" else _back_to_lines(desk)


verbs.add(bp, PAGE, VERBS, do, of="of")


def _address(desk: PeopleDesk) -> str:
    return addresses.desk(desk.visit.slug, "add-many", "registrations")


def _senders(desk: PeopleDesk) -> dict[str, str]:
    return {item.code: item.name for item in desk.senders}


def _table_form(desk: PeopleDesk) -> PeopleTableForm:
    terms = queries.terms(desk.visit, desk.senders)
    return PeopleTableForm(desk.language, ask_consent(desk.language, terms, AGREED_BY_ANOTHER))


def _given() -> Given:
    return Given(request.form.get, request.form.getlist)


def _preview(desk: PeopleDesk, form: PeopleTableForm, sheet: Sheet) -> People:
    letters = desk.visit.languages[0]
    reading = Reading(sheet.columns, _senders(desk), desk.language, letters, form.asked, sheet.answers)
    return preview_people(desk.visit, sheet, reading, now=utc_now())


def _read_anew(desk: PeopleDesk) -> ResponseReturnValue:
    form = _table_form(desk)
    try:
        sent = read_table(form, _given(), COLUMNS)
    except Refusal as refusal:
        return _lines_again(desk, refusal)
    form.validate()
    if form.csrf_failed:
        return _table_page(desk, form, sent.sheet, form.refused_status)
    form.consent.errors = []  # it is asked when they are added
    return _table_page(desk, form, sent.sheet)


def _make(desk: PeopleDesk) -> ResponseReturnValue:
    form = _table_form(desk)
    try:
        sent = read_table(form, _given(), COLUMNS)
    except Refusal as refusal:
        return _lines_again(desk, refusal)
    if not form.validate():
        _refuse_wrong_lines(desk, form, sent.sheet)
        return _table_page(desk, form, sent.sheet, form.refused_status)
    enough: list[int] = []
    try:
        people = _agreed(desk, form, sent.sheet, _preview(desk, form, sent.shown).digest == sent.digest)
        enough = list(_written_to_enough(people))
        _check_lines(enough)
        with transaction():
            add_people(desk.visit.id, people.added, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _table_page(desk, form, sent.sheet, refusal.status, enough)
    query = urlencode({"added": len(people.added)})
    return redirect(f"{addresses.desk(desk.visit.slug, 'registrations')}?{query}", 303)


def _refuse_wrong_lines(desk: PeopleDesk, form: PeopleTableForm, sheet: Sheet) -> None:
    """Beside what else is refused, so that all is told at once."""
    try:
        _check_lines([each.person.number for each in _preview(desk, form, sheet).of(State.WRONG)])
    except LinesAreWrong as refusal:
        form.refuse(refusal)


def _agreed(desk: PeopleDesk, form: PeopleTableForm, sheet: Sheet, as_shown: bool) -> People:  # noqa: FBT001
    """Raises LooksOtherwise, LinesAreWrong, NothingTaken, TooManyRows."""
    people = _preview(desk, form, sheet)
    if not as_shown:
        raise LooksOtherwise
    _check_lines([each.person.number for each in people.of(State.WRONG)])
    if not people.added:
        raise NothingTaken
    _check_number(len(people.added))
    return people


def _check_lines(wrong: Collection[int]) -> None:
    """Raises LinesAreWrong."""
    if wrong:
        raise LinesAreWrong(lines=", ".join(str(number + 1) for number in wrong))


def _written_to_enough(people: People) -> Iterator[int]:
    """The lines of whom the limits keep from one more letter; for the others it is counted."""
    for each in people.of(State.NEW):
        if each.person.entry:
            try:
                limits.check({"desk_email": mailboxes.counted(each.person.entry.email)})
            except TooManyAttempts:
                yield each.person.number


def _back_to_lines(desk: PeopleDesk) -> ResponseReturnValue:
    """With what was corrected."""
    form = LinesForm(desk.language, separator=TAB)
    try:
        sent = read_table(_table_form(desk), _given(), COLUMNS)
    except Refusal as refusal:
        return _lines_again(desk, refusal)
    form.lines.data = write_cells(sent.sheet.rows)
    return _lines_page(desk, form)


def _lines_again(desk: PeopleDesk, refusal: Refusal) -> Response:
    form = LinesForm(desk.language)
    form.refuse(refusal)
    return _lines_page(desk, form, refusal.status)


def _lines_page(desk: PeopleDesk, form: LinesForm, status: int = 200) -> Response:
    columns = heads(COLUMNS, desk.language).values()
    shown = {"title": TITLE, "example": EXAMPLE, "columns": columns, "most": MOST, "of_people": True}
    return desk.people_page("desk/many.html", status, here=_address(desk), form=form, **shown)


def _table_page(
    desk: PeopleDesk, form: PeopleTableForm, sheet: Sheet, status: int = 200, enough: Collection[int] = ()
) -> Response:
    """``enough``: lines of those to whom no more letters go for now."""
    people = _preview(desk, form, sheet)
    write_table(form, sheet, people.digest, people.unknown[:MOST_ASKED])
    email = next((at for at, column in sheet.columns.items() if column.name == "email"), -1)
    people.refuse(enough, email, WrittenToEnough())
    return desk.people_page(
        "desk/many_table.html",
        status,
        here=_address(desk),
        form=form,
        title=TITLE,
        sheet=sheet,
        columns_left_out=columns_left_out(sheet),
        heads=heads(COLUMNS, desk.language),
        lines=[_shown(desk, sheet, each) for each in people.outcomes],
        unknown=people.unknown[:MOST_ASKED],
        new_names=[item.words for item in people.unknown[MOST_ASKED:]],
        counts={state.name.lower(): len(people.of(state)) for state in State},
    )


def _shown(desk: PeopleDesk, sheet: Sheet, outcome: Outcome) -> Shown:
    person, own = outcome.person, outcome.person.mistakes.get(-1)
    words = told(desk.language, person.entry)
    if outcome.status:
        words.insert(0, translate(desk.language, STATUS_NAMES[outcome.status]))
    if outcome.twin >= 0:
        words = [translate(desk.language, Message("as line %(number)s"), number=outcome.twin + 1)]
    return replace(
        Shown(person.number, outcome.state.replace(" ", "-"), "", tuple(words), ()),
        state_words=translate(desk.language, STATE_NAMES[outcome.state]),
        cells=cells_of(sheet.rows[person.number], person.number, sheet, person.mistakes, desk.language),
        error=own.text(desk.language) if own else "",
        is_left_out=outcome.state is State.LEFT_OUT,
        is_read=outcome.state is not State.NOT_READ,
    )
