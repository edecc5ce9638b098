"""The public pages on which a group is registered: the form, and what is said to whoever has sent it."""

from functools import partial
from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, current, limits, mailboxes, reader, uploads, verbs
from eventapp.core.acts import LEADER
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal, TooManyForSome
from eventapp.core.text import LANGUAGES
from eventapp.delegations import operations
from eventapp.delegations.errors import WrittenToEnough
from eventapp.delegations.forms import MORE_LINES, GroupForm
from eventapp.delegations.lines import COLUMNS, MOST
from eventapp.delegations.rules import Group
from eventapp.programme.queries import is_released
from eventapp.registration import queries
from eventapp.registration.rules import check_window, queue_is_open
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import public_visit
from eventapp.visits.rules import phase
from eventapp.visits.words import queue_end_in_words

bp = Blueprint("delegations", __name__)
PAGE: Final = "/<language:language>/<slug>/register/group"
VERBS: Final = ("lines", "more")
"""What buttons of the form do beside registering: put what was pasted into the table; the same, with empty lines."""


def may_send(language: str, slug: str) -> None:  # noqa: ARG001 - it stands in the address
    """Whether a form with a file may come: on the head, before its body.

    Raises VisitNotFound, RegistrationNotOpen, RegistrationClosed, TooManyAttempts.
    """
    check_window(public_visit(slug), utc_now())
    limits.check({"group_address": reader.network()})


@bp.route(PAGE, methods=["GET", "POST"])
@uploads.takes_files(may_send, uploads.PUBLIC)
def register(language: str, slug: str) -> ResponseReturnValue:
    """The form; sent with lines that were only pasted, it shows them first."""
    visit = public_visit(slug)
    form = _form(visit, language)
    form.read_typed(request.form.get)
    if request.method != "POST" or not form.has_token():
        return _form_page(visit, form, status=400 if request.method == "POST" else 200)
    try:
        may_send(language, slug)
        taken_in = form.take_in(uploads.sent_file("file"))
    except Refusal as refusal:
        return answers.refused(refusal, _form_page(visit, form, refusal=refusal))
    if taken_in:
        return _form_page(visit, form, status=form.look_through(), taken_in=True)
    if not form.validate() or form.fell_into_the_trap:
        return _form_page(visit, form, status=400 if form.once_more else 422)
    try:
        _register(visit, form, form.to_group())
    except Refusal as refusal:
        return answers.refused(refusal, _form_page(public_visit(slug), form, refusal=refusal))
    return redirect(addresses.register_group_sent(language, slug), 303)


def do(language: str, slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS: the form again, with what was typed in it."""
    visit = public_visit(slug)
    if request.method != "POST":
        return verbs.lead_to(addresses.register_group(language, slug))
    form = _form(visit, language)
    form.read_typed(request.form.get)
    if not form.has_token():
        return _form_page(visit, form, status=400)
    try:
        may_send(language, slug)
        taken_in = form.take_in(uploads.sent_file("file"))
    except Refusal as refusal:
        return answers.refused(refusal, _form_page(visit, form, refusal=refusal))
    if taken_in:
        form.judge()
    return _form_page(visit, form, taken_in=taken_in, more=MORE_LINES if verb == "more" else 0)


for each in VERBS:
    taking = uploads.takes_files(may_send, uploads.PUBLIC)(partial(do, verb=each))
    bp.add_url_rule(f"{PAGE}/{each}", each, taking, methods=["GET", "POST"])


@bp.get(f"{PAGE}/sent")
def sent(language: str, slug: str) -> ResponseReturnValue:
    """The same for everybody: nothing of whoever was registered stands here."""
    visit = public_visit(slug)
    return answers.page(
        "delegations/sent.html",
        language=language,
        visit=visit,
        mail_is_sent=current.settings().smtp is not None,
        alternates={other: addresses.register_group_sent(other, slug) for other in LANGUAGES},
        released=is_released(visit.id),
    )


def _register(visit: VisitFacts, form: GroupForm, group: Group) -> None:
    """Raises TooManyAttempts, WrittenToEnough, and what ``operations.register_group`` does."""
    visit_id = visit.id
    own = {entry.email for entry in group.people if entry.email and mailboxes.key(entry.email) not in group.shared}
    check_targets(visit_id, form, [group.leader.email, *sorted(own)])
    with transaction():
        operations.register_group(visit_id, group, act=current.act(LEADER))


def check_targets(visit_id: int, form: GroupForm, emails: list[str]) -> None:
    """A letter goes to each of them, the leader's first; the group itself counts once.

    Raises TooManyAttempts, WrittenToEnough.
    """
    counted = {f"{visit_id} {mailboxes.counted(email)}": mailboxes.counted(email) for email in emails}
    try:
        limits.check_each("register_email", list(counted), also={"register_address": reader.network()})
    except TooManyForSome as some:
        full = frozenset(counted[each] for each in some.full)
        form.refuse_targets(full)
        if mailboxes.counted(emails[0]) not in full:
            raise WrittenToEnough from None
        raise


def _form(visit: VisitFacts, language: str) -> GroupForm:
    senders = queries.sending_organisations(visit.id)
    return GroupForm(language, senders, terms=queries.terms(visit, senders))


def _form_page(
    visit: VisitFacts,
    form: GroupForm,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    taken_in: bool = False,
    more: int = 0,
) -> Response:
    if refusal:
        form.refuse(refusal)
        status = refusal.status
    language, now = form.language, utc_now()
    return answers.page(
        "delegations/register.html",
        language=language,
        status=status,
        visit=visit,
        form=form,
        lines=form.shown(more),
        most=MOST,
        columns=COLUMNS,
        taken_in=taken_in,
        phase=phase(visit, now),
        queue_end=queue_end_in_words(language, visit),
        refuses=not queue_is_open(visit, queue=visit.queue, now=now) and queries.places(visit).visit_is_full(),
        alternates={other: addresses.register_group(other, visit.slug) for other in LANGUAGES},
        released=is_released(visit.id),
    )
