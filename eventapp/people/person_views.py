"""Organisers' pages of one registration: adding it by hand, changing, cancelling, its link, its letters."""

from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, limits, mailboxes, uploads, verbs
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import ChangedMeanwhile, NothingToSave, Refusal
from eventapp.core.forms import Form, Theirs, parse_id
from eventapp.delegations.queries import is_reached, registered_by
from eventapp.notifications.letters import STATE_NAMES
from eventapp.notifications.queries import latest_letter
from eventapp.notifications.rules import why
from eventapp.people.forms import DecisionForm, DeskForm
from eventapp.people.queue import Why
from eventapp.people.views import LIST, PeopleDesk, people_desk
from eventapp.questions.forms import asking
from eventapp.questions.queries import questionnaire, told
from eventapp.questions.rules import NOTHING
from eventapp.registration import contact, operations, queries, rows, submissions
from eventapp.registration.consent_texts import care_text, text_agreed_to
from eventapp.registration.errors import AlreadyRegistered, NoSuchRegistration
from eventapp.registration.meanwhile import Changes, theirs_in_words
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.visits.access import READER
from eventapp.visits.rules import phase, queue_ends_at
from eventapp.visits.telling import organiser_in_words

bp = Blueprint("person", __name__)


@bp.get(f"{LIST}/new")
def new(slug: str) -> ResponseReturnValue:
    desk = people_desk(slug)
    return _new_page(desk, _new_form(desk, data={"letters_in": desk.visit.languages[0]}))


@bp.post(f"{LIST}/new")
@uploads.takes_files(people_desk, uploads.PUBLIC)
def add(slug: str) -> ResponseReturnValue:
    desk = people_desk(slug)
    form = _new_form(desk)
    form.receive(desk.visit.id, uploads.sent_file, request.form, utc_now())
    if not form.validate():
        return _new_page(desk, form, status=form.refused_status)
    try:
        entry = form.to_entry()
        with transaction():
            made = operations.add_registration(desk.visit.id, entry, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        known = str(refusal.registration) if isinstance(refusal, AlreadyRegistered) else ""
        return _new_page(desk, form, status=refusal.status, known=known)
    return back_to(slug, str(made), "added")


def _may_send(slug: str, _code: str) -> None:
    """A file, with the form of that registration, or of another that is made of it."""
    people_desk(slug)


@bp.get(f"{LIST}/<code>")
def registration(slug: str, code: str) -> ResponseReturnValue:
    desk = people_desk(slug, READER)
    row = queries.registration_of(desk.visit.id, parse_id(code))
    if not desk.writes:
        found = told(desk.visit, row.id, questionnaire(desk.visit), desk.language)
        seen = [item for item in found if item.for_readers]
        return desk.people_page("desk/person_read.html", registration=row, answers=seen)
    return one_page(desk, row, edit_form(desk, row))


@bp.post(f"{LIST}/<code>")
@uploads.takes_files(_may_send, uploads.PUBLIC)
def change(slug: str, code: str) -> ResponseReturnValue:
    desk = people_desk(slug)
    try:
        row = queries.registration_of(desk.visit.id, parse_id(code))
    except NoSuchRegistration as refusal:
        return _as_new(desk, refusal)
    if verb := verbs.of_old_form(VERBS, desk.language):
        return _do(desk, row, verb)
    form = edit_form(desk, row)
    form.receive(desk.visit.id, uploads.sent_file, request.form, utc_now())
    caught = form.catch_up(_now(desk, row))
    if not form.validate():
        return one_page(desk, row, form, status=form.refused_status, caught=caught)
    entry = form.to_entry()
    try:
        form.check_known(_now(desk, row))
        if entry.email not in (row.email, row.pending_email):
            _check_limits(row, entry.email)
        with transaction():
            operations.change_registration(desk.visit.id, row.id, entry, act=desk.act(), shown=form.shown)
    except NothingToSave:
        return back_to(slug, code, "nothing")
    except Refusal as refusal:
        return answers.refused(refusal, _refused(desk, queries.registration_of(desk.visit.id, parse_id(code)), refusal))
    return back_to(slug, code, "both" if caught else "saved")


def _refused(desk: PeopleDesk, row: Registration, refusal: Refusal) -> Response:
    """What was typed, beside what is there now: others may have changed it while this was being saved."""
    if row.status == Status.CANCELLED:
        return _as_new(desk, refusal)
    form, now = edit_form(desk, row), _now(desk, row)
    form.receive(desk.visit.id, uploads.sent_file, request.form, utc_now())
    caught = form.catch_up(now)
    if isinstance(refusal, ChangedMeanwhile):
        form.dispute(refusal, _told(desk, row, {name: (form.shown.get(name), now[name]) for name in refusal.fields}))
        form.remember(now)
    else:
        form.refuse(refusal)
    return one_page(desk, row, form, status=refusal.status, caught=caught)


def _as_new(desk: PeopleDesk, refusal: Refusal) -> Response:
    """What was typed about somebody who is registered no longer: they can be added with it."""
    form = _new_form(desk)
    form.refuse(refusal)
    return _new_page(desk, form, status=refusal.status)


def _told(desk: PeopleDesk, row: Registration, changes: Changes) -> dict[str, Theirs]:
    return theirs_in_words(
        desk.visit,
        desk.language,
        row.id,
        changes,
        among=desk.organisations,
        who=organiser_in_words,
        asked=questionnaire(desk.visit) if changes else NOTHING,
    )


def _now(desk: PeopleDesk, row: Registration) -> dict[str, str]:
    return queries.editable_fields(row, desk.senders, questionnaire(desk.visit))


VERBS: Final = ("cancel", "put-back", "noted")
"""Of a registration's page; "noted": whom else the form was sent for has been seen to."""


def do(slug: str, code: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS."""
    desk, row = open_one(slug, code)
    if request.method != "POST":
        return verbs.lead_to(_address(slug, code))
    return _do(desk, row, verb)


verbs.add(bp, f"{LIST}/<code>", VERBS, do)


def _do(desk: PeopleDesk, row: Registration, verb: str) -> ResponseReturnValue:
    sent = Form(desk.language)
    slug, visit_id, registration_id = desk.visit.slug, desk.visit.id, row.id
    if not sent.validate():
        return one_page(desk, row, edit_form(desk, row), status=400, unsent=sent)
    try:
        if verb == "put-back":
            _check_limits(row, row.email)
        with transaction():
            if verb == "cancel":
                operations.cancel_registration(visit_id, registration_id, act=desk.act())
            elif verb == "put-back":
                operations.put_back_registration(visit_id, registration_id, act=desk.act())
            else:
                submissions.see_to_attempts(visit_id, registration_id)
    except Refusal as refusal:
        sent.refuse(refusal)
        row = queries.registration_of(visit_id, registration_id)
        page = one_page(desk, row, edit_form(desk, row), status=refusal.status, unsent=sent)
        return answers.refused(refusal, page)
    return back_to(slug, str(registration_id), verb)


LINK: Final = f"{LIST}/<code>/link"


@bp.get(LINK)
def ask_before_sending(slug: str, code: str) -> ResponseReturnValue:
    """Where the link would go, and what else can be done about the address."""
    desk, row = open_one(slug, code)
    return _link_page(desk, row, Form(desk.language))


@bp.post(LINK)
def send_link(slug: str, code: str) -> ResponseReturnValue:
    """To ``email``; the page of the version before sends its other verbs here, too."""
    desk, row = open_one(slug, code)
    return _write(desk, row, verbs.of_old_form(("link", *LETTER_VERBS), desk.language) or "link")


LETTER_VERBS: Final = ("ask", "keep")
"""Of the same page: ask the new address once more, at ``email``; drop it."""


def do_with_address(slug: str, code: str, *, verb: str) -> ResponseReturnValue:
    """One of LETTER_VERBS."""
    desk, row = open_one(slug, code)
    if request.method != "POST":
        return verbs.lead_to(_address(slug, code, "link"))
    return _write(desk, row, verb)


verbs.add(bp, f"{LIST}/<code>", LETTER_VERBS, do_with_address)


def _write(desk: PeopleDesk, row: Registration, verb: str) -> ResponseReturnValue:
    sent = Form(desk.language)
    if not sent.validate():
        return _link_page(desk, row, sent, status=400)
    slug, visit_id, registration_id = desk.visit.slug, desk.visit.id, row.id
    email = request.form.get("email", "")
    try:
        if verb != "keep":
            _check_limits(row, email)
        with transaction():
            if verb == "keep":
                contact.drop_new(visit_id, registration_id, act=desk.act())
            else:
                write = contact.ask_again if verb == "ask" else contact.send_link
                write(visit_id, registration_id, email, act=desk.act())
    except Refusal as refusal:
        sent.refuse(refusal)
        row = queries.registration_of(visit_id, registration_id)
        return answers.refused(refusal, _link_page(desk, row, sent, status=refusal.status))
    return back_to(slug, str(registration_id), verb)


def open_one(slug: str, code: str) -> tuple[PeopleDesk, Registration]:
    """Loads and authorises. Raises NotSignedIn, VisitNotFound, NoSuchRegistration."""
    desk = people_desk(slug)
    return desk, queries.registration_of(desk.visit.id, parse_id(code))


def _address(slug: str, code: str, page: str = "") -> str:
    return addresses.desk(slug, "registrations", code, page)


def _check_limits(row: Registration, email: str) -> None:
    """Before a letter that an organiser has sent. Counted apart from what the person does: neither keeps the other out.

    Raises TooManyAttempts.
    """
    limits.check({"desk_registration": row.id.hex, "desk_email": mailboxes.counted(email)})


def _link_page(desk: PeopleDesk, row: Registration, form: Form, *, status: int = 200) -> Response:
    return desk.people_page(
        "desk/registration_link.html",
        status,
        here=_address(desk.visit.slug, str(row.id), "link"),
        form=form,
        registration=row,
    )


def back_to(slug: str, code: str, done: str) -> ResponseReturnValue:
    """To the person's page, which says what was done."""
    return redirect(_address(slug, code) + f"?done={done}", 303)


def edit_form(desk: PeopleDesk, row: Registration) -> DeskForm:
    """With what is registered."""
    return DeskForm.of(desk.language, row, desk.senders, questionnaire(desk.visit))


def _new_form(desk: PeopleDesk, **values: Any) -> DeskForm:
    asked = asking(DeskForm, questionnaire(desk.visit), desk.language)
    return asked(desk.language, desk.senders, terms=queries.terms(desk.visit, desk.senders), **values)


def _new_page(desk: PeopleDesk, form: DeskForm, *, status: int = 200, known: str = "") -> Response:
    here = f"{addresses.desk(desk.visit.slug, 'registrations')}/new"
    return desk.people_page("desk/registration_new.html", status, here=here, form=form, known=known)


def one_page(
    desk: PeopleDesk,
    row: Registration,
    form: DeskForm,
    *,
    status: int = 200,
    unsent: Form | None = None,
    caught: Changes = MappingProxyType({}),
    deciding: DecisionForm | None = None,
) -> Response:
    """``unsent``: the form that was sent, where it is not the registration's own; ``caught``: EditForm.catch_up."""
    waits, now = row.status == Status.WAITLISTED, utc_now()
    why_waiting = Why(desk.visit, desk.language, now) if waits else None
    return desk.people_page(
        "desk/registration.html",
        status,
        here=_address(desk.visit.slug, str(row.id)),
        form=form,
        unsent=unsent or deciding or form,
        deciding=deciding or DecisionForm(desk.language),
        registration=row,
        place_in_queue=queries.place_in_queue(row) if waits else 0,
        why_waiting=why_waiting.of_row(row) if why_waiting else "",
        twin=_twin(desk, row),
        group=registered_by(row.id),
        through_leader=row.email_key is None and is_reached(row.id),
        attempts=queries.attempts(row.id),
        letter=latest_letter(rows.about(row.id), to=row.email),
        state_names=STATE_NAMES,
        why=why,
        queue_moves=phase(desk.visit, now).queue_moves,
        queue_ends_at=queue_ends_at(desk.visit),
        kept_until=queries.kept_until(desk.visit, row),
        proof=queries.proves(desk.visit, row),
        answers=told(desk.visit, row.id, form.questionnaire, desk.language),
        agreed_to=text_agreed_to(row),
        care_text=care_text(row),
        caught=_told(desk, row, caught).values(),
        done=request.args.get("done", ""),
    )


def _twin(desk: PeopleDesk, row: Registration) -> str:
    """The id of an earlier registration that has this one's address; "": none."""
    doubled = row.email and row.email_key is None and not is_reached(row.id)
    earlier = queries.find_by_email(desk.visit.id, row.email) if doubled else None
    return str(earlier.id) if earlier else ""
