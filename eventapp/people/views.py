"""Organisers' pages of registrations: list and search, files for a spreadsheet. One of them: person_views."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, current, outcomes, security
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.paging import Page
from eventapp.core.text import Message, translate
from eventapp.exports.spreadsheet import COMMA, CSV, SEMICOLON, XLSX, Cell, Style, as_csv, as_xlsx
from eventapp.people import columns, listing, searches
from eventapp.people.errors import SearchIsOver
from eventapp.people.forms import PeopleForm, SearchForm, shown_people
from eventapp.people.listing import Cursor, Filter
from eventapp.people.places import read_place, write_place
from eventapp.people.queue import turns
from eventapp.questions.columns import AnswerColumns
from eventapp.registration import queries
from eventapp.registration.labels import DIET_NAMES, STATUS_NAMES
from eventapp.registration.models import Registration
from eventapp.registration.rules import OTHER, Status
from eventapp.visits.access import ORGANISER, READER
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.models import Organisation, Right
from eventapp.visits.queries import organisations

bp = Blueprint("people", __name__)
LIST: Final = addresses.desk("<slug>", "registrations")
MOST_SHOWN: Final = 40
"""Letters of what somebody eats and needs that the list shows; all of it on demand."""


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


def people_desk(slug: str, right: Right = ORGANISER) -> PeopleDesk:
    """Loads and authorises. Raises NotSignedIn, VisitNotFound."""
    desk = desk_for(slug, right)
    return PeopleDesk(desk.account, desk.visit, desk.language, desk.right, organisations(desk.visit.id))


# ---- the list


@bp.get(LIST)
def registrations(slug: str) -> ResponseReturnValue:
    """Filtered by ``status`` and ``organisation``; ``search``: a key to words; ``after`` and ``before``: see places;
    ``at`` "last"."""
    return show_list(people_desk(slug, READER))


def show_list(desk: PeopleDesk, *, status: int = 200, sent: PeopleForm | None = None) -> Response:
    """As the address says; ``sent``: the form of those that are ticked, with what is wrong in it."""
    try:
        words = _words(desk)
    except SearchIsOver as over:
        return _search_again(desk, SearchForm(desk.language), over, status=over.status)
    chosen = _filter(desk, request.args.get, words)
    given = request.args.get
    cursor = Cursor(read_place(given("after", "")), read_place(given("before", "")), last=given("at", "") == "last")
    found = listing.page_of(desk.visit.id, chosen, cursor, desk.language, current.links().sign_place)
    form = SearchForm(desk.language, data={"q": words})
    return _list(desk, form, request.args.get, page=found, chosen=chosen, status=status, sent=sent)


@bp.post(LIST)
def search(slug: str) -> ResponseReturnValue:
    """What is searched for is somebody's name: it is sent as a form and kept here, so that it stands in no address."""
    desk = people_desk(slug, READER)
    form = SearchForm(desk.language)
    if not form.validate():
        return _search_again(desk, form, status=form.refused_status)
    asked = _asked(request.form.get)
    if words := form.q.data:
        with transaction():
            asked["search"] = searches.keep_search(desk.visit.id, desk.account.id, words, now=utc_now())
    return redirect(request.path + (f"?{urlencode(asked)}" if asked else ""), 303)


Given = Callable[[str, str], str]


def _words(desk: PeopleDesk) -> str:
    """What the address's ``search`` leads to; "" without one. Raises NotYourSearch, SearchIsOver."""
    key = request.args.get("search", "")
    return searches.find_words(desk.visit.id, desk.account.id, key, now=utc_now()) if key else ""


def _asked(given: Given) -> dict[str, str]:
    """What an address of the list says, but for where the page begins."""
    return {name: given(name, "") for name in ("search", "status", "organisation", "answer") if given(name, "")}


def _filter(desk: PeopleDesk, given: Given, words: str) -> Filter:
    """What cannot be read filters nothing."""
    status, code = given("status", ""), given("organisation", "")
    ids = {item.code: item.id for item in desk.senders} | {OTHER: 0}
    known = Status(status) if status in set(Status) else None
    return Filter(known, ids.get(code), words, telephones=desk.writes)


def _search_again(desk: PeopleDesk, form: SearchForm, refusal: Refusal | None = None, *, status: int) -> Response:
    """The form as it was filled in, and why nobody is listed."""
    given = request.form.get if request.method == "POST" else request.args.get
    if refusal is not None:
        form.refuse(refusal)
    return _list(desk, form, given, page=None, chosen=_filter(desk, given, ""), status=status)


def _list(
    desk: PeopleDesk,
    form: SearchForm,
    given: Given,
    *,
    page: Page[Registration] | None,
    chosen: Filter,
    status: int = 200,
    sent: PeopleForm | None = None,
) -> Response:
    """``page``: whom to list; None: nobody, there is something to be corrected first."""
    codes = {item.id: item.code for item in desk.senders} | {0: OTHER}
    if not desk.writes:
        form.without_telephones()
    counts = listing.counts(desk.visit.id, chosen)
    rows = page.rows if page else ()
    waits = chosen.status is Status.WAITLISTED
    return desk.people_page(
        "desk/registrations.html" if desk.writes else "desk/registrations_read.html",
        status,
        here=addresses.desk(desk.visit.slug, "registrations"),
        form=form,
        page=page,
        places=_places(desk, chosen, rows),
        turns=list(turns(desk.visit, rows, desk.language, utc_now())) if waits else [],
        numbers={} if waits else _numbers(desk.visit.id, rows),
        diet_names=DIET_NAMES,
        most_shown=MOST_SHOWN,
        erased="erased" in request.args,
        added=outcomes.added_in_words(desk.language, request.args),
        counts=counts,
        number=listing.number_of(desk.visit.id, chosen, counts),
        chosen=chosen,
        asked=_asked(given),
        organisation=codes.get(chosen.organisation, "") if chosen.organisation is not None else "",
        most_counted=listing.MOST_COUNTED,
        other_separator=COMMA if Style.of(desk.language).separator == SEMICOLON else SEMICOLON,
        **shown_people(desk.language, request.args, sent),
        **_answers(desk, given, rows),
    )


def _answers(desk: PeopleDesk, given: Given, rows: Sequence[Registration]) -> dict[str, Any]:
    """Of these people to the question that the address asks for, as a column."""
    answers = AnswerColumns(desk.visit, desk.language, for_readers=not desk.writes)
    answer = given("answer", "") if given("answer", "") in answers.now else ""
    cells = answers.cells([row.id for row in rows], [answer]) if answer else {}
    return {"questions": answers.now, "answer": answer, "answers": cells}


def _numbers(visit_id: int, rows: Sequence[Registration]) -> dict[UUID, int]:
    """Which number in the queue they have who wait among these."""
    waiting = sorted((row for row in rows if row.status == Status.WAITLISTED), key=lambda row: row.turn)
    return listing.numbers_in_queue(visit_id, waiting)


def _places(desk: PeopleDesk, chosen: Filter, rows: Sequence[Registration]) -> dict[str, str]:
    """Where the page before these begins, and the page behind them."""
    columns = [column.key for column in listing.order_of(chosen, desk.language)]
    beside = {"before": rows, "after": rows[::-1]}
    return {name: write_place(near, columns, current.links().sign_place) for name, near in beside.items()}


# ---- files for a spreadsheet


@bp.get(f"{LIST}.csv")
def as_csv_file(slug: str) -> ResponseReturnValue:
    """Whoever is on the screen, all pages of it; ``separator``: what parts the cells. Raises NotYourSearch,
    SearchIsOver."""
    desk = people_desk(slug, READER)
    style = Style.of(desk.language, request.args.get("separator", ""))
    return _file(desk, as_csv(*_table(desk), style), CSV, "csv")


@bp.get(f"{LIST}.xlsx")
def as_xlsx_file(slug: str) -> ResponseReturnValue:
    """The same. Raises NotYourSearch, SearchIsOver."""
    desk = people_desk(slug, READER)
    name = translate(desk.language, Message("Registrations"))
    return _file(desk, as_xlsx(name, *_table(desk), Style.of(desk.language).point), XLSX, "xlsx")


def _table(desk: PeopleDesk) -> tuple[list[str], Iterator[list[Cell]]]:
    chosen = _filter(desk, request.args.get, _words(desk))
    answers = AnswerColumns(desk.visit, desk.language, for_readers=not desk.writes)
    shown = columns.shown_to(desk.right)
    return columns.heads(chosen, answers, shown), columns.rows(desk.visit, chosen, answers, shown, now=utc_now())


def _file(desk: PeopleDesk, body: bytes, media_type: str, ending: str) -> Response:
    security.note(security.Event.EXPORTED, account=desk.account.id, visit=desk.visit.id, kind=ending)
    return answers.private_file(body, media_type, f"{desk.visit.slug}-registrations.{ending}")
