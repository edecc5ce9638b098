"""Organisers' pages of registrations: list and search, files for a spreadsheet. One of them: person_views."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, security
from eventapp.core.forms import Form
from eventapp.core.text import Message, clean_line, translate
from eventapp.exports.spreadsheet import CSV, XLSX, as_csv, as_xlsx
from eventapp.people import columns, listing
from eventapp.people.listing import Cursor, Filter
from eventapp.registration import queries
from eventapp.registration.labels import STATUS_NAMES
from eventapp.registration.rules import OTHER, Status
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.models import Organisation
from eventapp.visits.queries import organisations

bp = Blueprint("people", __name__)
LIST: Final = addresses.desk("<slug>", "registrations")
MOST_SEARCHED: Final = 100


@dataclass(frozen=True, slots=True)
class PeopleDesk(Desk):
    """``organisations``: all of the visit's: one whose people have registered may have become a host."""

    organisations: Sequence[Organisation]

    @property
    def senders(self) -> list[Organisation]:
        """Those whose people may register."""
        return queries.senders(self.organisations)

    def people_page(self, template: str, status: int = 200, **values: Any) -> Response:
        return self.page(
            template,
            status,
            current="registrations",
            status_names=STATUS_NAMES,
            organisations={item.id: item for item in self.organisations},
            senders=self.senders,
            **values,
        )


def people_desk(slug: str) -> PeopleDesk:
    """Loads and authorises. Raises NotSignedIn, VisitNotFound."""
    desk = desk_for(slug)
    return PeopleDesk(desk.account, desk.visit, desk.language, organisations(desk.visit.id))


def parse_id(text: str) -> UUID | None:
    """None: no such id can be."""
    try:
        return UUID(text)
    except ValueError:
        return None


# ---- the list


@bp.get(LIST)
def registrations(slug: str) -> ResponseReturnValue:
    """Filtered by ``status`` and ``organisation``; ``after`` and ``before`` name a registration, ``at`` "last"."""
    desk = people_desk(slug)
    return _list(desk, _filter(desk, request.args.get), request.args.get)


@bp.post(LIST)
def search(slug: str) -> ResponseReturnValue:
    """What is searched for is somebody's name: it is sent as a form, so that it stands in no address."""
    desk = people_desk(slug)
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


def _filter(desk: PeopleDesk, given: Given) -> Filter:
    """What cannot be read filters nothing."""
    status, code = given("status", ""), given("organisation", "")
    ids = {item.code: item.id for item in desk.senders} | {OTHER: 0}
    words = clean_line(given("q", ""))[:MOST_SEARCHED]
    return Filter(Status(status) if status in set(Status) else None, ids.get(code), words)


def _list(desk: PeopleDesk, chosen: Filter, given: Given, *, form: Form | None = None, status: int = 200) -> Response:
    cursor = Cursor(parse_id(given("after", "")), parse_id(given("before", "")), last=given("at", "") == "last")
    codes = {item.id: item.code for item in desk.senders} | {0: OTHER}
    return desk.people_page(
        "desk/registrations.html",
        status,
        form=form or Form(desk.language),
        page=listing.page_of(desk.visit.id, chosen, cursor),
        counts=listing.counts(desk.visit.id, chosen),
        chosen=chosen,
        organisation=codes.get(chosen.organisation, "") if chosen.organisation is not None else "",
        most_counted=listing.MOST_COUNTED,
    )


# ---- files for a spreadsheet


@bp.get(f"{LIST}.csv")
def as_csv_file(slug: str) -> ResponseReturnValue:
    desk = people_desk(slug)
    return _file(desk, as_csv(*_table(desk)), CSV, "csv")


@bp.get(f"{LIST}.xlsx")
def as_xlsx_file(slug: str) -> ResponseReturnValue:
    desk = people_desk(slug)
    name = translate(desk.language, Message("Registrations"))
    return _file(desk, as_xlsx(name, *_table(desk)), XLSX, "xlsx")


def _table(desk: PeopleDesk) -> tuple[list[str], Iterator[list[str]]]:
    chosen = _filter(desk, request.args.get)
    return columns.heads(desk.language), columns.rows(desk.visit, chosen, desk.language)


def _file(desk: PeopleDesk, body: bytes, media_type: str, ending: str) -> Response:
    security.note(security.Event.EXPORTED, account=desk.account.id, visit=desk.visit.id, kind=ending)
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{desk.visit.slug}-registrations.{ending}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
