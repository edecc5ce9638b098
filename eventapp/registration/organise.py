"""Organisers' pages of registrations: list and search, one of them, adding by hand, files for a spreadsheet."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.models import Account
from eventapp.accounts.queries import signed_in
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import ChangedMeanwhile, Refusal
from eventapp.core.forms import Form
from eventapp.core.links import Links
from eventapp.core.text import LANGUAGE_NAMES, Message, clean_line, translate
from eventapp.registration import listing, operations, queries, table
from eventapp.registration.errors import AlreadyRegistered
from eventapp.registration.forms import OTHER, DeskForm, values_of
from eventapp.registration.listing import Cursor, Filter
from eventapp.registration.models import Registration
from eventapp.registration.names import DIET_NAMES, FIELD_NAMES, STATUS_NAMES
from eventapp.registration.rules import Diet, Status
from eventapp.registration.spreadsheet import CSV, XLSX, as_csv, as_xlsx
from eventapp.visits.access import visit_for
from eventapp.visits.history import organiser
from eventapp.visits.models import Organisation, Visit

bp = Blueprint("registration_organise", __name__)
LIST: Final = addresses.organise_visit("<slug>", "registrations")
MOST_SEARCHED: Final = 100


@dataclass(frozen=True, slots=True)
class Desk:
    """Who organises which visit, in which language, and whose people register."""

    account: Account
    visit: Visit
    language: str
    senders: list[Organisation]

    @property
    def by(self) -> str:
        return organiser(self.account.id)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        return web.page(
            template,
            language=self.language,
            status=status,
            account=self.account,
            visit=self.visit,
            current="registrations",
            status_names=STATUS_NAMES,
            organisations={item.id: item for item in self.senders},
            **values,
        )


def _desk(slug: str) -> Desk:
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    return Desk(account, visit, web.account_language(account.language), queries.sending_organisations(visit.id))


def _links() -> Links:
    settings = web.settings()
    return Links(settings.base_url, settings.secret_key)


# ---- the list


@bp.get(LIST)
def registrations(slug: str) -> ResponseReturnValue:
    """Filtered by ``status`` and ``organisation``; ``after`` and ``before`` name a registration, ``at`` "last"."""
    desk = _desk(slug)
    return _list(desk, _filter(desk, request.args.get), request.args.get)


@bp.post(LIST)
def search(slug: str) -> ResponseReturnValue:
    """What is searched for is somebody's name: it is sent as a form, so that it stands in no address."""
    desk = _desk(slug)
    form = Form(desk.language)
    chosen = _filter(desk, request.form.get)
    if not form.validate():
        return _list(desk, chosen, request.form.get, form=form, status=400)
    if chosen.words:
        return _list(desk, chosen, request.form.get)
    names = ("status", "organisation")
    query = urlencode({name: request.form[name] for name in names if request.form.get(name)})
    return redirect(request.path + (f"?{query}" if query else ""), 303)


Given = Callable[[str, str], str]


def _filter(desk: Desk, given: Given) -> Filter:
    """What cannot be read filters nothing."""
    status, code = given("status", ""), given("organisation", "")
    ids = {item.code: item.id for item in desk.senders} | {OTHER: 0}
    words = clean_line(given("q", ""))[:MOST_SEARCHED]
    return Filter(Status(status) if status in set(Status) else None, ids.get(code), words)


def _list(desk: Desk, chosen: Filter, given: Given, *, form: Form | None = None, status: int = 200) -> Response:
    cursor = Cursor(_id(given("after", "")), _id(given("before", "")), last=given("at", "") == "last")
    codes = {item.id: item.code for item in desk.senders} | {0: OTHER}
    return desk.page(
        "organise/registrations.html",
        status,
        form=form or Form(desk.language),
        page=listing.page_of(desk.visit.id, chosen, cursor),
        counts=listing.counts(desk.visit.id, chosen),
        chosen=chosen,
        organisation=codes.get(chosen.organisation, "") if chosen.organisation is not None else "",
        most_counted=listing.MOST_COUNTED,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# ---- files for a spreadsheet


@bp.get(f"{LIST}.csv")
def as_csv_file(slug: str) -> ResponseReturnValue:
    desk = _desk(slug)
    return _file(desk, as_csv(*_table(desk)), CSV, "csv")


@bp.get(f"{LIST}.xlsx")
def as_xlsx_file(slug: str) -> ResponseReturnValue:
    desk = _desk(slug)
    name = translate(desk.language, Message("Registrations"))
    return _file(desk, as_xlsx(name, *_table(desk)), XLSX, "xlsx")


def _table(desk: Desk) -> tuple[list[str], Iterator[list[str]]]:
    chosen = _filter(desk, request.args.get)
    return table.heads(desk.language), table.rows(desk.visit, chosen, desk.language)


def _file(desk: Desk, body: bytes, media_type: str, ending: str) -> Response:
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{desk.visit.slug}-registrations.{ending}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# ---- one registration


@bp.get(f"{LIST}/new")
def new(slug: str) -> ResponseReturnValue:
    desk = _desk(slug)
    return _new_page(desk, DeskForm(desk.language, desk.senders, data={"letters_in": desk.visit.languages[0]}))


@bp.post(f"{LIST}/new")
def add(slug: str) -> ResponseReturnValue:
    desk = _desk(slug)
    form = DeskForm(desk.language, desk.senders)
    if not form.validate():
        return _new_page(desk, form, status=400 if form.csrf_failed else 422)
    try:
        with transaction():
            made = operations.add_registration(
                desk.visit.id, form.to_entry(), by=desk.by, links=_links(), now=utc_now()
            )
    except Refusal as refusal:
        form.refuse(refusal)
        known = str(refusal.registration) if isinstance(refusal, AlreadyRegistered) else ""
        return _new_page(_desk(slug), form, status=refusal.status, known=known)
    return redirect(addresses.organise_visit(slug, "registrations", str(made)) + "?done=added", 303)


@bp.get(f"{LIST}/<code>")
def registration(slug: str, code: str) -> ResponseReturnValue:
    desk = _desk(slug)
    row = queries.registration_of(desk.visit.id, _id(code))
    return _one_page(desk, row, _edit_form(desk, row))


@bp.post(f"{LIST}/<code>")
def change(slug: str, code: str) -> ResponseReturnValue:
    """``do`` says what: "cancel", "link"; anything else saves the form."""
    desk = _desk(slug)
    row = queries.registration_of(desk.visit.id, _id(code))
    do = request.form.get("do", "")
    if do in _DEEDS:
        return _do(desk, row, do)
    form = _edit_form(desk, row)
    if not form.validate():
        return _one_page(desk, row, form, status=400 if form.csrf_failed else 422)
    entry, seen = form.to_entry(), form.as_seen()
    try:
        with transaction():
            operations.change_registration(
                desk.visit.id, row.id, entry, by=desk.by, links=_links(), now=utc_now(), seen=seen
            )
    except Refusal as refusal:
        form.refuse(refusal)
        desk = _desk(slug)
        row = queries.registration_of(desk.visit.id, _id(code))
        meanwhile = refusal.changes if isinstance(refusal, ChangedMeanwhile) else ()
        if meanwhile:
            # to save again is then a decision: against what is there now
            form.seen.data = json.dumps(operations.said(row))
        return _one_page(desk, row, form, status=refusal.status, meanwhile=meanwhile)
    return _back(slug, code, "saved")


_DEEDS: Final = {"cancel": operations.cancel_registration, "link": operations.send_link}


def _do(desk: Desk, row: Registration, deed: str) -> ResponseReturnValue:
    sent = Form(desk.language)
    slug, visit_id, registration_id = desk.visit.slug, desk.visit.id, row.id
    if not sent.validate():
        return _one_page(desk, row, _edit_form(desk, row), status=400, unsent=sent)
    with transaction():
        _DEEDS[deed](visit_id, registration_id, by=desk.by, links=_links(), now=utc_now())
    return _back(slug, str(registration_id), deed)


def _back(slug: str, code: str, done: str) -> ResponseReturnValue:
    return redirect(addresses.organise_visit(slug, "registrations", code) + f"?done={done}", 303)


def _edit_form(desk: Desk, row: Registration) -> DeskForm:
    values = values_of(row, desk.senders) | {"seen": json.dumps(operations.said(row))}
    form = DeskForm(desk.language, desk.senders, data=values)
    del form.consent
    return form


def _new_page(desk: Desk, form: DeskForm, *, status: int = 200, known: str = "") -> Response:
    return desk.page("organise/registration_new.html", status, form=form, known=known)


def _one_page(
    desk: Desk,
    row: Registration,
    form: DeskForm,
    *,
    status: int = 200,
    unsent: Form | None = None,
    meanwhile: tuple[tuple[str, object, object], ...] = (),
) -> Response:
    changes = [(FIELD_NAMES[name], *(_shown(desk, name, value) for value in both)) for name, *both in meanwhile]
    return desk.page(
        "organise/registration.html",
        status,
        form=form,
        unsent=unsent or form,
        registration=row,
        place_in_queue=queries.place_in_queue(row) if row.status == Status.WAITLISTED else 0,
        kept_until=queries.kept_until(desk.visit, row.consent_at),
        meanwhile=changes,
        done=request.args.get("done", ""),
    )


def _shown(desk: Desk, name: str, value: object) -> str:
    """A value of operations.said, in words."""
    if name == "organisation":
        other = translate(desk.language, Message("Another organisation"))
        return next((item.name for item in desk.senders if item.id == value), other)
    if name == "diet" and value in set(Diet):
        return translate(desk.language, DIET_NAMES[Diet(str(value))])
    return LANGUAGE_NAMES.get(str(value), "") if name == "language" else str(value)
