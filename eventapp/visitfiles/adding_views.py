"""Organisers' pages on which many sessions, speakers, places or organisations are added at once."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, uploads, verbs
from eventapp.core.cells import MOST_ROWS, TAB, write_cells
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.text import Message
from eventapp.planning.plan import TABLES
from eventapp.planning.reading import draft_plan
from eventapp.visitfiles.adding import Many, about, add_many, preview_many
from eventapp.visitfiles.adding_forms import (
    MOST_ASKED,
    Given,
    LinesForm,
    TableForm,
    columns_left_out,
    first_sheet,
    read_table,
    write_table,
)
from eventapp.visitfiles.columns import columns_of
from eventapp.visitfiles.guessing import looks_of
from eventapp.visitfiles.matching import State
from eventapp.visitfiles.proposals import Proposal, Sheet
from eventapp.visitfiles.table import Teller, heads
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("adding", __name__)
KINDS: Final = ("session", "speaker", "venue", "organisation")
VERBS: Final = ("make", "lines")
TITLES: Final[Mapping[str, Message]] = {
    "session": Message("Add many sessions"),
    "speaker": Message("Add many speakers"),
    "venue": Message("Add many places"),
    "organisation": Message("Add many organisations"),
}
EXAMPLES: Final[Mapping[str, Message]] = {
    "session": Message("Day, time, title, place, speakers …"),
    "speaker": Message("Name, position, organisation …"),
    "venue": Message("Name, street, city, rooms …"),
    "organisation": Message("Name, role, places …"),
}


def page_of(slug: str, kind: str) -> str:
    """The address of the page."""
    return addresses.desk(slug, "add-many", TABLES[kind].page)


@uploads.takes_files(desk_for)
def lines(slug: str, *, kind: str) -> ResponseReturnValue:
    """The lines are asked for; sent, they are shown as a table of what they would become."""
    desk = desk_for(slug)
    if request.method != "POST":
        return _lines_page(desk, kind, LinesForm(desk.language))
    if "seen" in request.form:
        return _read_anew(desk, kind)
    form = LinesForm(desk.language)
    if not form.validate():
        return _lines_page(desk, kind, form, form.refused_status)
    try:
        rows = form.to_rows(uploads.sent_file("file"))
    except Refusal as refusal:
        form.refuse(refusal)
        return _lines_page(desk, kind, form, refusal.status)
    columns = columns_of(kind, desk.visit.languages)
    looks = looks_of(kind, draft_plan(desk.visit), about(desk.visit, desk.language))
    return _table_page(desk, kind, TableForm(desk.language), first_sheet(kind, rows, columns, looks))


def do(slug: str, *, verb: str, kind: str) -> ResponseReturnValue:
    """One of VERBS, of the table."""
    desk = desk_for(slug)
    if request.method != "POST":
        return verbs.lead_to(page_of(slug, kind))
    form = TableForm(desk.language)
    return _back_to_lines(desk, kind, form) if verb == "lines" else _make(desk, kind, form)


def _given() -> Given:
    return Given(request.form.get, request.form.getlist)


def _read_anew(desk: Desk, kind: str) -> ResponseReturnValue:
    form = TableForm(desk.language)
    columns = columns_of(kind, desk.visit.languages)
    try:
        sent = read_table(form, _given(), columns)
    except Refusal as refusal:
        return _lines_again(desk, kind, refusal)
    status = 200 if form.validate() else form.refused_status
    return _table_page(desk, kind, form, sent.sheet, status)


def _make(desk: Desk, kind: str, form: TableForm) -> ResponseReturnValue:
    columns = columns_of(kind, desk.visit.languages)
    try:
        sent = read_table(form, _given(), columns)
    except Refusal as refusal:
        return _lines_again(desk, kind, refusal)
    if not form.validate():
        return _table_page(desk, kind, form, sent.sheet, form.refused_status)
    try:
        many = Many(kind, sent.sheet, sent.shown, sent.digest, desk.language)
        with transaction():
            done = add_many(desk.visit.id, many, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _table_page(desk, kind, form, sent.sheet, refusal.status)
    counts = {"added": len(done.of(State.NEW)), "altered": len(done.of(State.CHANGED))}
    return redirect(f"{addresses.desk(desk.visit.slug, TABLES[kind].page)}?{urlencode(counts)}", 303)


def _back_to_lines(desk: Desk, kind: str, table: TableForm) -> ResponseReturnValue:
    """With what was corrected."""
    form = LinesForm(desk.language, separator=TAB)
    try:
        sent = read_table(table, _given(), columns_of(kind, desk.visit.languages))
    except Refusal as refusal:
        return _lines_again(desk, kind, refusal)
    form.lines.data = write_cells(sent.sheet.rows)
    return _lines_page(desk, kind, form)


def _lines_again(desk: Desk, kind: str, refusal: Refusal) -> Response:
    """The lines as they were sent, which are none that can be shown as a table any more."""
    form = LinesForm(desk.language)
    form.refuse(refusal)
    return _lines_page(desk, kind, form, refusal.status)


def _lines_page(desk: Desk, kind: str, form: LinesForm, status: int = 200) -> Response:
    shown: dict[str, Any] = {"title": TITLES[kind], "example": EXAMPLES[kind], "columns": _heads(desk, kind).values()}
    shown |= {"most": MOST_ROWS, "of_people": False}
    return desk.page(
        "desk/many.html", status, current=TABLES[kind].page, here=page_of(desk.visit.slug, kind), form=form, **shown
    )


def _heads(desk: Desk, kind: str) -> dict[str, str]:
    return heads(columns_of(kind, desk.visit.languages), desk.language)


def _table_page(desk: Desk, kind: str, form: TableForm, sheet: Sheet, status: int = 200) -> Response:
    proposal = preview_many(desk.visit, kind, sheet, desk.language)
    write_table(form, sheet, proposal.digest, proposal.unknown[:MOST_ASKED])
    teller = Teller(kind, desk.language, desk.visit.languages, ZoneInfo(desk.visit.timezone))
    return desk.page(
        "desk/many_table.html",
        status,
        current=TABLES[kind].page,
        here=page_of(desk.visit.slug, kind),
        form=form,
        title=TITLES[kind],
        sheet=sheet,
        columns_left_out=columns_left_out(sheet),
        heads=_heads(desk, kind),
        lines=teller.lines(sheet, proposal),
        unknown=proposal.unknown[:MOST_ASKED],
        new_names=[item.words for item in proposal.unknown[MOST_ASKED:]],
        counts=_counts(proposal),
    )


def _counts(proposal: Proposal) -> dict[str, int]:
    return {state.name.lower(): len(proposal.of(state)) for state in State}


for each in KINDS:
    bp.add_url_rule(page_of("<slug>", each), each, lines, methods=["GET", "POST"], defaults={"kind": each})
    verbs.add(bp, page_of("<slug>", each), VERBS, lambda slug, verb, kind=each: do(slug, verb=verb, kind=kind), of=each)
